package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpMethod;

/**
 * A method, a path, and the endpoint for them.
 *
 * @param path with parameters in braces, such as {@code /v1/jobs/{id}}
 */
public record Route(HttpMethod method, String path, Endpoint endpoint) {

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
