package dev.fermata.simulator;

import dev.fermata.simulator.setting.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What rules can strike: all routes, by dialect. Also known while no server runs, so that a file is refused when it is
 * read. A dialect that is added is added here.
 */
final class FaultTargets {

    static final Map<String, List<String>> ROUTES = routes();

    private static final Pattern HOLE = Pattern.compile("\\{[^}]*}");

    private FaultTargets() {}

    /** Why a rule never strikes, with what may have been meant; empty when it may. */
    static Optional<String> problem(FaultRule rule) {
        String dialect = rule.dialect();
        if (dialect != null && !ROUTES.containsKey(dialect)) {
            return Optional.of("dialect is '" + dialect + "', which there is not; the nearest is '"
                    + Nearest.of(dialect, ROUTES.keySet()) + "'; allowed is one of "
                    + String.join(", ", ROUTES.keySet()));
        }
        List<String> routes = dialect == null
                ? ROUTES.values().stream().flatMap(Collection::stream).toList()
                : ROUTES.getOrDefault(dialect, List.of());
        String wanted = rule.route();
        if (wanted == null || routes.stream().anyMatch(route -> reaches(wanted, route))) {
            return Optional.empty();
        }
        List<String> named = wanted.indexOf(' ') < 0
                ? routes.stream().map(FaultTargets::path).toList()
                : routes;
        return Optional.of("route is '" + wanted + "', which there is not" + (dialect == null ? "" : " in " + dialect)
                + "; the nearest is '" + Nearest.of(wanted, named)
                + "'; allowed is a route of docs/scenarios.md, a path, or"
                + " the beginning of one and '*' (HEAD counts as GET)");
    }

    private static boolean reaches(String wanted, String route) {
        boolean sameMethod = wanted.indexOf(' ') < 0 || method(wanted).equals(method(route));
        String path = nameless(path(wanted));
        String there = nameless(path(route));
        if (!sameMethod || path.equals(there)) {
            return sameMethod;
        }
        int hole = there.indexOf("{}");
        if (path.endsWith("*")) {
            String start = path.substring(0, path.length() - 1);
            return there.startsWith(start) || hole >= 0 && start.startsWith(there.substring(0, hole));
        }
        String filled = "\\Q" + there.replace("{}", "\\E[^/]+\\Q") + "\\E";
        return hole >= 0 && path.matches(filled);
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
