package dev.fermata.client.schedule;

import dev.fermata.client.internal.text.Checks;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Says when to poll next while a job has not ended.
 *
 * <p>A schedule is a pure function: it reads no clock and draws no random number. One instance may serve many waits and many
 * threads. The waiter keeps the deadline and obeys {@code Retry-After}; a schedule does not have to.
 *
 * <p>The waiter calls {@link #pause} and {@link #reason} on the one thread that serves all its waits, so both must return at
 * once. Do slow work in {@link #prepare}.
 *
 * <pre>{@code
 * PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15)).withJitter(0.1)
 * }</pre>
 */
@FunctionalInterface
public interface PollSchedule {

    /**
     * The pause before the next poll.
     *
     * @param context what is known now
     * @param random uniformly distributed over [0, 1), for jitter
     * @return zero or more; zero polls at once
     */
    Duration pause(PollContext context, double random);

    /**
     * What decides {@link #pause} in this context: {@link PollReason#SCHEDULE}, {@link PollReason#HISTORY} or
     * {@link PollReason#HINT}. Listeners and logs show it.
     */
    default PollReason reason(PollContext context) {
        return PollReason.SCHEDULE;
    }

    /**
     * Does the slow part of {@link #pause} ahead of time. The waiter calls it on the caller's thread or on a worker, before it
     * asks for a pause in a similar context. Several threads may call it at the same time.
     */
    default void prepare(PollContext context) {}

    /**
     * Polls at once, then after pauses of {@code first}, {@code first * factor}, {@code first * factor^2} ..., each at most
     * {@code cap}.
     *
     * @param first more than zero
     * @param factor 1 or more
     * @param cap at least {@code first}
     * @throws IllegalArgumentException for a value outside these bounds
     */
    static PollSchedule exponential(Duration first, double factor, Duration cap) {
        return exponential(first, factor, cap, Duration.ZERO);
    }

    /**
     * As {@link #exponential(Duration, double, Duration)}, but sends each poll after the first a random time of up to
     * {@code jitter} later than planned, never earlier, and never more than {@code cap} after the poll before.
     *
     * <p>Jitter does not add up: the pause after a late poll is shorter by what the poll was late. So a poll that is planned for
     * the end of a job, such as the one at 1 + 2 + 4 + 8 + 15 = 30 s, is sent just after it, and not 15 s after it.
     *
     * @param jitter zero or more
     * @throws IllegalArgumentException for a value outside these bounds
     */
    static PollSchedule exponential(Duration first, double factor, Duration cap, Duration jitter) {
        Checks.positive("first pause", first);
        if (!(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("factor is " + factor + "; allowed is 1 or more");
        }
        if (Objects.requireNonNull(cap, "cap").compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "cap is " + cap + "; allowed is the first pause (" + first + ") or more");
        }
        double most = PollContext.seconds(Checks.positive("cap", cap));
        double spread = PollContext.seconds(Checks.zeroOrMore("jitter", jitter));
        IntToDoubleFunction planned =
                number -> Math.min(most, PollContext.seconds(first) * Math.pow(factor, number - 1));
        return (context, random) -> {
            int number = context.number();
            if (number == 0) {
                return Duration.ZERO;
            }
            double pause = planned.applyAsDouble(number);
            double late = spread == 0
                    ? 0
                    : PollContext.seconds(context.waited())
                            - IntStream.range(1, number).mapToDouble(planned).sum();
            // A wait that is later than jitter explains has met failures or a Retry-After. It does not catch up.
            double caughtUp = late > 0 && late < pause / 2 ? late : 0;
            return Duration.ofNanos((long) (1e9 * Math.min(most, pause - caughtUp + spread * random)));
        };
    }

    /**
     * Polls at once, then after each pause of this length.
     *
     * @param every more than zero
     * @throws IllegalArgumentException for zero or less
     */
    static PollSchedule fixed(Duration every) {
        return exponential(every, 1, every);
    }

