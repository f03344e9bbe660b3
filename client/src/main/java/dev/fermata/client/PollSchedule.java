package dev.fermata.client;

import java.time.Duration;

/**
 * Says when to ask next, for as long as the job is not done.
 *
 * <p>A schedule is a pure function: it holds no clock and draws no random number, so one instance may serve many waits and
 * many threads. Whoever drives the wait keeps to the deadline and to what the server asked for ({@code Retry-After}); a
 * schedule need not.
 *
 * <pre>{@code
 * PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15)).withJitter(0.1)
 * }</pre>
 */
@FunctionalInterface
public interface PollSchedule {

    /**
     * The pause before the next look.
     *
     * @param look what is known at this moment
     * @param random uniformly distributed over [0, 1), for jitter
     * @return zero or more; zero asks at once
     */
    Duration pause(Look look, double random);

    /**
     * Looks at once, then pauses {@code first}, {@code first * factor}, {@code first * factor^2} ... but never more than
     * {@code cap}.
     *
     * @param first more than zero
     * @param factor 1 or more
     * @param cap at least {@code first}
     * @throws IllegalArgumentException for a value outside these bounds
     */
    static PollSchedule exponential(Duration first, double factor, Duration cap) {
        return new ExponentialSchedule(first, factor, cap);
    }

    /**
     * Looks at once, then after every pause of this length.
     *
     * @param every more than zero
     * @throws IllegalArgumentException for zero or less
     */
    static PollSchedule fixed(Duration every) {
        return new ExponentialSchedule(every, 1, every);
    }

    /**
     * This schedule with each pause shortened by a random part of itself, so that many clients do not march in step.
     * Shortened, never lengthened: a cap stays a cap.
     *
     * @param fraction 0 (none) to 1 ("full jitter": anything between nothing and the whole pause)
     * @throws IllegalArgumentException for a fraction outside [0, 1]
     */
    default PollSchedule withJitter(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("jitter is " + fraction + "; allowed is 0 to 1");
        }
        return (look, random) -> {
            double nanos = pause(look, random).toNanos() * (1 - fraction * random);
            return Duration.ofNanos((long) nanos);
        };
    }
}
