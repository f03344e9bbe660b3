package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which endpoint answers which path and method. {@code HEAD} goes where {@code GET} goes.
 *
 * <p>Built once, then only read; safe to share after that.
 */
public final class Routes implements Endpoint {

    private final Map<String, Map<HttpMethod, Endpoint>> byPath = new LinkedHashMap<>();

    /** Adds an endpoint. */
    public Routes add(HttpMethod method, String path, Endpoint endpoint) {
        byPath.computeIfAbsent(path, any -> new LinkedHashMap<>()).put(method, endpoint);
        return this;
    }

    @Override
    public Response answer(Request request) {
        Map<HttpMethod, Endpoint> byMethod = byPath.get(request.path());
        if (byMethod == null) {
            return Problem.of(
                    HttpResponseStatus.NOT_FOUND,
                    "not_found",
                    "There is nothing at '" + request.path() + "'. There is: " + String.join(", ", byPath.keySet())
                            + ".");
        }
        HttpMethod method = request.head().method();
        Endpoint endpoint = byMethod.get(HttpMethod.HEAD.equals(method) ? HttpMethod.GET : method);
        return endpoint == null ? notAllowed(request, byMethod) : endpoint.answer(request);
    }

    private static Response notAllowed(Request request, Map<HttpMethod, Endpoint> byMethod) {
        TreeSet<String> allowed = new TreeSet<>();
        byMethod.keySet().forEach(method -> allowed.add(method.name()));
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        String allow = String.join(", ", allowed);
        return Problem.of(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                request.path() + " takes " + allow + ", not " + request.head().method() + ".",
                "allow",
                allow);
    }
}
