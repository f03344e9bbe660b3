package dev.fermata.simulator.http;

import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint for a method and path. {@code HEAD} counts as {@code GET}. Slashes at the end of a path were dropped when
 * it was read.
 *
 * <p>A path may have holes, as in {@code /v1/jobs/{id}}; a path without holes wins. If two dialects add one path, it belongs to
 * the first; the second has it under its prefix. Built once, then only read, so it is safe to share after that.
 */
public final class Router implements Endpoint {

    /** The dialect of routes that no filter stands before. */
    public static final String OPEN = "";
    /** As {@link #OPEN}; and a 404 lists these routes only for paths that begin with the same segment. */
    public static final String UNLISTED = "-";

    private static final List<String> NO_PREFIX = List.of("");

    /** With their prefix, those with holes included. */
    private final Map<String, Resource> all = new LinkedHashMap<>();
    /** Those without holes: found by one look, however many there are. */
    private final Map<String, Resource> byPath = new LinkedHashMap<>();

    private final Map<String, Section> sections = new LinkedHashMap<>();
    private String dialect = OPEN;
    private List<String> prefixes = NO_PREFIX;
    private Problem.Format errors = Problem.Format.PROBLEM_DETAILS;
    private @Nullable Filter guard;

    /** The paths that begin with one segment. A 404 there has the format of the first of them. */
    private record Section(Problem.Format errors, Map<PathTemplate, Resource> withHoles) {}

    /** Routes that are added from now on belong to that dialect, such as {@code fermata}, or are {@link #OPEN}. */
    public Router dialect(String name) {
        return dialect(name, NO_PREFIX, Problem.Format.PROBLEM_DETAILS);
    }

    /**
     * Routes that are added from now on belong to that dialect.
     *
     * @param before the prefixes of each path, such as {@code /fermata}; the empty one stands for the path itself. Endpoints,
     *     rules and filters see no difference but {@link Request#prefix}
     */
    public Router dialect(String name, List<String> before, Problem.Format format) {
        dialect = name;
        prefixes = before;
        errors = format;
        return this;
    }

    /** Puts a filter before all routes of dialects. */
    public Router guardedBy(Filter other) {
        guard = other;
        return this;
    }

    public Router add(Route route) {
        return add(route.method(), route.path(), route.endpoint());
    }

    /** Adds an endpoint. */
    public Router add(HttpMethod method, String path, Endpoint endpoint) {
        for (String prefix : prefixes) {
            Resource resource = all.computeIfAbsent(prefix + path, whole -> place(whole, prefix, path));
            if (resource.dialect().equals(dialect)) {
                resource.byMethod().putIfAbsent(method, endpoint);
            }
        }
        return this;
    }

    /** A route that a filter stands before, without prefix. */
    public record Listed(String dialect, String method, String path) {}

    /** All routes that a filter stands before, each once. */
    public List<Listed> routes() {
        Set<Listed> routes = new LinkedHashSet<>();
        all.values().stream()
                .filter(Resource::guarded)
                .forEach(resource -> resource.byMethod()
                        .keySet()
                        .forEach(method -> routes.add(new Listed(resource.dialect(), method.name(), resource.path()))));
        return List.copyOf(routes);
    }

    /** The dialect that answers for that path; empty if none does. */
    public String dialectOf(String path) {
        Resource exact = byPath.get(path);
        Section section = sections.get(firstSegment(path));
        if (exact != null || section == null) {
            return exact == null || !exact.guarded() ? "" : exact.dialect();
        }
        return section.withHoles.entrySet().stream()
                .filter(each -> each.getKey().match(path) != null)
                .findFirst()
                .map(each -> each.getValue().guarded() ? each.getValue().dialect() : "")
                .orElse("");
    }

    private Resource place(String whole, String prefix, String path) {
        Resource resource = new Resource(dialect, prefix, path, errors);
        Section section =
                sections.computeIfAbsent(firstSegment(whole), any -> new Section(errors, new LinkedHashMap<>()));
        if (PathTemplate.is(whole)) {
            section.withHoles.put(new PathTemplate(whole), resource);
        } else {
            byPath.put(whole, resource);
        }
        return resource;
    }

    /** With its slash. */
    private static String firstSegment(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path : path.substring(0, end);
    }

    @Override
    public Answer answer(Request request) {
        String path = request.path();
        Resource resource = byPath.get(path);
        if (resource != null) {
            return answer(resource.plain() ? request : request.on(resource, List.of()), resource);
        }
        Section section = sections.get(firstSegment(path));
        if (section != null) {
            for (Map.Entry<PathTemplate, Resource> each : section.withHoles.entrySet()) {
                List<String> values = each.getKey().match(path);
                if (values != null) {
                    return answer(request.on(each.getValue(), values), each.getValue());
                }
            }
        }
        return missed(request, section == null ? Problem.Format.PROBLEM_DETAILS : section.errors, notFound(path));
    }

    private Answer answer(Request request, Resource resource) {
        Endpoint endpoint = resource.endpoint(request.method());
        if (endpoint == null) {
            return missed(request, resource.errors(), resource.notAllowed(request));
        }
        Filter before = guard;
        return before == null || !resource.guarded()
                ? endpoint.answer(request)
                : before.answer(request, resource.dialect(), endpoint);
    }

    private Response missed(Request request, Problem.Format format, Response refusal) {
        Response said = refusal.in(format);
        Filter before = guard;
        if (before != null) {
            before.missed(request, said);
        }
        return said;
    }

    private Response notFound(String asked) {
        return Problem.of(
                HttpResponseStatus.NOT_FOUND,
                "not_found",
                "There is nothing at '" + Printable.value(asked) + "'. There is: " + String.join(", ", near(asked))
                        + ".");
    }

    /** Unlisted paths and those with prefix are named only for paths that begin as they do, and then alone. */
    private List<String> near(String asked) {
        String start = firstSegment(asked);
        List<String> near = new ArrayList<>(
                paths(false).filter(path -> firstSegment(path).equals(start)).toList());
        if (near.isEmpty()) {
            return paths(true).toList();
        }
        near.addAll(paths(true).filter(path -> firstSegment(path).equals(start)).toList());
        return near;
    }

    private Stream<String> paths(boolean listed) {
        return all.entrySet().stream()
                .filter(each -> each.getValue().listed() == listed)
                .map(Map.Entry::getKey);
    }
}
