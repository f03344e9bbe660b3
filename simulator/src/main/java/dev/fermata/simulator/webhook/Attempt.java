package dev.fermata.simulator.webhook;

import dev.fermata.simulator.text.Printable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to deliver a webhook, or the decision not to make one. All times are of the simulator's clock.
 *
 * @param job the job's id
 * @param webhook the {@code webhook-id}: the same for all attempts
 * @param target where it goes, without the query
 * @param number from 1; 0 when nothing was attempted
 * @param planned when it was due
 * @param sent when it was sent; null if it was not
 * @param status the status of the response; null without one
 * @param problem what went wrong; null if nothing did
 * @param next when the next attempt is due; null if there is none
 * @param forged whether its signature is wrong on purpose
 */
public record Attempt(
        String job,
        String webhook,
        String target,
        int number,
        Result result,
        Instant planned,
        @Nullable Instant sent,
        @Nullable Integer status,
        @Nullable String problem,
        @Nullable Instant next,
        boolean forged) {

    /** Many are kept. */
    private static final int LONGEST_TEXT = 500;

    /** Cleaned and cut: the target is the client's text, and the problem may quote the receiver. */
    public Attempt {
        target = Printable.cut(target, LONGEST_TEXT);
        problem = problem == null ? null : Printable.cut(problem, LONGEST_TEXT);
    }

    /** What came of it. */
    public enum Result {
        /** The receiver responded with 2xx. */
        DELIVERED,
        /** There will be another attempt. */
        RETRYING,
        /** There will be no other attempt. */
        GIVEN_UP,
        /** Not sent, because it was drawn to be lost. */
        LOST,
        /** Not sent, because too many others were unfinished. */
        DROPPED
    }

    /**
     * How many attempts had which {@link Attempt.Result}.
     *
     * @param forgotten how many of all of them are no longer kept in {@link Webhooks#attempts()}
     */
    public record Counts(long delivered, long retrying, long givenUp, long lost, long dropped, long forgotten) {}

    /** The last attempts, and how many there were of each kind. Safe for use by many threads. */
    static final class Log {

        private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

        volatile Consumer<Attempt> listener = attempt -> {};

        private final int limit;
        private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
        private final long[] counts = new long[Result.values().length];

        Log(int limit) {
            this.limit = limit;
        }

        void add(Attempt attempt) {
            boolean firstDrop;
            synchronized (this) {
                long before = counts[attempt.result().ordinal()]++;
                firstDrop = attempt.result() == Result.DROPPED && before == 0;
                attempts.add(attempt);
                if (attempts.size() > limit) {
                    attempts.remove();
                }
            }
            if (firstDrop) {
                LOG.warn(
                        "webhook {} was dropped: {}. Further dropped webhooks are only counted.",
                        attempt.webhook(),
                        attempt.problem());
            }
            LOG.debug("{}", attempt);
            listener.accept(attempt);
        }

        synchronized List<Attempt> list() {
            return List.copyOf(attempts);
        }

        synchronized Attempt.Counts counts() {
            return new Attempt.Counts(
                    counts[Result.DELIVERED.ordinal()],
                    counts[Result.RETRYING.ordinal()],
                    counts[Result.GIVEN_UP.ordinal()],
                    counts[Result.LOST.ordinal()],
                    counts[Result.DROPPED.ordinal()],
                    sum() - attempts.size());
        }

        synchronized void clear() {
            attempts.clear();
            Arrays.fill(counts, 0);
        }

        private long sum() {
            long sum = 0;
            for (long count : counts) {
                sum += count;
            }
            return sum;
        }
    }
}
