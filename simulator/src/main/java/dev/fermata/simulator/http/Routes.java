package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint answers which path and method. {@code HEAD} goes where {@code GET} goes.
 *
 * <p>A path may have holes, as in {@code /v1/jobs/{id}}; those without go first. Built once, then only read; safe to
 * share after that.
 */
public final class Routes implements Endpoint {

    private final Map<String, Map<HttpMethod, Endpoint>> byPath = new LinkedHashMap<>();
    private final Map<String, Template> templates = new LinkedHashMap<>();

    /** Adds an endpoint. */
    public Routes add(HttpMethod method, String path, Endpoint endpoint) {
        byPath.computeIfAbsent(path, any -> new LinkedHashMap<>()).put(method, endpoint);
        if (Template.is(path)) {
            templates.computeIfAbsent(path, Template::new);
        }
        return this;
    }

    @Override
    public Answer answer(Request request) {
        Map<HttpMethod, Endpoint> byMethod = byPath.get(request.path());
        if (byMethod != null) {
            return answer(request, byMethod);
        }
        Request found = matched(request);
        if (found == null) {
            return Problem.of(
                    HttpResponseStatus.NOT_FOUND,
                    "not_found",
                    "There is nothing at '" + request.path() + "'. There is: " + String.join(", ", byPath.keySet())
                            + ".");
        }
        return answer(found, byPath.getOrDefault(found.route(), Map.of()));
    }

    private @Nullable Request matched(Request request) {
        for (Map.Entry<String, Template> template : templates.entrySet()) {
            List<String> values = template.getValue().match(request.path());
            if (values != null) {
                return request.on(template.getKey(), values);
            }
        }
        return null;
    }

    private static Answer answer(Request request, Map<HttpMethod, Endpoint> byMethod) {
        Endpoint endpoint = byMethod.get(request.method());
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
