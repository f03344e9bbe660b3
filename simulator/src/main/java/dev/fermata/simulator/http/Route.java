package dev.fermata.simulator.http;

import dev.fermata.simulator.http.body.LargeBody;
import io.netty.handler.codec.http.HttpMethod;

/**
 * A method, a path, and the endpoint for them.
 *
 * @param path with parameters in braces, such as {@code /v1/jobs/{id}}
 * @param body how long the body may be, if it may be longer than usual
 */
public record Route(HttpMethod method, String path, Endpoint endpoint, LargeBody body) {

    public Route(HttpMethod method, String path, Endpoint endpoint) {
        this(method, path, endpoint, LargeBody.NONE);
    }

    /** For files. The endpoint gets what is kept of the body, and its size. */
    public static Route upload(HttpMethod method, String path, long largestBody, Endpoint endpoint) {
        return new Route(method, path, endpoint, LargeBody.upload(largestBody));
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
