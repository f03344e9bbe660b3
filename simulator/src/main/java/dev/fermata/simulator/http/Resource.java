package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One path and its methods.
 *
 * @param dialect the name under which rules know it, {@link Router#OPEN} or {@link Router#UNLISTED}
 * @param prefix what clients put before the path, such as {@code /fermata}; empty for the path itself
 * @param path without prefix
 */
record Resource(String dialect, String prefix, String path, Problem.Format errors, Map<HttpMethod, Endpoint> byMethod) {

    Resource(String dialect, String prefix, String path, Problem.Format errors) {
        this(dialect, prefix, path, errors, new LinkedHashMap<>());
    }

    boolean guarded() {
        return !dialect.equals(Router.OPEN) && !dialect.equals(Router.UNLISTED);
    }

    /** Whether every 404 names this path. */
    boolean listed() {
        return prefix.isEmpty() && !dialect.equals(Router.UNLISTED);
    }

    /** Whether a request can stay as it is: no prefix, no holes, the usual format of errors. */
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
                request.path() + " takes " + allow + ", not " + request.head().method() + ".",
                "allow",
                allow);
    }
}
