package dev.fermata.simulator.dialect;

import dev.fermata.simulator.clock.Micros;

/** What {@code Retry-After} says of a job that is not over. */
public final class RetryAfter {

    private RetryAfter() {}

    /** Whole seconds until the expected end. The longer a job is overdue, the longer the pause: the less is known of its end. */
    public static long seconds(long expectedAt, long now) {
        return expectedAt > now
                ? Micros.wholeSeconds(expectedAt - now)
                : Math.min(60, 1 + (now - expectedAt) / 10_000_000);
    }
}
