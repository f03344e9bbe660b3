package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.StageWeights;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.webhook.DeliveryFaults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns a scenario into the profile of its jobs and the faults of its webhooks. */
public final class ScenarioMapper {

    private ScenarioMapper() {}

    /** @param faults the rules in use, which may have changed since the scenario was set */
    static JobProfile of(ScenarioSpec scenario, Iterable<FaultRuleSpec> faults) {
        List<Double> weights = new ArrayList<>();
        ScenarioSettings.STAGES.forEach(stage -> weights.add(scenario.get(stage)));
        return new JobProfile(
                scenario.get(ScenarioSettings.QUEUE_TIME),
                scenario.get(ScenarioSettings.RUNNING_TIME),
                scenario.get(ScenarioSettings.VIDEO_LENGTH),
                new FailureModel(
                        scenario.get(ScenarioSettings.ERROR_CHANCE),
                        scenario.get(ScenarioSettings.ERRORS),
                        scenario.get(ScenarioSettings.ERRORS_AFTER)),
                new StageWeights(weights, scenario.get(ScenarioSettings.STAGE_JITTER)),
                scenario.get(ScenarioSettings.PROGRESS),
                new Hints(
                        scenario.get(ScenarioSettings.TELLS_PROGRESS),
                        scenario.get(ScenarioSettings.EXPECTED),
                        scenario.get(ScenarioSettings.HINT_FACTOR)),
                anomalies(Anomalies.none(), faults));
    }

    /** The usual profile, changed by the fault rules that concern jobs. */
    static JobProfile with(JobProfile usual, List<FaultRuleSpec> faults) {
        return usual.withAnomalies(anomalies(usual.anomalies(), faults));
    }

    public static DeliveryFaults deliveryFaults(ScenarioSpec scenario) {
        return new DeliveryFaults(
                scenario.get(ScenarioSettings.WEBHOOKS_LOST),
                scenario.get(ScenarioSettings.WEBHOOKS_LATE),
                scenario.get(ScenarioSettings.WEBHOOKS_LATE_BY),
                scenario.get(ScenarioSettings.WEBHOOKS_DUPLICATED),
                scenario.get(ScenarioSettings.WEBHOOKS_OUT_OF_ORDER),
                scenario.get(ScenarioSettings.WEBHOOKS_FORGED));
    }

    /** What is wrong with the scenario as a whole: there must be a stage, and a job can get stuck in one way only. */
    static List<String> problems(ScenarioSpec scenario) {
        List<String> problems = problems(scenario.faults(), "faults");
        try {
            of(scenario, List.of());
        } catch (IllegalArgumentException bad) {
            problems.add("jobs: " + bad.getMessage());
        }
        return problems;
    }

    /** @param where the path of the rules, for people */
    static List<String> problems(List<FaultRuleSpec> faults, String where) {
        List<String> problems = new ArrayList<>();
        Set<String> ofJobs = new HashSet<>();
        for (FaultRuleSpec rule : faults) {
            if (rule.fault().ofJobs() && !ofJobs.add(rule.fault().word())) {
                problems.add(where + " has more than one '" + rule.fault().word()
                        + "'; allowed is one, because it is drawn once for each job");
            }
        }
        return problems;
    }

    private static Anomalies anomalies(Anomalies usual, Iterable<FaultRuleSpec> faults) {
        Anomalies anomalies = usual;
        for (FaultRuleSpec rule : faults) {
            anomalies = rule.fault().anomalies(anomalies, rule.chance());
        }
        return anomalies;
    }

    /**
     * What is usual for the jobs of a dialect, where the scenario says nothing about it.
     *
     * @param queueTime used with {@code runningTime}, if the scenario sets neither of them and no total delay
     * @param failures why jobs fail, if the scenario names no errors
     */
    public record JobDefaults(Distribution queueTime, Distribution runningTime, Weighted<Failure> failures) {

        JobProfile in(ScenarioSpec scenario, JobProfile usual) {
            boolean timed =
                    scenario.isSet(ScenarioSettings.QUEUE_TIME) || scenario.isSet(ScenarioSettings.RUNNING_TIME);
            JobProfile profile = timed ? usual : usual.withQueueTime(queueTime).withRunningTime(runningTime);
            return scenario.isSet(ScenarioSettings.ERRORS)
                    ? profile
                    : profile.withFailureModel(profile.failureModel().withFailures(failures));
        }
    }
}
