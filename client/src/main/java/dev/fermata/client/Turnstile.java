package dev.fermata.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to ask, within the {@link Limits}: first come, first served; last looks go first, and looks that follow trouble
 * need a token of the {@link RetryBudget}. Not thread-safe: {@link Engine} guards it.
 */
final class Turnstile {

    /** In the presence of a bulk request, single ones keep this distance, so that what comes together goes together. */
    private static final Duration GATHER = Duration.ofMillis(20);

    /** A 429 is about the caller, so it silences all waits; but nobody is to be silenced for ever by one answer. */
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(1);

    private final Limits limits;
    private final int batch;
    private final RetryBudget budget;
    private final Deque<Wait> orders = new ArrayDeque<>();
    private final Deque<Wait> urgent = new ArrayDeque<>();
    private final Deque<Wait> regular = new ArrayDeque<>();
    private final Deque<Wait> retries = new ArrayDeque<>();
    private final Deque<Exchange> rounds = new ArrayDeque<>();
    private int inFlight;
    private int held;
    private Duration spacedUntil = Duration.ZERO;
    private Duration gatheredUntil = Duration.ZERO;
    private Duration quietUntil = Duration.ZERO;

    /** @param batch how many waits one request can serve */
    Turnstile(Limits limits, int batch) {
        this.limits = limits;
        this.batch = batch;
        this.budget = new RetryBudget(limits.retryBurst(), limits.retriesPerSecond());
    }

    /** How a wait queues. */
    enum Lane {
        /** A request of its own, which nobody can share. */
        ORDER,
        URGENT,
        REGULAR,
        RETRY
    }

    void join(Wait wait, Lane lane) {
        lane(lane).addLast(wait);
    }

    /** A request that is under way, as far as the limits are concerned, is to be sent again. */
    void join(Exchange exchange) {
        rounds.addLast(exchange);
    }

    /** The request that may be sent again now; null if there is none. */
    @Nullable
    Exchange nextRound(Duration now) {
        if (rounds.isEmpty() || now.compareTo(max(spacedUntil, quietUntil)) < 0) {
            return null;
        }
        spacedUntil = now.plus(limits.spacing());
        return rounds.removeFirst();
    }

    /** Back to where it came from, because it does not fit into this request. */
    void putBack(Wait wait, Lane lane) {
        lane(lane).addFirst(wait);
    }

    /** Those who may share the next request, which then counts as under way; none if it is nobody's turn yet. */
    List<Wait> next(Duration now) {
        if (inFlight >= limits.inFlight() || now.compareTo(opensAt(now)) < 0) {
            return List.of();
        }
        List<Wait> batch = new ArrayList<>();
        take(orders, batch, 1);
        boolean order = !batch.isEmpty();
        if (!order) {
            take(urgent, batch, this.batch);
            take(regular, batch, this.batch);
        }
        // One token for one request: who rides along costs nothing.
        if (!order && !retries.isEmpty() && (!batch.isEmpty() || budget.take(now))) {
            take(retries, batch, this.batch);
        }
        if (!batch.isEmpty()) {
            inFlight++;
            spacedUntil = now.plus(limits.spacing());
            gatheredUntil = this.batch > 1 && !order ? now.plus(GATHER) : gatheredUntil;
        }
        return batch;
    }

    /** When {@link #next} has something, unless a request ends or a wait joins before; null if that is not a matter of time. */
    @Nullable
    Duration nextAt(Duration now) {
        if (!rounds.isEmpty()) {
            return max(spacedUntil, quietUntil);
        }
        if (inFlight >= limits.inFlight()
                || orders.isEmpty() && urgent.isEmpty() && regular.isEmpty() && retries.isEmpty()) {
            return null;
        }
        Duration open = opensAt(now);
        boolean onlyRetries = orders.isEmpty() && urgent.isEmpty() && regular.isEmpty();
        return onlyRetries ? max(open, budget.next(now)) : open;
    }

    /** Half of the requests under way may be held; the rest stays free for those who only want a short answer. */
    boolean mayHold() {
        return held < Math.max(limits.inFlight() / 2, 1) && limits.inFlight() > 1;
    }

    void holding() {
        held++;
    }

    void released() {
        held--;
    }

    /** A request has ended, or was not sent after all. */
    void ended() {
        inFlight--;
    }

    void good(int answers) {
        for (int i = 0; i < answers; i++) {
            budget.refund();
        }
    }

    /** The server wants to be left alone by everyone. */
    void quiet(Duration now, Duration retryAfter) {
        Duration until = now.plus(retryAfter.compareTo(LONGEST_QUIET) < 0 ? retryAfter : LONGEST_QUIET);
        quietUntil = max(quietUntil, until);
    }

    private Duration opensAt(Duration now) {
        Duration open = max(spacedUntil, quietUntil);
        boolean full = !orders.isEmpty() || urgent.size() + regular.size() >= batch;
        return full ? open : max(open, gatheredUntil);
    }

    private static void take(Deque<Wait> lane, List<Wait> batch, int most) {
        while (batch.size() < most && !lane.isEmpty()) {
            Wait wait = lane.removeFirst();
            // It may have learned what it wanted from another's request, or given up.
            if (wait.isQueued()) {
                batch.add(wait);
            }
        }
    }

    private Deque<Wait> lane(Lane lane) {
        return switch (lane) {
            case ORDER -> orders;
            case URGENT -> urgent;
            case REGULAR -> regular;
            case RETRY -> retries;
        };
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
