package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;
import java.time.Duration;

/**
 * The part of a scenario from which the future of a job is drawn. Jobs share it. It never changes: a new scenario has a new profile, and
 * earlier jobs keep theirs.
 *
 * @param queueTime from the submission until the job runs
 * @param runningTime from then until the job is completed
 * @param videoLength used if a submission does not say it
 */
public record JobProfile(
        Distribution queueTime,
        Distribution runningTime,
        Duration videoLength,
        FailureModel failureModel,
        StageWeights stages,
        Weighted<ProgressCurve> progress,
        Hints hints,
        Anomalies anomalies) {

    private static final JobProfile DEFAULTS = new JobProfile(
            Distribution.exponential(Duration.ofSeconds(1)),
            Distribution.logNormal(Duration.ofSeconds(20), 0.3),
            Duration.ofSeconds(60),
            FailureModel.withChance(0),
            StageWeights.defaults(),
            Weighted.only(ProgressCurve.linear()),
            Hints.typical(),
            Anomalies.none());

    public JobProfile {
        Checks.duration("video length", videoLength);
    }

    /** A second in the queue, about twenty running, and nothing goes wrong. */
    public static JobProfile defaults() {
        return DEFAULTS;
    }

    public JobProfile withQueueTime(Distribution other) {
        return new JobProfile(other, runningTime, videoLength, failureModel, stages, progress, hints, anomalies);
    }

    public JobProfile withRunningTime(Distribution other) {
        return new JobProfile(queueTime, other, videoLength, failureModel, stages, progress, hints, anomalies);
    }

    public JobProfile withVideoLength(Duration other) {
        return new JobProfile(queueTime, runningTime, other, failureModel, stages, progress, hints, anomalies);
    }

    public JobProfile withFailureModel(FailureModel other) {
        return new JobProfile(queueTime, runningTime, videoLength, other, stages, progress, hints, anomalies);
    }

    public JobProfile withStages(StageWeights other) {
        return new JobProfile(queueTime, runningTime, videoLength, failureModel, other, progress, hints, anomalies);
    }

    public JobProfile withProgress(Weighted<ProgressCurve> other) {
        return new JobProfile(queueTime, runningTime, videoLength, failureModel, stages, other, hints, anomalies);
    }

    public JobProfile withHints(Hints other) {
        return new JobProfile(queueTime, runningTime, videoLength, failureModel, stages, progress, other, anomalies);
    }

    public JobProfile withAnomalies(Anomalies other) {
        return new JobProfile(queueTime, runningTime, videoLength, failureModel, stages, progress, hints, other);
    }
}
