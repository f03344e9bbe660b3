package dev.fermata.client;

import java.time.Duration;
import java.time.Instant;

/** What one look came to, in the only terms that matter for what to do next. */
sealed interface Answer {

    /**
     * A valid "not yet".
     *
     * @param asOf the server's time of day
     * @param retryAfter zero when the server does not say
     */
    record Pending(Snapshot snapshot, Instant asOf, Duration retryAfter, Hold hold) implements Answer {
        Pending with(Hold other) {
            return new Pending(snapshot, asOf, retryAfter, other);
        }
    }

    /**
     * The server's own last word.
     *
     * @param held whether the server held the request until it could say this
     */
    record Final(Snapshot snapshot, Instant asOf, boolean held) implements Answer {}

    /**
     * Something that may pass: unreachable, overloaded, unintelligible. Never ends a wait.
     *
     * @param now whether the server asks to be asked again at once
     */
    record Trouble(String problem, Duration retryAfter, boolean now) implements Answer {
        Trouble(String problem, Duration retryAfter) {
            this(problem, retryAfter, false);
        }
    }

    /**
     * Something that will not pass.
     *
     * @param detail the server's own explanation; may be empty
     */
    record Refused(int statusCode, String detail) implements Answer {}

    /**
     * How the server dealt with the wish to be held.
     *
     * @param applied how long it was ready to hold, in its own words; zero if it knows of no holding
     * @param oddity how odd it is if the answer came early: not at all if one of many jobs has moved on, very if none has
     * @param gap how long to wait before asking to be held again, for the sake of those who shared the request
     * @param isTrue whether this request was held at all; if not, the next one can be
     * @param dear whether requests are held so briefly that polling by schedule is cheaper
     */
    record Hold(Duration applied, int oddity, Duration gap, boolean isTrue, boolean dear) {
        static final Hold NONE = new Hold(Duration.ZERO, 0, Duration.ZERO, false);

        Hold(Duration applied, int oddity, Duration gap, boolean isTrue) {
            this(applied, oddity, gap, isTrue, false);
        }

        /** Whether to ask to be held again as soon as may be. */
        boolean isWorthIt() {
            return !applied.isZero() && !dear;
        }

        Hold asDear() {
            return new Hold(applied, oddity, gap, isTrue, true);
        }
    }

    static Answer trouble(String problem) {
        return new Trouble(problem, Duration.ZERO);
    }

    /** For how long the server wants to be left alone; zero if it does not say. */
    default Duration retryAfter() {
        return Duration.ZERO;
    }

    /** For people: a word or a sentence. */
    default String text() {
        if (this instanceof Final end) {
            return end.snapshot().word();
        }
        if (this instanceof Trouble trouble) {
            return trouble.problem();
        }
        if (this instanceof Refused refused) {
            return "refused with status " + refused.statusCode();
        }
        return ((Pending) this).snapshot().word();
    }
}
