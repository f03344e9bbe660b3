package dev.fermata.simulator.fault;

import dev.fermata.simulator.text.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What rules can match: all routes, by dialect. Also known while no server runs, so that a file is refused when it is
 * read. A dialect that is added is added here.
 */
public final class FaultRoutes {

    static final Map<String, List<String>> ROUTES = routes();

    private static final Pattern HOLE = Pattern.compile("\\{[^}]*}");

    private FaultRoutes() {}

    /** Why a rule never matches, with what may have been meant; empty when it may. */
    public static Optional<String> problem(FaultRuleSpec rule) {
        String dialect = rule.dialect();
        if (dialect != null && !ROUTES.containsKey(dialect)) {
            return Optional.of("dialect is '" + dialect + "', which there is not; the nearest is '"
                    + Nearest.of(dialect, ROUTES.keySet()) + "'; allowed is one of "
                    + String.join(", ", ROUTES.keySet()));
        }
        List<String> all = dialect == null
                ? ROUTES.values().stream().flatMap(Collection::stream).toList()
                : ROUTES.getOrDefault(dialect, List.of());
        String job = rule.job();
        List<String> routes = all.stream()
                .filter(route -> job == null || HOLE.matcher(route).find())
                .toList();
        if (routes.isEmpty()) {
            return Optional.of(
                    "job is '" + job + "', and no request in " + dialect + " names a job; leave one of them out");
        }
        String wanted = rule.route();
        if (wanted == null || routes.stream().anyMatch(route -> reaches(wanted, route, job))) {
            return Optional.empty();
        }
        boolean ofOthers = all.stream().anyMatch(route -> reaches(wanted, route, null));
        List<String> named =
                wanted.indexOf(' ') < 0 ? routes.stream().map(FaultRoutes::path).toList() : routes;
        return Optional.of("route is '" + wanted + "', "
                + (ofOthers ? "where no request names the job '" + job + "'" : "which there is not")
                + (dialect == null ? "" : " in " + dialect)
                + "; the nearest is '" + Nearest.of(wanted, named)
                + "'; allowed is a route of docs/scenarios.md, a path, or"
                + " the beginning of one and '*' (HEAD counts as GET)");
    }

    /** Whether there can be a request for both, which names that job if one is given. */
    private static boolean reaches(String wanted, String route, @Nullable String job) {
        if (wanted.indexOf(' ') >= 0 && !method(wanted).equals(method(route))) {
            return false;
        }
        String path = nameless(path(wanted));
        String there = nameless(path(route));
        if (path.endsWith("*")) {
            String start = path.substring(0, path.length() - 1);
            return there.startsWith(start)
                    || (job == null
                            ? begins(start, there)
                            : there.replace("{}", job).startsWith(start));
        }
        String hole = job == null ? "\\E[^/]+\\Q" : "\\E" + Pattern.quote(job) + "\\Q";
        return path.equals(there) || path.matches("\\Q" + there.replace("{}", hole) + "\\E");
    }

    /** Whether a path may begin so that stands for one with a hole. */
    private static boolean begins(String start, String there) {
        int hole = there.indexOf("{}");
        if (hole < 0 || !start.startsWith(there.substring(0, hole))) {
            return false;
        }
        String rest = start.substring(hole);
        int slash = rest.indexOf('/');
        return slash < 0 || slash > 0 && there.substring(hole + 2).startsWith(rest.substring(slash));
    }

    private static String method(String route) {
        return route.substring(0, Math.max(0, route.indexOf(' ')));
    }

    private static String path(String route) {
        return route.substring(route.indexOf(' ') + 1);
    }

    private static String nameless(String path) {
        return HOLE.matcher(path).replaceAll("{}");
    }

    private static Map<String, List<String>> routes() {
        Map<String, List<String>> routes = new LinkedHashMap<>();
        routes.put(
                "fermata",
                List.of(
                        "POST /v1/jobs",
                        "GET /v1/jobs",
                        "GET /v1/jobs/{id}",
                        "DELETE /v1/jobs/{id}",
                        "POST /v1/jobs/{id}/cancel",
                        "GET /v1/jobs/{id}/events",
                        "GET /v1/events",
                        "GET /v1/languages"));
        routes.put("status", List.of("GET /status"));
        routes.put("files", List.of("GET /files/{id}.mp4", "GET /files/{id}.srt", "GET /files/{id}.vtt"));
        return routes;
    }
}
