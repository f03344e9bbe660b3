package dev.fermata.client.internal.wait;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a poll and its response take, and so how long before the deadline the last poll is sent.
 *
 * @param inUse on a connection in use; null before the first
 * @param connecting after a pause in which the connection may have been closed; null before the first
 */
record RoundTrips(@Nullable Duration inUse, @Nullable Duration connecting) {

    static final RoundTrips NONE = new RoundTrips(null, null);

    private static final Duration TYPICAL = Duration.ofMillis(40);
    /** For scheduling, on top of one and a half round trips. */
    private static final Duration SLACK = Duration.ofMillis(20);

    RoundTrips measured(Duration took, boolean idle) {
        return idle
                ? new RoundTrips(inUse, typical(connecting, took, 10))
                : new RoundTrips(typical(inUse, took, 1), connecting);
    }

    /** One slow response says little, so only a quarter of the excess counts; of what was quicker one part in {@code slowness}. */
    private static Duration typical(@Nullable Duration before, Duration took, int slowness) {
        if (before == null) {
            return took;
        }
        Duration more = took.minus(before);
        return before.plus(more.dividedBy(more.isNegative() ? slowness : 4));
    }

    /** @param idle whether the request may have to connect first, which takes a round trip or two more */
    Duration lead(boolean idle) {
        Duration known = inUse != null ? inUse : connecting != null ? connecting : TYPICAL;
        Duration expected = known;
        if (idle && (inUse != null || connecting == null)) {
            Duration twice = known.multipliedBy(2);
            expected = connecting == null || twice.compareTo(connecting) > 0 ? twice : connecting;
        }
        return expected.multipliedBy(3).dividedBy(2).plus(SLACK);
    }
}
