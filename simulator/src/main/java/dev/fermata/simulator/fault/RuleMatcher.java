package dev.fermata.simulator.fault;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of a rule that says which requests: its text, read once. Immutable. */
final class RuleMatcher {

    private static final Pattern NAMES = Pattern.compile("\\{[^}]*}");

    private final @Nullable String dialect;
    private final @Nullable String job;
    private final @Nullable String method;
    private final @Nullable String path;

    RuleMatcher(FaultRuleSpec rule) {
        dialect = rule.dialect();
        job = rule.job();
        String on = rule.route();
        int space = on == null ? -1 : on.indexOf(' ');
        method = on == null || space < 0 ? null : on.substring(0, space);
        path = on == null ? null : nameless(on.substring(space + 1));
    }

    boolean holds(RequestFacts request) {
        return (dialect == null || dialect.equals(request.dialect()))
                && (job == null || job.equals(request.job()))
                && (method == null || method.equals(request.method()))
                && (path == null || reaches(path, request));
    }

    private static boolean reaches(String path, RequestFacts request) {
        return path.endsWith("*")
                ? begins(path.substring(0, path.length() - 1), request)
                : path.equals(request.path()) || path.equals(nameless(request.route()));
    }

    private static boolean begins(String path, RequestFacts request) {
        return request.path().startsWith(path) || nameless(request.route()).startsWith(path);
    }

    /** {@code {id}} here may be called {@code {job}} there. */
    private static String nameless(String route) {
        return route.indexOf('{') < 0 ? route : NAMES.matcher(route).replaceAll("{}");
    }
}
