package dev.fermata.client;

import java.time.Duration;

/**
 * What one finished, or given up, wait has taught about how long a job takes. Few backends tell the exact length; a poll
 * tells only that the job ended between two looks, and a wait that timed out only that it takes longer. Each counts as what
 * it is: to take the moment of detection for the duration would teach that jobs end when somebody looks.
 *
 * <p>Durations are ages: measured from the job's creation where the backend tells that, else from the start of the wait.
 */
public sealed interface Observation {

    /** The job took exactly this long, because the backend said when it was created and when it ended. */
    static Observation exact(Duration duration) {
        return new Exact(duration);
    }

    /**
     * The job ended after the last look that said "not yet" (zero if there was none) and not after the first that said
     * "done".
     */
    static Observation between(Duration after, Duration before) {
        return new IntervalCensored(after, before);
    }

    /** The job was not done at this age, and nobody looked any more. */
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
     * The end lay in {@code (after, before]}.
     *
     * @param after zero or more
     * @param before more than {@code after}
     */
    record IntervalCensored(Duration after, Duration before) implements Observation {
        public IntervalCensored {
            Checks.positive("before", before);
            if (after.isNegative() || after.compareTo(before) >= 0) {
                throw new IllegalArgumentException(
                        "after is " + after + "; allowed is zero or more and less than before (" + before + ")");
            }
        }
    }

    /**
     * The end lay beyond {@code after}, or there was none.
     *
     * @param after more than zero
     */
    record RightCensored(Duration after) implements Observation {
        public RightCensored {
            Checks.positive("after", after);
        }
    }
}
