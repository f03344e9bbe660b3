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
     * What decides about {@link #pause} for this look, for those who watch a wait: {@link WaitEvent.Why#SCHEDULE},
     * {@code HISTORY} or {@code HINT}.
     */
    default WaitEvent.Why why(Look look) {
        return WaitEvent.Why.SCHEDULE;
    }

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
     * Looks when it pays: at the times that minimise {@code patience * looks + delay} for what the history knows of this kind of
     * job, given that the job is not done yet. It gets better with every job recorded; with none it expects anything, and its
     * pauses grow with the age of the job. There is no look at the start when it would be useless.
     *
     * <p>Progress and an expected age in the {@link Look} shift what the history expects. Jitter is small, and none where it
     * would cost more than it is worth.
     *
     * @param patience how many seconds of delay one request is worth: "would I ask once more to know a second earlier?"
     * @param history read at each look, and never written: whoever waits records what it saw
     * @throws IllegalArgumentException for a patience of zero or less
     */
    static PollSchedule adaptive(Duration patience, DurationHistory history) {
        return new AdaptiveSchedule(patience, SafeHistory.of(history), null);
    }

    /**
     * As {@link #adaptive(Duration, DurationHistory)}, but keeps to another schedule until the first job of a kind is known.
     *
     * @param first such as {@code exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15)).withJitter(0.1)}
     * @throws IllegalArgumentException for a patience of zero or less
     */
    static PollSchedule adaptive(Duration patience, DurationHistory history, PollSchedule first) {
        return new AdaptiveSchedule(patience, SafeHistory.of(history), first);
    }

    /**
     * This schedule with each pause shortened by a random part of itself, so that many clients do not march in step.
     * Shortened, never lengthened: a cap stays a cap.
     *
     * @param fraction 0 (none) to 1 ("full jitter": anything between nothing and the whole pause)
     * @throws IllegalArgumentException for a fraction outside [0, 1]
     */
    default PollSchedule withJitter(double fraction) {
        return new JitteredSchedule(this, fraction);
    }
}
