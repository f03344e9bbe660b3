package dev.fermata.simulator.http;

import dev.fermata.simulator.http.Route.LargeBody;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint for a method and a path. {@code HEAD} counts as {@code GET}. The decoder has already removed slashes at the end
 * of a path.
 *
 * <p>A path may have parameters, as in {@code /v1/jobs/{id}}. A path without parameters has precedence, and one that begins with a
 * parameter comes last. If two dialects add the same path, it belongs to the first one; the second one has it under its prefix. All routes
 * are added before the first request; after that, many threads may use it.
 */
public final class Router implements Endpoint {

    /** The dialect of routes without a filter. */
    public static final String OPEN = "";
    /** As {@link #OPEN}. A 404 lists these routes only for paths with the same first segment. */
    public static final String UNLISTED = "-";

    private static final List<String> NO_PREFIX = List.of("");

    /** All resources, by path with its prefix. */
    private final Map<String, Resource> all = new LinkedHashMap<>();
    /** Those without parameters, by path with its prefix. */
    private final Map<String, Resource> byPath = new LinkedHashMap<>();

    private final Map<String, Section> sections = new LinkedHashMap<>();
    /** Bodies that may be longer than usual, by path with its prefix. */
    private final Map<String, LargeBody> large = new LinkedHashMap<>();
    /** The same for paths with parameters, by what is before the first one. */
    private final Map<String, LargeBody> largeBelow = new LinkedHashMap<>();

    private String dialect = OPEN;
    private List<String> prefixes = NO_PREFIX;
    private Problem.Format errors = Problem.Format.PROBLEM_DETAILS;
    private boolean listed = true;
    private @Nullable Filter filter;

    /** The paths with the same first segment. A 404 below it has the format of the dialect that added the first of them. */
    private record Section(Problem.Format errors, List<Resource> withParameters) {

        /** One that begins with a parameter, after its prefix, has nearly every path, so it is tried last. */
        private static final Comparator<Resource> ORDER =
                Comparator.comparing(resource -> resource.path().startsWith("/{"));

        void add(Resource resource) {
            withParameters.add(resource);
            withParameters.sort(ORDER);
        }
    }

    /** Routes that are added from now on belong to this dialect, such as {@code fermata}, or are {@link #OPEN}. */
    public Router dialect(String name) {
        return dialect(name, NO_PREFIX, Problem.Format.PROBLEM_DETAILS);
    }

    /**
     * Routes that are added from now on belong to this dialect.
     *
     * @param before the prefixes under which each path is served, such as {@code /fermata}; the empty one is for the path without
     *     prefix. For endpoints, rules and filters, only {@link Request#prefix} differs
     */
    public Router dialect(String name, List<String> before, Problem.Format format) {
        dialect = name;
        prefixes = before;
        errors = format;
        listed = !name.equals(UNLISTED);
        return this;
    }

    /** A 404 lists the routes that are added from now on only for paths with the same first segment. */
    public Router unlisted() {
        listed = false;
        return this;
    }

    /** All requests to routes of dialects go through this filter. */
    public Router guardedBy(Filter other) {
        filter = other;
        return this;
    }

    public Router add(Route route) {
        if (route.body() != LargeBody.NONE) {
            String literal = route.path().replaceFirst("\\{.*", "");
            Map<String, LargeBody> place = literal.equals(route.path()) ? large : largeBelow;
            prefixes.forEach(prefix -> place.put(prefix + literal, route.body()));
        }
        return add(route.method(), route.path(), route.endpoint());
    }

    @Override
    public LargeBody largeBody(String target) {
        String path = pathOf(target);
        LargeBody largest = large.getOrDefault(path, LargeBody.NONE);
        for (Map.Entry<String, LargeBody> each : largeBelow.entrySet()) {
            boolean larger = each.getValue().most() > largest.most();
            largest = larger && path.startsWith(each.getKey()) ? each.getValue() : largest;
        }
        return largest;
    }

    @Override
    public Problem.Format errors(String target) {
        String path = pathOf(target);
        Section section = sections.get(firstSegment(path));
        return resources(path, section)
                .findFirst()
                .map(Resource::errors)
                .orElse(section == null ? Problem.Format.PROBLEM_DETAILS : section.errors);
    }

    /** A target may have a scheme and a host before its path. */
    private static String pathOf(String target) {
        int from = target.startsWith("/") ? 0 : target.indexOf('/', target.indexOf("://") + 3);
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        return from < 0 || from > end ? "" : target.substring(from, end);
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

    /** A route that has a filter, without prefix. */
    public record Listed(String dialect, String method, String path) {}

    /** All routes that have a filter, each once. */
    public List<Listed> routes() {
        Set<Listed> routes = new LinkedHashSet<>();
        all.values().stream()
                .filter(Resource::filtered)
                .forEach(resource -> resource.byMethod()
                        .keySet()
                        .forEach(method -> routes.add(new Listed(resource.dialect(), method.name(), resource.path()))));
        return List.copyOf(routes);
    }

    /** The dialect that answers for this path; empty if none does. */
    public String dialectOf(String path) {
        return resources(path, sections.get(firstSegment(path)))
                .findFirst()
                .filter(Resource::filtered)
                .map(Resource::dialect)
                .orElse("");
    }

    private Stream<Resource> resources(String path, @Nullable Section section) {
        Resource exact = byPath.get(path);
        return exact != null || section == null
                ? Stream.ofNullable(exact)
                : section.withParameters.stream().filter(each -> each.match(path) != null);
    }

    private Resource place(String whole, String prefix, String path) {
        Resource resource = new Resource(dialect, prefix, path, errors.at(path), listed && prefix.isEmpty());
        Section section = sections.computeIfAbsent(firstSegment(whole), any -> new Section(errors, new ArrayList<>()));
        if (resource.hasParameters()) {
            section.add(resource);
        } else {
            byPath.put(whole, resource);
        }
        return resource;
    }

    /** With the slash before it. */
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
            for (Resource each : section.withParameters) {
                List<String> values = each.match(path);
                if (values != null) {
                    return answer(request.on(each, values), each);
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
        Filter before = filter;
        return before == null || !resource.filtered()
                ? endpoint.answer(request)
                : before.answer(request, resource.dialect(), endpoint);
    }

    private Response missed(Request request, Problem.Format format, Response refusal) {
        Response said = refusal.in(format);
        Filter before = filter;
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

    /** The paths that a 404 names: those with the same first segment if any is unlisted or has a prefix, else all listed ones. */
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

    /** Receives requests before their endpoints do. It calls the endpoint, or answers itself. Called on the event loop. */
    @FunctionalInterface
    public interface Filter {

        /**
         * @param dialect the dialect of the route
         * @param endpoint the endpoint of the route
         */
        Answer answer(Request request, String dialect, Endpoint endpoint);

        /** A request is refused, because no route has its path and method. */
        default void missed(Request request, Response refusal) {}
    }
}
