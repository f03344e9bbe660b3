package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint answers which path and method. {@code HEAD} goes where {@code GET} goes.
 *
 * <p>A path may have holes, as in {@code /v1/jobs/{id}}; those without go first. Built once, then only read; safe to
 * share after that.
 */
public final class Router implements Endpoint {

    /** The dialect of what no guard stands in front of. */
    public static final String OPEN = "";
    /** As {@link #OPEN}, and only named to who asks for what is not there but would be among it. */
    public static final String UNLISTED = "-";

    private final Map<String, Route> byPath = new LinkedHashMap<>();
    private final Map<String, PathTemplate> templates = new LinkedHashMap<>();
    private String dialect = OPEN;
    private @Nullable Filter guard;

    /** What is added from now on belongs to that dialect, such as {@code fermata}, or is {@link #OPEN}. */
    public Router dialect(String name) {
        dialect = name;
        return this;
    }

    /** Puts somebody in front of all that belongs to a dialect. */
    public Router guardedBy(Filter other) {
        guard = other;
        return this;
    }

    /** Adds an endpoint. */
    public Router add(HttpMethod method, String path, Endpoint endpoint) {
        byPath.computeIfAbsent(path, any -> new Route(dialect)).byMethod.put(method, endpoint);
        if (PathTemplate.is(path)) {
            templates.computeIfAbsent(path, PathTemplate::new);
        }
        return this;
    }

    /** A route that a filter stands before. */
    public record Listed(String dialect, String method, String path) {}

    /** All routes that a filter stands before. */
    public List<Listed> routes() {
        List<Listed> routes = new ArrayList<>();
        byPath.forEach((path, route) -> {
            if (!route.unguarded) {
                route.byMethod.keySet().forEach(method -> routes.add(new Listed(route.dialect, method.name(), path)));
            }
        });
        return routes;
    }

    @Override
    public Answer answer(Request request) {
        Route route = byPath.get(request.path());
        if (route != null) {
            return answer(request, route);
        }
        Request found = matched(request);
        if (found == null) {
            return missed(
                    request,
                    Problem.of(
                            HttpResponseStatus.NOT_FOUND,
                            "not_found",
                            "There is nothing at '" + request.path() + "'. There is: " + listed(request.path()) + "."));
        }
        return answer(found, Objects.requireNonNull(byPath.get(found.route())));
    }

    /** Where somebody seems to know his way around what is not listed, that alone. */
    private String listed(String asked) {
        List<String> near = paths(true).filter(path -> sameStart(path, asked)).toList();
        return String.join(", ", near.isEmpty() ? paths(false).toList() : near);
    }

    private Stream<String> paths(boolean unlisted) {
        return byPath.entrySet().stream()
                .filter(each -> each.getValue().dialect.equals(UNLISTED) == unlisted)
                .map(Map.Entry::getKey);
    }

    private static boolean sameStart(String path, String asked) {
        int end = path.indexOf('/', 1);
        String start = end < 0 ? path : path.substring(0, end);
        return asked.equals(start) || asked.startsWith(start + "/");
    }

    private @Nullable Request matched(Request request) {
        for (Map.Entry<String, PathTemplate> template : templates.entrySet()) {
            List<String> values = template.getValue().match(request.path());
            if (values != null) {
                return request.on(template.getKey(), values);
            }
        }
        return null;
    }

    private Answer answer(Request request, Route route) {
        Endpoint endpoint = route.byMethod.get(request.method());
        if (endpoint == null) {
            return missed(request, notAllowed(request, route.byMethod));
        }
        Filter before = guard;
        return before == null || route.unguarded
                ? endpoint.answer(request)
                : before.answer(request, route.dialect, endpoint);
    }

    private Response missed(Request request, Response refusal) {
        Filter before = guard;
        if (before != null) {
            before.missed(request, refusal);
        }
        return refusal;
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

    private static final class Route {

        private final String dialect;
        private final boolean unguarded;
        private final Map<HttpMethod, Endpoint> byMethod = new LinkedHashMap<>();

        Route(String dialect) {
            this.dialect = dialect;
            this.unguarded = dialect.equals(OPEN) || dialect.equals(UNLISTED);
        }
    }
}
