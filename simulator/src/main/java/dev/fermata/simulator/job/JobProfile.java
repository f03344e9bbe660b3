package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.text.Checks;
import java.time.Duration;
import java.util.List;

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

    /** About how much memory one takes that was made for a submission, without its failures. */
    public static final long BYTES = 500;

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

    /**
     * What the backend says about when a job will be done.
     *
     * @param progress whether responses show the progress
     * @param expected where the expected end comes from
     * @param factor what that is multiplied with: below 1 it is too optimistic, above 1 too pessimistic
     */
    public record Hints(boolean progress, Expected expected, double factor) {

        /** Where the expected end comes from. */
        public enum Expected {
            /** No expected end. */
            NONE,
            /** The usual duration of such jobs, which is all that a real backend can know. */
            TYPICAL,
            /** The duration of this job. */
            EXACT
        }

        public Hints {
            Checks.that(factor > 0 && factor <= 1_000, "hint factor", factor, "more than 0 and at most 1000");
        }

        public static Hints none() {
            return new Hints(false, Expected.NONE, 1);
        }

        public static Hints typical() {
            return new Hints(true, Expected.TYPICAL, 1);
        }

        public static Hints exact() {
            return new Hints(true, Expected.EXACT, 1);
        }

        public Hints withFactor(double other) {
            return new Hints(progress, expected, other);
        }

        /** {@code Retry-After}: whole seconds until the expected end. If the job is late, the pause grows with the delay. */
        public static long retryAfter(long expectedAt, long now) {
            return expectedAt > now
                    ? Micros.wholeSeconds(expectedAt - now)
                    : Math.min(60, 1 + (now - expectedAt) / 10_000_000);
        }
    }

    /**
     * What real jobs should never do, and sometimes do: get stuck, and relapse.
     *
     * @param stuckChance that a job never ends
     * @param stuckAfter the part of its running time (0 to 1) after which it stops
     * @param relapseChance that a completed job is queued again for a while
     * @param relapseAfter how long it is completed first
     * @param relapseFor how long it takes to be completed again
     */
    public record Anomalies(
            double stuckChance, double stuckAfter, double relapseChance, Duration relapseAfter, Duration relapseFor) {

        private static final Anomalies NONE = new Anomalies(0, 0.99, 0, Duration.ofSeconds(2), Duration.ofSeconds(5));

        public Anomalies {
            Checks.chance("stuck chance", stuckChance);
            Checks.chance("stuck after", stuckAfter);
            Checks.chance("relapse chance", relapseChance);
            Checks.duration("relapse after", relapseAfter);
            Checks.duration("relapse for", relapseFor);
            Checks.that(
                    !relapseAfter.isZero(), "relapse after", relapseAfter, "more than 0, or nobody saw it completed");
            Checks.that(!relapseFor.isZero(), "relapse for", relapseFor, "more than 0, or nobody sees it");
        }

        public static Anomalies none() {
            return NONE;
        }

        public Anomalies withStuck(double chance, double after) {
            return new Anomalies(chance, after, relapseChance, relapseAfter, relapseFor);
        }

        public Anomalies withRelapse(double chance, Duration after, Duration lasting) {
            return new Anomalies(stuckChance, stuckAfter, chance, after, lasting);
        }
    }

    /**
     * How jobs fail.
     *
     * @param chance that a job fails
     * @param failures the failures it is drawn from
     * @param earliest the part of the running time (0 to 1) after which jobs fail; 1 is the very end
     */
    public record FailureModel(double chance, Weighted<Failure> failures, double earliest) {

        private static final Weighted<Failure> USUAL = Weighted.equally(List.of(
                new Failure("source_unreachable", "The source video could not be downloaded."),
                new Failure("no_speech_found", "The source video contains no speech that could be translated."),
                new Failure("voice_not_permitted", "The voice of a speaker may not be cloned."),
                new Failure("internal_error", "Something went wrong. Try again later.")));

        public FailureModel {
            Checks.chance("error chance", chance);
            Checks.chance("earliest failure", earliest);
        }

        /** With this chance, one of the usual failures, at any time. */
        public static FailureModel withChance(double chance) {
            return new FailureModel(chance, USUAL, 0);
        }

        public FailureModel withFailures(Weighted<Failure> some) {
            return new FailureModel(chance, some, earliest);
        }

        /** About how much memory the failures take, which many profiles share, and what else a scenario has. */
        public long failureBytes() {
            long bytes = 1_000;
            for (Weighted.Choice<Failure> each : failures.choices()) {
                bytes += 100
                        + JobSpec.bytes(each.value().code())
                        + JobSpec.bytes(each.value().message());
            }
            return bytes;
        }

        /** Jobs fail only when they would have been completed. */
        public FailureModel atTheEnd() {
            return new FailureModel(chance, failures, 1);
        }
    }
}
