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
                && (path == null || concerns(path, routePath) && canMatch(path, nameless(routePath), job));
    }

    /**
     * Whether a rule means a route. One that begins with a name has nearly every path, also those that are typing errors. So a rule must
     * name its dialect, or begin as the route does.
     */
    private boolean concerns(String path, String routePath) {
        return dialect != null || !routePath.startsWith("/{") || path.startsWith("/{");
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

    /** Whether a path of a route with names can begin like this. */
    private static boolean canBegin(String start, String route) {
        String[] wanted = start.split("/", -1);
        String[] segments = route.split("/", -1);
        int last = wanted.length - 1;
        if (last >= segments.length) {
            return false;
        }
        for (int i = 0; i < last; i++) {
            if (!wanted[i].matches(Pattern.quote(segments[i]).replace("{}", "\\E.+\\Q"))) {
                return false;
            }
        }
        int name = segments[last].indexOf("{}");
        return segments[last].startsWith(wanted[last])
                || name >= 0 && wanted[last].startsWith(segments[last].substring(0, name));
    }

    static boolean hasName(String route) {
        return route.indexOf('{') >= 0;
    }

    /** {@code {id}} here may be called {@code {job}} there. */
    private static String nameless(String route) {
        return hasName(route) ? NAMES.matcher(route).replaceAll("{}") : route;
    }
}
