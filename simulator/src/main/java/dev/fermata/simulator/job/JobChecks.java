package dev.fermata.simulator.job;

import java.time.Duration;

/** Settings, checked where they are made: what it is, what it was, what is allowed. */
public final class JobChecks {

    /** Long enough for every job, short enough that the arithmetic on stages fits a {@code long}. */
    public static final Duration LONGEST = Duration.ofDays(1_000);

    private JobChecks() {}

    public static void that(boolean allowed, String name, Object value, String rule) {
        if (!allowed) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is " + rule);
        }
    }

    public static void duration(String name, Duration value) {
        that(!value.isNegative() && value.compareTo(LONGEST) <= 0, name, value, "0 to 1000 days");
    }

    static void chance(String name, double value) {
        that(value >= 0 && value <= 1, name, value, "0 (never) to 1 (always)");
    }
}
