package dev.fermata.client;

import java.time.Duration;

/** {@link PollSchedule#exponential}. */
record ExponentialSchedule(Duration first, double factor, Duration cap) implements PollSchedule {

    ExponentialSchedule {
        Checks.positive("first pause", first);
        if (!(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("factor is " + factor + "; allowed is 1 or more");
        }
        if (cap.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "cap is " + cap + "; allowed is the first pause (" + first + ") or more");
        }
    }

    @Override
    public Duration pause(Look look, double random) {
        if (look.number() == 0) {
            return Duration.ZERO;
        }
        double nanos = first.toNanos() * Math.pow(factor, look.number() - 1);
        return nanos < 1e9 * cap.toSeconds() + cap.getNano() ? Duration.ofNanos((long) nanos) : cap;
    }
}
