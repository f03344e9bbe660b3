package dev.fermata.simulator.http;

import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One path and its methods.
 *
 * @param dialect the name of its dialect, {@link Router#OPEN} or {@link Router#UNLISTED}
 * @param prefix the prefix of the path, such as {@code /fermata}; empty without one
 * @param path without prefix
 * @param listed whether every 404 names this path
 */
record Resource(
        String dialect,
        String prefix,
        String path,
        Problem.Format errors,
        boolean listed,
        Map<HttpMethod, Endpoint> byMethod) {

    Resource(String dialect, String prefix, String path, Problem.Format errors, boolean listed) {
        this(dialect, prefix, path, errors, listed, new LinkedHashMap<>());
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
}
