package dev.fermata.simulator.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a fault may be made of: what it is, what it was, what is allowed. */
final class FaultChecks {

    private static final Duration LONGEST = Duration.ofDays(1_000);

    private FaultChecks() {}

    static void that(boolean allowed, String name, @Nullable Object value, String rule) {
        if (!allowed) {
            throw new IllegalArgumentException(name + " is '" + value + "'; allowed is " + rule);
        }
    }

    static void duration(String name, Duration value) {
        boolean allowed = !value.isNegative() && value.compareTo(LONGEST) <= 0;
        that(allowed, name, value, "0 to 1000 days");
    }
}
