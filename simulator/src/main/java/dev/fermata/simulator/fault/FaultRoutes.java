package dev.fermata.simulator.fault;

import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** Finds rules that no request can match, by the routes that the simulator has. */
public final class FaultRoutes {

    private final Router router;

    /** @param router asked when rules are checked, so it may get its routes later */
    public FaultRoutes(Router router) {
        this.router = router;
    }

    /**
     * Refuses rules that never match.
     *
     * @param where a rule stands, by its place in the list, for people
     * @throws InvalidSettingsException with all that is wrong
     */
    public void check(List<FaultRuleSpec> rules, IntFunction<String> where) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            String at = where.apply(i) + ": ";
            problem(rules.get(i)).ifPresent(problem -> problems.add(at + problem));
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    private Optional<String> problem(FaultRuleSpec rule) {
        RuleMatcher matcher = new RuleMatcher(rule);
        List<Router.Listed> all = router.routes();
        boolean unconditional = rule.dialect() == null && rule.route() == null && rule.job() == null;
        if (unconditional || all.stream().anyMatch(route -> canHold(matcher, route))) {
            return Optional.empty();
        }
        String dialect = rule.dialect();
        Set<String> dialects = new TreeSet<>();
        all.forEach(route -> dialects.add(route.dialect()));
        if (dialect != null && !dialects.contains(dialect)) {
            return Optional.of("unknown dialect '" + dialect + "'; did you mean '" + Nearest.of(dialect, dialects)
                    + "'? Allowed is one of " + String.join(", ", dialects));
        }
        String in = dialect == null ? "" : " in " + dialect;
        String wanted = rule.route();
        RuleMatcher ofAnyRoute = new RuleMatcher(dialect, null, rule.job());
        List<Router.Listed> possible =
                all.stream().filter(route -> canHold(ofAnyRoute, route)).toList();
        if (wanted == null || possible.isEmpty()) {
            return Optional.of(
                    "job is '" + rule.job() + "', and no request" + in + " names a job; leave one of them out");
        }
        RuleMatcher ofAnyJob = new RuleMatcher(dialect, wanted, null);
        String why = all.stream().anyMatch(route -> canHold(ofAnyJob, route))
                ? "whose requests do not name the job '" + rule.job() + "'"
                : "which no request" + in + " has";
        List<String> near = possible.stream()
                .map(route -> wanted.indexOf(' ') < 0 ? route.path() : route.method() + " " + route.path())
                .toList();
        return Optional.of("route is '" + wanted + "', " + why + "; did you mean '" + Nearest.of(wanted, near)
                + "'? Allowed is a route of docs/scenarios.md, a path, or the beginning of one and '*'"
                + " (HEAD counts as GET)");
    }

    private static boolean canHold(RuleMatcher matcher, Router.Listed route) {
        return matcher.canHold(route.dialect(), route.method(), route.path());
    }
}
