package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.SeededRandom.Purpose;
import dev.fermata.simulator.job.Snapshot.Stage;
import dev.fermata.simulator.text.Checks;
import java.time.Duration;

/**
 * One job's whole future, drawn when it is submitted.
 *
 * <p>It has numbers and a reference to the shared profile only. That is 72 bytes, so that a million of them fit in memory.
 */
public final class JobPlan implements JobTimeline {

    private static final int ABSENT = -1;
    static final long LONGEST = Micros.of(Checks.LONGEST);

    private final JobProfile profile;
    private final long number;
    private final long submittedAt;
    private final long startsAt;
    private final long endsAt;

    /** The running time if nothing goes wrong. Stages and progress are parts of it. */
    private final long full;

    private final long stages;

    /** From the submission; an {@code int} is enough for 24 days. */
    private final int expectedMillis;

    private final byte failure;
    private final byte curve;
    private final boolean relapses;

    private JobPlan(JobProfile profile, SeededRandom draw, long number, long submittedAt, Duration video) {
        double videoSeconds = video.toNanos() / 1e9;
        this.profile = profile;
        this.number = number;
        this.submittedAt = submittedAt;
        startsAt = submittedAt + micros(profile.queueTime().seconds(draw.on(Purpose.QUEUE_TIME), videoSeconds));
        full = micros(profile.runningTime().seconds(draw.on(Purpose.RUNNING_TIME), videoSeconds));
        stages = profile.stages().draw(draw.on(Purpose.STAGES));
        curve = (byte) profile.progress().pick(draw.on(Purpose.CURVE).uniform());

        FailureModel failureModel = profile.failureModel();
        Anomalies anomalies = profile.anomalies();
        boolean stuck = draw.on(Purpose.STUCK).uniform() < anomalies.stuckChance();
        boolean fails = !stuck && draw.on(Purpose.ERROR).uniform() < failureModel.chance();
        failure = (byte)
                (fails ? failureModel.failures().pick(draw.on(Purpose.FAILURE).uniform()) : ABSENT);
        relapses = !stuck && !fails && draw.on(Purpose.RELAPSE).uniform() < anomalies.relapseChance();
        if (stuck) {
            endsAt = Micros.NEVER;
        } else if (fails) {
            double earliest = failureModel.earliest();
            double part = earliest + (1 - earliest) * draw.on(Purpose.FAILS_AT).uniform();
            endsAt = startsAt + (long) (full * part);
        } else {
            endsAt = startsAt + full;
        }
        expectedMillis = expectation(video);
    }

    /**
     * Draws the future of a job. It depends on the arguments only.
     *
     * @param number the job's, counted from 0
     * @param video how long the video is
     */
    public static JobPlan draw(JobProfile profile, long seed, long number, long submittedAt, Duration video) {
        Checks.duration("video length", video);
        return new JobPlan(profile, new SeededRandom(seed, number), number, submittedAt, video);
    }

    private static long micros(double seconds) {
        return Math.min(Micros.ofSeconds(seconds), LONGEST);
    }

    private int expectation(Duration video) {
        Hints hints = profile.hints();
        double typical = Micros.of(profile.queueTime().median(video))
                + Micros.of(profile.runningTime().median(video));
        double micros = switch (hints.expected()) {
            case NONE -> ABSENT;
            case TYPICAL -> typical * hints.factor();
            case EXACT -> ((stuck() ? startsAt + full : endsAt) - submittedAt) * hints.factor();
        };
        return micros < 0 ? ABSENT : (int) Math.min(Math.ceil(micros / 1_000), Integer.MAX_VALUE);
    }

    public JobProfile profile() {
        return profile;
    }

    public long number() {
        return number;
    }

    public long submittedAt() {
        return submittedAt;
    }

    long startsAt() {
        return startsAt;
    }

    @Override
    public JobPlan plan() {
        return this;
    }

    @Override
    public Snapshot at(long now) {
        if (now < startsAt) {
            return new Snapshot(State.QUEUED, Stage.QUEUED, 0, null, submittedAt, Micros.NEVER, Micros.NEVER);
        }
        if (now < endsAt) {
            return snapshot(State.RUNNING, reached(now), Micros.NEVER);
        }
        if (failure != ABSENT) {
            return snapshot(State.FAILED, reached(endsAt), endsAt);
        }
        if (relapses && now >= relapsesAt() && now < settlesAt()) {
            return new Snapshot(State.QUEUED, Stage.QUEUED, 0, null, submittedAt, Micros.NEVER, Micros.NEVER);
        }
        return snapshot(State.COMPLETED, full, endsAt);
    }

    private Snapshot snapshot(State state, long reached, long endedAt) {
        boolean completed = state == State.COMPLETED;
        double part = full == 0 ? 1 : (double) reached / full;
        return new Snapshot(
                state,
                completed ? Stage.RENDERING : StageWeights.at(stages, reached, full),
                completed ? 1 : profile.progress().value(curve).at(part),
                state == State.FAILED ? profile.failureModel().failures().value(failure) : null,
                submittedAt,
                startsAt,
                endedAt);
    }

    private boolean stuck() {
        return endsAt == Micros.NEVER;
    }

    /** How much of the full running time is done by then; never all of it, because then the job would be completed. */
    private long reached(long now) {
        return Math.min(now - startsAt, furthest());
    }

    private long furthest() {
        long allowed = stuck() ? (long) (full * profile.anomalies().stuckAfter()) : full;
        return Math.max(0, Math.min(allowed, full - 1));
    }

    @Override
    public long nextChangeAfter(long now) {
        if (now < startsAt) {
            return startsAt;
        }
        if (now < endsAt) {
            long next = StageWeights.nextAfter(stages, reached(now), full);
            return stuck() && (full == 0 || next > furthest()) ? Micros.NEVER : Math.min(startsAt + next, endsAt);
        }
        if (relapses && now < settlesAt()) {
            return now < relapsesAt() ? relapsesAt() : settlesAt();
        }
        return Micros.NEVER;
    }

    @Override
    public long endsAt() {
        return endsAt;
    }

    private long relapsesAt() {
        return endsAt + Micros.of(profile.anomalies().relapseAfter());
    }

    @Override
    public long settlesAt() {
        return relapses ? relapsesAt() + Micros.of(profile.anomalies().relapseFor()) : endsAt;
    }

    @Override
    public long expectedAt() {
        return expectedMillis == ABSENT ? Micros.NEVER : submittedAt + expectedMillis * 1_000L;
    }
}
