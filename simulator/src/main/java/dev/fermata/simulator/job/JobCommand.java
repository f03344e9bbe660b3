package dev.fermata.simulator.job;

import dev.fermata.simulator.job.JobTimeline.OverriddenTimeline;
import dev.fermata.simulator.job.Snapshot.Failure;
import org.jspecify.annotations.Nullable;

/** A change of a job by hand. */
public sealed interface JobCommand {

    /** Completes it now. */
    static JobCommand finish() {
        return new End(State.COMPLETED, null);
    }

    /** Lets it fail now. */
    static JobCommand fail(Failure failure) {
        return new End(State.FAILED, failure);
    }

    /** Lets it fail at that time, or now if that is later. */
    static JobCommand failAt(long at, Failure failure) {
        return new FailLater(at, failure);
    }

    /** Cancels it now. */
    static JobCommand cancel() {
        return new End(State.CANCELED, null);
    }

    /** Stops it where it is, until it is released. */
    static JobCommand hold() {
        return new Hold();
    }

    /** Lets it continue; all that follows is late by as long as it was held. */
    static JobCommand release() {
        return new Release();
    }

    /** What a command did. */
    enum Effect {
        APPLIED,
        /** Nothing: the job was held already, or was not held. */
        UNCHANGED,
        /** Nothing: the job is over. */
        TERMINAL,
        /** There is no such job. */
        UNKNOWN
    }

    /** The timeline from now on; the same one if nothing changes. */
    JobTimeline apply(JobTimeline timeline, long now);

    record End(State state, @Nullable Failure failure) implements JobCommand {
        @Override
        public JobTimeline apply(JobTimeline timeline, long now) {
            return OverriddenTimeline.of(timeline).end(now, state, failure);
        }
    }

    record FailLater(long at, Failure failure) implements JobCommand {
        @Override
        public JobTimeline apply(JobTimeline timeline, long now) {
            return OverriddenTimeline.of(timeline).end(Math.max(at, now), State.FAILED, failure);
        }
    }

    record Hold() implements JobCommand {
        @Override
        public JobTimeline apply(JobTimeline timeline, long now) {
            OverriddenTimeline overridden = OverriddenTimeline.of(timeline);
            return overridden.held() ? timeline : overridden.hold(now);
        }
    }

    record Release() implements JobCommand {
        @Override
        public JobTimeline apply(JobTimeline timeline, long now) {
            OverriddenTimeline overridden = OverriddenTimeline.of(timeline);
            return overridden.held() ? overridden.release(now) : timeline;
        }
    }
}
