package dev.fermata.simulator.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * Times of the simulator: microseconds since 1970-01-01T00:00Z in a {@code long}.
 *
 * <p>Nanoseconds would end in the year 2262, which a clock at 1,000,000 times real speed reaches within hours.
 */
public final class Micros {

    /** For "never". It is later than every time, so comparisons need no special case. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Later than every useful time. The sum of two such times does not overflow. */
    public static final long LATEST = 1L << 61;

    private Micros() {}

    /** Rounded down, as a clock does. */
    public static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    /** Rounded up, so that no task is due too early. */
    public static long of(Duration duration) {
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), (duration.getNano() + 999) / 1_000);
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    public static Duration duration(long micros) {
        return Duration.ofSeconds(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }

    /** Rounded up, so that no client polls too early. */
    public static long wholeSeconds(long micros) {
        return (micros + 999_999) / 1_000_000;
    }

    /** Seconds that a distribution draws; at most {@link #LATEST}. */
    public static long ofSeconds(double seconds) {
        return (long) Math.min(Math.rint(seconds * 1e6), LATEST);
    }
}
