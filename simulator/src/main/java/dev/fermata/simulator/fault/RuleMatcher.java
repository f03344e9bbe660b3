package dev.fermata.simulator.fault;

import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a rule: dialect, method, path and job. Says which requests they hold for, and for which routes there can be such a
 * request. Immutable.
 */
public final class RuleMatcher {

    private static final String NAME = "{}";
    /** A text for each rule that never matches would take long: it looks for the nearest of all routes. */
    private static final int MOST_HINTS = 20;

    private final @Nullable String dialect;
    private final @Nullable String job;
    private final @Nullable String method;
    private final @Nullable String path;

    RuleMatcher(FaultRuleSpec rule) {
        this(rule.dialect(), rule.route(), rule.job());
    }

    private RuleMatcher(@Nullable String dialect, @Nullable String route, @Nullable String job) {
        this.dialect = dialect;
        this.job = job;
        int space = route == null ? -1 : route.indexOf(' ');
        method = route == null || space < 0 ? null : route.substring(0, space);
        path = route == null ? null : nameless(route.substring(space + 1));
    }

    /** @param route the {@link #nameless} one of the request, because many rules need it */
    boolean holds(RequestFacts request, String route) {
        return (dialect == null || dialect.equals(request.dialect()))
                && (job == null || job.equals(request.job()))
                && (method == null || method.equals(request.method()))
                && (path == null || matches(path, request.path(), route));
    }

    private static boolean matches(String path, String asked, String route) {
        if (path.endsWith("*")) {
            String start = path.substring(0, path.length() - 1);
            return asked.startsWith(start) || route.startsWith(start);
        }
        return path.equals(asked) || path.equals(route);
    }

    /** Whether there can be a request to this route that the conditions hold for. */
    private boolean canHold(Known other) {
        String routePath = other.listed().path();
        return (dialect == null || dialect.equals(other.listed().dialect()))
                && (job == null || hasName(routePath))
                && (method == null || method.equals(other.listed().method()))
                && (path == null || concerns(path, routePath) && canMatch(path, other.nameless(), job));
    }

    /** A route, and its path without the names of its parameters. */
    private record Known(Router.Listed listed, String nameless) {}

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
                            : route.replace(NAME, job).startsWith(start));
        }
        return path.equals(route) || (job == null ? fits(path, route) : path.equals(route.replace(NAME, job)));
    }

    /** Whether a path is one of a route: for each name it has at least one character, and no slash. */
    static boolean fits(String path, String route) {
        int at = 0;
        int in = 0;
        int name = -1;
        int tried = 0;
        while (at < path.length()) {
            if (route.startsWith(NAME, in) && path.charAt(at) != '/') {
                name = in;
                tried = ++at;
                in += NAME.length();
            } else if (in < route.length() && !route.startsWith(NAME, in) && route.charAt(in) == path.charAt(at)) {
                at++;
                in++;
            } else if (name >= 0 && path.charAt(tried) != '/') {
                // The name is longer by one character. Only the last one needs another try.
                at = ++tried;
                in = name + NAME.length();
            } else {
                return false;
            }
        }
        return in == route.length();
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
            if (!fits(wanted[i], segments[i])) {
                return false;
            }
        }
        int name = segments[last].indexOf(NAME);
        return segments[last].startsWith(wanted[last])
                || name >= 0 && wanted[last].startsWith(segments[last].substring(0, name));
    }

    private static boolean hasName(String route) {
        return route.indexOf('{') >= 0;
    }

    /** {@code {id}} here may be called {@code {job}} there. */
    static String nameless(String route) {
        StringBuilder text = new StringBuilder(route.length());
        int from = 0;
        for (int open = route.indexOf('{'); open >= 0; open = route.indexOf('{', from)) {
            int close = route.indexOf('}', open);
            if (close < 0) {
                break;
            }
            text.append(route, from, open).append(NAME);
            from = close + 1;
        }
        return from == 0 ? route : text.append(route, from, route.length()).toString();
    }

    /**
     * Refuses rules that never match.
     *
     * @param where a rule stands, by its place in the list, for people
     * @param routes those that the simulator has; a start without rules does not list them
     * @throws InvalidSettingsException with all that is wrong
     */
    public static void refuseUnmatched(List<FaultRuleSpec> rules, IntFunction<String> where, Router routes) {
        if (rules.isEmpty()) {
            return;
        }
        List<String> problems = new ArrayList<>();
        List<Known> all = new ArrayList<>();
        routes.routes().forEach(route -> all.add(new Known(route, nameless(route.path()))));
        for (int i = 0; i < rules.size(); i++) {
            String at = where.apply(i) + ": ";
            problem(rules.get(i), all, problems.size() < MOST_HINTS).ifPresent(problem -> problems.add(at + problem));
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    private static Optional<String> problem(FaultRuleSpec rule, List<Known> all, boolean hint) {
        RuleMatcher matcher = new RuleMatcher(rule);
        boolean unconditional = rule.dialect() == null && rule.route() == null && rule.job() == null;
        if (unconditional || all.stream().anyMatch(matcher::canHold)) {
            return Optional.empty();
        }
        String dialect = rule.dialect();
        Set<String> dialects = new TreeSet<>();
        all.forEach(route -> dialects.add(route.listed().dialect()));
        if (dialect != null && !dialects.contains(dialect)) {
            return Optional.of("unknown dialect '" + dialect + "'; did you mean '" + Nearest.of(dialect, dialects)
                    + "'? Allowed is one of " + String.join(", ", dialects));
        }
        String in = dialect == null ? "" : " in " + dialect;
        String wanted = rule.route();
        RuleMatcher ofAnyRoute = new RuleMatcher(dialect, null, rule.job());
        List<Known> possible = all.stream().filter(ofAnyRoute::canHold).toList();
        if (wanted == null || possible.isEmpty()) {
            return Optional.of(
                    "job is '" + rule.job() + "', and no request" + in + " names a job; leave one of them out");
        }
        RuleMatcher ofAnyJob = new RuleMatcher(dialect, wanted, null);
        String why = all.stream().anyMatch(ofAnyJob::canHold)
                ? "whose requests do not name the job '" + rule.job() + "'"
                : "which no request" + in + " has";
        if (!hint) {
            return Optional.of("route is '" + wanted + "', " + why);
        }
        List<String> near = possible.stream()
                .map(Known::listed)
                .map(route -> wanted.indexOf(' ') < 0 ? route.path() : route.method() + " " + route.path())
                .toList();
        return Optional.of("route is '" + wanted + "', " + why + "; did you mean '" + Nearest.of(wanted, near)
                + "'? Allowed is a route of docs/scenarios.md, a path, or the beginning of one and '*'"
                + " (HEAD counts as GET)");
    }

    /**
     * The properties of a request that rules use.
     *
     * @param dialect the dialect of the route
     * @param route the path of the route, such as {@code /v1/jobs/{id}}
     * @param listsJobs whether the route is a list of jobs
     * @param job the id of the job that the request names; null if it names none
     * @param age how long ago this job was submitted, or the newest one for a list, and if the request names none; null without a job
     */
    public record RequestFacts(
            String dialect,
            String method,
            String route,
            String path,
            boolean listsJobs,
            @Nullable String job,
            Supplier<@Nullable Duration> age) {

        /** Whether it looks for jobs, and changes none: it names one, or lists them. */
        boolean looksForJobs() {
            return method.equals("GET") && (job != null || listsJobs);
        }

        /** The job or route for which requests are counted. */
        String counted() {
            return job == null ? method + " " + route : job;
        }
    }
}
