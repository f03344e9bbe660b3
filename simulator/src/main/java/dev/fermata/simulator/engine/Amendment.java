package dev.fermata.simulator.engine;

import org.jspecify.annotations.Nullable;

/** What can be done to a job by hand, on top of its plan. */
public sealed interface Amendment {

    /** Completes it now. */
    static Amendment finish() {
        return new End(State.COMPLETED, null);
    }

    /** Lets it fail now. */
    static Amendment fail(Failure failure) {
        return new End(State.FAILED, failure);
    }

    /** Ends it now, as its owner asked for. */
    static Amendment cancel() {
        return new End(State.CANCELED, null);
    }

    /** Stops it where it is, until it is released. */
    static Amendment hold() {
        return new Hold();
    }

    /** Lets it go on, late by as long as it was held. */
    static Amendment release() {
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

    /** The course from now on; the same one when nothing changes. */
    Course apply(Course course, long now);

    record End(State state, @Nullable Failure failure) implements Amendment {
        @Override
        public Course apply(Course course, long now) {
            return Amended.of(course).end(now, state, failure);
        }
    }

    record Hold() implements Amendment {
        @Override
        public Course apply(Course course, long now) {
            Amended amended = Amended.of(course);
            return amended.held() ? course : amended.hold(now);
        }
    }

    record Release() implements Amendment {
        @Override
        public Course apply(Course course, long now) {
            Amended amended = Amended.of(course);
            return amended.held() ? amended.release(now) : course;
        }
    }
}
