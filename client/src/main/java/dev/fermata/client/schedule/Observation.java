package dev.fermata.client.schedule;

import dev.fermata.client.internal.text.Checks;
import java.time.Duration;
import java.util.Objects;

/**
 * What one wait says about how long its job took. Few backends state the exact duration. Polls only show that the job ended
 * between two of them, and a wait that timed out only shows that the job takes longer. Each is recorded as what it is: if the
 * moment of detection were taken for the duration, jobs would seem to end when the client polls.
 *
 * <p>Durations are ages. They count from the creation of the job where the backend states it, else from the start of the wait.
 */
public sealed interface Observation {

    /** The job took exactly this long: the backend stated when it was created and when it ended. */
    static Observation exact(Duration duration) {
        return new Exact(duration);
    }

    /**
     * The job ended between two polls.
     *
     * @param after the age at the last poll that said "not yet"; zero if there was none
     * @param before the age at the first poll that said "ended"
     */
    static Observation between(Duration after, Duration before) {
        return new IntervalCensored(after, before);
    }

    /** The job had not ended at this age, and nobody polled later. */
    static Observation longerThan(Duration after) {
        return new RightCensored(after);
    }

    /**
     * A known duration.
     *
     * @param duration more than zero
     */
    record Exact(Duration duration) implements Observation {
        public Exact {
            Checks.positive("duration", duration);
        }
    }

    /**
     * The job ended in {@code (after, before]}.
     *
     * @param after zero or more
     * @param before more than {@code after}
     */
    record IntervalCensored(Duration after, Duration before) implements Observation {
        public IntervalCensored {
            Checks.positive("before", before);
            if (Objects.requireNonNull(after, "after").isNegative() || after.compareTo(before) >= 0) {
                throw new IllegalArgumentException(
                        "after is " + after + "; allowed is zero or more and less than before (" + before + ")");
            }
        }
    }

    /**
     * The job ended later than {@code after}, or never.
     *
     * @param after more than zero
     */
    record RightCensored(Duration after) implements Observation {
        public RightCensored {
            Checks.positive("after", after);
        }
    }
}
