package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.RequestTarget;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One path and its methods. A path may have parameters, such as {@code /v1/jobs/{id}/events} or {@code /files/{id}.mp4}. The value of a
 * parameter is one segment of the path or a part of it, and is not empty.
 *
 * @param dialect the name of its dialect, {@link Router#OPEN} or {@link Router#UNLISTED}
 * @param prefix the prefix of the path, such as {@code /fermata}; empty without one
 * @param path without prefix
 * @param listed whether every 404 names this path
 * @param literals the texts between the parameters of the path with its prefix, with those before the first and after the last one
 */
record Resource(
        String dialect,
        String prefix,
        String path,
        Problem.Format errors,
        boolean listed,
        List<String> literals,
        Map<HttpMethod, Endpoint> byMethod) {

    private static final char END = '}';

    Resource(String dialect, String prefix, String path, Problem.Format errors, boolean listed) {
        this(dialect, prefix, path, errors, listed, literals(prefix + path), new LinkedHashMap<>());
    }

    private static List<String> literals(String path) {
        List<String> literals = new ArrayList<>();
        int from = 0;
        for (int open = path.indexOf('{'); open >= 0; open = path.indexOf('{', from)) {
            literals.add(path.substring(from, open));
            from = path.indexOf(END, open) + 1;
        }
        literals.add(path.substring(from));
        return literals;
    }

    boolean hasParameters() {
        return literals.size() > 1;
    }

    /** Whether requests go through the filter of the router. */
    boolean filtered() {
        return !dialect.equals(Router.OPEN) && !dialect.equals(Router.UNLISTED);
    }

    /** Whether the request needs no link to this resource, because it has no prefix and the usual format of errors. */
    boolean plain() {
        return prefix.isEmpty() && errors == Problem.Format.PROBLEM_DETAILS;
    }

    @Nullable
    Endpoint endpoint(HttpMethod method) {
        return byMethod.get(method);
    }

    Response notAllowed(Request request) {
        TreeSet<String> allowed = new TreeSet<>();
        byMethod.keySet().forEach(method -> allowed.add(method.name()));
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        String allow = String.join(", ", allowed);
        return Problem.of(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                Printable.value(request.path()) + " takes " + allow + ", not "
                        + Printable.value(request.head().method().name()) + ".",
                "allow",
                allow);
    }

    /** The values of the parameters, in order; null if the path does not match. */
    @Nullable
    List<String> match(String path) {
        if (!path.startsWith(literals.get(0))) {
            return null;
        }
        List<String> values = new ArrayList<>(literals.size() - 1);
        int at = literals.get(0).length();
        for (int i = 1; i < literals.size(); i++) {
            int end = endOfValue(path, at, i);
            if (end <= at || path.substring(at, end).indexOf('/') >= 0) {
                return null;
            }
            values.add(RequestTarget.decoded(path.substring(at, end)));
            at = end + literals.get(i).length();
        }
        return values;
    }

    /** Where the text after the parameter begins. The last text must be at the end of the path. */
    private int endOfValue(String path, int from, int literal) {
        String next = literals.get(literal);
        if (literal < literals.size() - 1) {
            return path.indexOf(next, from);
        }
        return path.endsWith(next) ? path.length() - next.length() : -1;
    }
}
