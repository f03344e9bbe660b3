package dev.fermata.simulator.webhook;

import dev.fermata.simulator.webhook.Attempt.Result;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last attempts, and how many there were of each kind. Safe for use by many threads. */
final class AttemptLog {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private final int limit;
    private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
    private final long[] counts = new long[Result.values().length];

    AttemptLog(int limit) {
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
                    "webhook {} was dropped: {}. Others that are dropped will only be counted.",
                    attempt.webhook(),
                    attempt.problem());
        }
        LOG.debug("{}", attempt);
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
