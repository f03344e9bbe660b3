package dev.fermata.client;

import java.time.Duration;

/** Arguments, checked at the public edge. */
final class Checks {

    /** Longer than any wait makes sense, and short enough that nanoseconds never overflow. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private Checks() {}

    static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is more than 0 and at most 365 days");
        }
        return value;
    }
}