    /**
     * Polls at the times that minimise {@code patience * polls + detection delay}, given how long jobs of this kind took and
     * that the job has not ended yet. It improves with each recorded job. Without any, its pauses grow with the age of the job.
     * It does not poll at the start if that would be useless.
     *
     * <p>Progress and an expected age in the {@link PollContext} change what it expects. Jitter is small, and smaller where it
     * would cost much.
     *
     * <p>Without {@link #prepare} a pause makes a new plan when the history has changed, which takes up to some milliseconds.
     * After the first call of {@link #prepare}, a pause never reads the history. It uses the last prepared plan for the kind, or
     * for its nearest parent that has one. Where there is none, it uses a plan that knows no durations.
     *
     * @param patience how many seconds of detection delay one request is worth: "would I send one more request to know a second
     *     earlier?"
     * @param history read, never written: the waiter records what it saw. If it throws, the first failure is logged, and polls are
     *     planned as if nothing were known.
     * @throws IllegalArgumentException for a patience of zero or less
     */
    static PollSchedule adaptive(Duration patience, DurationHistory history) {
        return new AdaptiveSchedule(patience, history, null);
    }

    /**
     * As {@link #adaptive(Duration, DurationHistory)}, but uses another schedule until one job of the kind is known to have
     * ended.
     *
     * @param first such as {@code exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15)).withJitter(0.1)}
     * @throws IllegalArgumentException for a patience of zero or less
     */
    static PollSchedule adaptive(Duration patience, DurationHistory history, PollSchedule first) {
        return new AdaptiveSchedule(patience, history, Objects.requireNonNull(first, "first"));
    }

    /**
     * This schedule with each pause shortened by a random part of itself, so that many clients do not poll in step. Pauses are
     * never lengthened, so a cap stays a cap.
     *
     * @param fraction 0 (none) to 1 ("full jitter": anything between zero and the whole pause)
     * @throws IllegalArgumentException for a fraction outside [0, 1]
     */
    default PollSchedule withJitter(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("jitter is " + fraction + "; allowed is 0 to 1");
        }
        PollSchedule schedule = this;
        return new PollSchedule() {
            @Override
            public Duration pause(PollContext context, double random) {
                Duration pause = schedule.pause(context, random);
                Duration longest = pause.compareTo(Checks.LONGEST) < 0 ? pause : Checks.LONGEST;
                return Duration.ofNanos((long) (longest.toNanos() * (1 - fraction * random)));
            }

            @Override
            public PollReason reason(PollContext context) {
                return schedule.reason(context);
            }

            @Override
            public void prepare(PollContext context) {
                schedule.prepare(context);
            }
        };
    }

    /** This schedule with a first poll at once. For jobs that may have ended before the wait begins. */
    default PollSchedule withFirstPollAtOnce() {
        PollSchedule schedule = this;
        return new PollSchedule() {
            @Override
            public Duration pause(PollContext context, double random) {
                return context.number() == 0 ? Duration.ZERO : schedule.pause(context, random);
            }

            @Override
            public PollReason reason(PollContext context) {
                return context.number() == 0 ? PollReason.SCHEDULE : schedule.reason(context);
            }

            @Override
            public void prepare(PollContext context) {
                schedule.prepare(context);
            }
        };
    }

    /** What decides when the next poll is sent. */
    enum PollReason {
        /** The {@link PollSchedule}, which does not know how long such a job takes. */
        SCHEDULE,
        /** The {@link PollSchedule}, from how long jobs of this kind took. */
        HISTORY,
        /** The {@link PollSchedule}, from the progress or the expected end that the server states. */
        HINT,
        /** The server, with {@code Retry-After}. */
        RETRY_AFTER,
        /** The server holds the next request until the job changes. */
        HOLD,
        /** The last request failed. The backoff for errors decides. */
        ERROR_BACKOFF,
        /** This is the last poll, just before the deadline. */
        DEADLINE,
        /** There is no next poll. */
        END;

        /** Whether the client chose this moment because it is cheapest. Another moment costs more, but breaks no promise. */
        public boolean isChoice() {
            return this == SCHEDULE || this == HISTORY || this == HINT;
        }
    }
}
