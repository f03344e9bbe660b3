package dev.fermata.simulator.job;

import org.jspecify.annotations.Nullable;

/** What can be done to a job by hand, on top of its plan. */
public sealed interface JobCommand {

    /** Completes it now. */
    static JobCommand finish() {
        return new End(State.COMPLETED, null);
    }

    /** Lets it fail now. */
    static JobCommand fail(Failure failure) {
        return new End(State.FAILED, failure);
    }

    /** Ends it now, as its owner asked for. */
    static JobCommand cancel() {
        return new End(State.CANCELED, null);
    }

    /** Stops it where it is, until it is released. */
    static JobCommand hold() {
        return new Hold();
    }

    /** Lets it go on, late by as long as it was held. */
    static JobCommand release() {
        return new Release();
    }

    /** What came of it. */
    enum Effect {
        APPLIED,
        /** It was so already: held what is held, released what is not. */
        UNCHANGED,
        /** The job is over, and what is over does not change. */
        TERMINAL,
        /** There is no such job. */
        UNKNOWN
    }

    /** The timeline from now on; the same one when nothing changes. */
    JobTimeline apply(JobTimeline timeline, long now);

    record End(State state, @Nullable Failure failure) implements JobCommand {
        @Override
        public JobTimeline apply(JobTimeline timeline, long now) {
            return OverriddenTimeline.of(timeline).end(now, state, failure);
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
