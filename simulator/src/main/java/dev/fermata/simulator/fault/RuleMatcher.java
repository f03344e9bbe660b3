package dev.fermata.simulator.fault;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a rule: dialect, method, path and job. Says which requests they hold for, and for which routes there can be such a
 * request. Immutable.
 */
final class RuleMatcher {

    private static final Pattern NAMES = Pattern.compile("\\{[^}]*}");

    private final @Nullable String dialect;
    private final @Nullable String job;
    private final @Nullable String method;
    private final @Nullable String path;

    RuleMatcher(FaultRuleSpec rule) {
        this(rule.dialect(), rule.route(), rule.job());
    }

    RuleMatcher(@Nullable String dialect, @Nullable String route, @Nullable String job) {
        this.dialect = dialect;
        this.job = job;
        int space = route == null ? -1 : route.indexOf(' ');
        method = route == null || space < 0 ? null : route.substring(0, space);
        path = route == null ? null : nameless(route.substring(space + 1));
    }

    boolean holds(RequestFacts request) {
        return (dialect == null || dialect.equals(request.dialect()))
                && (job == null || job.equals(request.job()))
                && (method == null || method.equals(request.method()))
                && (path == null || matches(path, request.path(), nameless(request.route())));
    }

    private static boolean matches(String path, String asked, String route) {
        if (path.endsWith("*")) {
            String start = path.substring(0, path.length() - 1);
            return asked.startsWith(start) || route.startsWith(start);
        }
        return path.equals(asked) || path.equals(route);
    }

    /** Whether there can be a request to this route that the conditions hold for. */
    boolean canHold(String routeDialect, String routeMethod, String routePath) {
        return (dialect == null || dialect.equals(routeDialect))
                && (job == null || hasName(routePath))
                && (method == null || method.equals(routeMethod))
                && (path == null || canMatch(path, nameless(routePath), job));
    }

    private static boolean canMatch(String path, String route, @Nullable String job) {
        if (path.endsWith("*")) {
            String start = path.substring(0, path.length() - 1);
            return route.startsWith(start)
                    || (job == null
                            ? canBegin(start, route)
                            : route.replace("{}", job).startsWith(start));
        }
        String name = job == null ? "[^/]+" : Pattern.quote(job);
        return path.equals(route) || path.matches(Pattern.quote(route).replace("{}", "\\E" + name + "\\Q"));
    }

    /** Whether a path of a route with a name can begin like this. */
    private static boolean canBegin(String start, String route) {
        int name = route.indexOf("{}");
        if (name < 0 || !start.startsWith(route.substring(0, name))) {
            return false;
        }
        String rest = start.substring(name);
        int slash = rest.indexOf('/');
        return slash < 0 || slash > 0 && route.substring(name + 2).startsWith(rest.substring(slash));
    }

    static boolean hasName(String route) {
        return route.indexOf('{') >= 0;
    }

    /** {@code {id}} here may be called {@code {job}} there. */
    private static String nameless(String route) {
        return hasName(route) ? NAMES.matcher(route).replaceAll("{}") : route;
    }
}
