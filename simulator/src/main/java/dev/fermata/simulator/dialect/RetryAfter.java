package dev.fermata.simulator.dialect;

import dev.fermata.simulator.clock.Micros;

/** The value of {@code Retry-After} for a job that is not over. */
public final class RetryAfter {

    private RetryAfter() {}

    /** Whole seconds until the expected end. If the job is late, the pause grows with the delay. */
    public static long seconds(long expectedAt, long now) {
        return expectedAt > now
                ? Micros.wholeSeconds(expectedAt - now)
                : Math.min(60, 1 + (now - expectedAt) / 10_000_000);
    }
}
