package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpMethod;

/**
 * Which endpoint answers the requests for one method and path.
 *
 * @param path with a name in braces for each part that differs, such as {@code /v1/jobs/{id}}
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
