package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpMethod;

/**
 * A method, a path, and the endpoint for them.
 *
 * @param path with parameters in braces, such as {@code /v1/jobs/{id}}
 * @param largestBody how many bytes the body may have, if they are more than usual; else 0
 */
public record Route(HttpMethod method, String path, Endpoint endpoint, long largestBody) {

    public Route(HttpMethod method, String path, Endpoint endpoint) {
        this(method, path, endpoint, 0);
    }

    /** For files. The endpoint gets the beginning and the end of the body, and its size. The path has a parameter at its end only. */
    public static Route upload(HttpMethod method, String path, long largestBody, Endpoint endpoint) {
        return new Route(method, path, endpoint, largestBody);
    }

    /** Also answers {@code HEAD}. */
    public static Route get(String path, Endpoint endpoint) {
        return new Route(HttpMethod.GET, path, endpoint);
    }

    public static Route post(String path, Endpoint endpoint) {
        return new Route(HttpMethod.POST, path, endpoint);
    }

    public static Route delete(String path, Endpoint endpoint) {
        return new Route(HttpMethod.DELETE, path, endpoint);
    }
}
