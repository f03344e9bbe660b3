package dev.fermata.simulator;

import dev.fermata.simulator.engine.Failing;
import dev.fermata.simulator.engine.Hints;
import dev.fermata.simulator.engine.JobProfile;
import dev.fermata.simulator.engine.Quirks;
import dev.fermata.simulator.engine.Stages;
import dev.fermata.simulator.push.Mishaps;
import java.util.ArrayList;
import java.util.List;

/** What a scenario says of jobs, as the engine wants it. */
final class ScenarioProfile {

    private ScenarioProfile() {}

    /** @param faults those at work, which need not be those of the scenario any more */
    static JobProfile of(Scenario scenario, Iterable<FaultRule> faults) {
        List<Double> weights = new ArrayList<>();
        ScenarioKeys.STAGES.forEach(stage -> weights.add(scenario.get(stage)));
        return new JobProfile(
                scenario.get(ScenarioKeys.QUEUE_TIME).distribution(),
                scenario.get(ScenarioKeys.RUNNING_TIME).distribution(),
                scenario.get(ScenarioKeys.VIDEO_LENGTH),
                new Failing(
                        scenario.get(ScenarioKeys.ERROR_CHANCE),
                        scenario.get(ScenarioKeys.ERRORS),
                        scenario.get(ScenarioKeys.ERRORS_AFTER)),
                new Stages(weights, scenario.get(ScenarioKeys.STAGE_JITTER)),
                scenario.get(ScenarioKeys.PROGRESS),
                new Hints(
                        scenario.get(ScenarioKeys.TELLS_PROGRESS),
                        scenario.get(ScenarioKeys.EXPECTED),
                        scenario.get(ScenarioKeys.HINT_FACTOR)),
                quirks(Quirks.none(), faults));
    }

    /** The same, but for what the faults say of jobs: what they do not name stays as usual. */
    static JobProfile with(JobProfile usual, List<FaultRule> faults) {
        return usual.withQuirks(quirks(usual.quirks(), faults));
    }

    static Mishaps mishaps(Scenario scenario) {
        return new Mishaps(
                scenario.get(ScenarioKeys.WEBHOOKS_LOST),
                scenario.get(ScenarioKeys.WEBHOOKS_LATE),
                scenario.get(ScenarioKeys.WEBHOOKS_LATE_BY).distribution(),
                scenario.get(ScenarioKeys.WEBHOOKS_DUPLICATED),
                scenario.get(ScenarioKeys.WEBHOOKS_OUT_OF_ORDER));
    }

    /** What only the whole can be wrong with: there must be a stage, and a job can be stuck in one way only. */
    static List<String> problems(Scenario scenario) {
        List<String> problems = problems(scenario.faults(), "faults");
        try {
            of(scenario, List.of());
        } catch (IllegalArgumentException bad) {
            problems.add("jobs: " + bad.getMessage());
        }
        return problems;
    }

    /** @param where the rules stand, for people */
    static List<String> problems(List<FaultRule> faults, String where) {
        List<String> problems = new ArrayList<>();
        if (faults.stream().filter(rule -> rule.fault() instanceof Fault.Stuck).count() > 1) {
            problems.add(where + " has more than one 'stuck'; allowed is one, for a job is stuck in one way only");
        }
        if (faults.stream()
                        .filter(rule -> rule.fault() instanceof Fault.Relapse)
                        .count()
                > 1) {
            problems.add(where + " has more than one 'relapse'; allowed is one");
        }
        for (int i = 0; i < faults.size(); i++) {
            String at = where + "[" + i + "]: ";
            FaultTargets.problem(faults.get(i)).ifPresent(problem -> problems.add(at + problem));
        }
        return problems;
    }

    private static Quirks quirks(Quirks usual, Iterable<FaultRule> faults) {
        Quirks quirks = usual;
        for (FaultRule rule : faults) {
            if (rule.fault() instanceof Fault.Stuck stuck) {
                quirks = quirks.withStuck(rule.chance(), stuck.after());
            } else if (rule.fault() instanceof Fault.Relapse relapse) {
                quirks = quirks.withRelapse(rule.chance(), relapse.after(), relapse.lasting());
            }
        }
        return quirks;
    }
}
