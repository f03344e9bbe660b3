package dev.fermata.simulator.scenario;

import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Weighted;

/**
 * What is usual for the jobs of a dialect, where the scenario says nothing about it.
 *
 * @param queueTime used with {@code runningTime}, if the scenario sets neither of them and no total delay
 * @param failures why jobs fail, if the scenario names no errors
 */
public record JobDefaults(Distribution queueTime, Distribution runningTime, Weighted<Failure> failures) {

    JobProfile in(ScenarioSpec scenario, JobProfile usual) {
        boolean timed = scenario.isSet(ScenarioSettings.QUEUE_TIME) || scenario.isSet(ScenarioSettings.RUNNING_TIME);
        JobProfile profile = timed ? usual : usual.withQueueTime(queueTime).withRunningTime(runningTime);
        return scenario.isSet(ScenarioSettings.ERRORS)
                ? profile
                : profile.withFailureModel(profile.failureModel().withFailures(failures));
    }
}
