package dev.fermata.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to ask, within the {@link Limits}: first come, first served, but that last looks go first, and that looks that
 * follow trouble need a token of the {@link RetryBudget}: those without are passed over. Whoever goes first does so but a few
 * times in a row while others wait, so that nobody starves. Not thread-safe: {@link Dispatcher} guards it.
 */
final class Turnstile {

    /** In the presence of a bulk request, single ones keep this distance, so that what comes together goes together. */
    private static final Duration GATHER = Duration.ofMillis(20);

    /** A 429 is about the caller, so it silences all waits; but nobody is to be silenced for ever by one answer. */
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(1);

    private final Limits limits;
    private final Batch batch;
    private final RetryBudget budget;
    private final Deque<Wait> orders = new ArrayDeque<>();
    private final Deque<Wait> urgent = new ArrayDeque<>();
    private final Deque<Wait> regular = new ArrayDeque<>();
    private final Deque<Wait> retries = new ArrayDeque<>();
    private final Deque<Exchange> rounds = new ArrayDeque<>();
    private int inFlight;
    private int held;
    private long tickets;
    private int ahead;
    private boolean afterRound;
    private Duration spacedUntil = Duration.ZERO;
    private Duration gatheredUntil = Duration.ZERO;
    private Duration quietUntil = Duration.ZERO;

    /** So many requests in a row may go out before their turn while others wait. */
    private static final int MOST_AHEAD = 3;

    /** @param batch how many waits one request can serve */
    Turnstile(Limits limits, Batch batch) {
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
        wait.ticket = tickets++;
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
        // Under a tight rate limit, rounds and first requests take turns.
        boolean yields = afterRound && inFlight < limits.inFlight() && !isEmpty();
        afterRound = !yields;
        if (yields) {
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
        int most = batch.most(now);
        List<Wait> batch = new ArrayList<>();
        boolean inTurn = ahead >= MOST_AHEAD;
        if (inTurn) {
            takeOthers(batch, most, now);
        }
        boolean order = batch.isEmpty() && first(orders, now) != null;
        if (order) {
            batch.add(orders.removeFirst());
        } else {
            takeUrgent(batch, most, now);
            takeOthers(batch, most, now);
        }
        if (!batch.isEmpty()) {
            inFlight++;
            spacedUntil = now.plus(limits.spacing());
            ahead = batch.get(0).isAhead() ? ahead + 1 : 0;
            gatheredUntil = most > 1 && !order ? now.plus(GATHER) : gatheredUntil;
        }
        return batch;
    }

    /** When {@link #next} has something, unless a request ends or a wait joins before; null if that is not a matter of time. */
    @Nullable
    Duration nextAt(Duration now) {
        if (!rounds.isEmpty()) {
            return max(spacedUntil, quietUntil);
        }
        List.of(orders, urgent, regular, retries).forEach(lane -> first(lane, now));
        if (inFlight >= limits.inFlight() || isEmpty()) {
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
        boolean full = !orders.isEmpty() || urgent.size() + regular.size() >= batch.most(now);
        return full ? open : max(open, gatheredUntil);
    }

    private boolean isEmpty() {
        return orders.isEmpty() && urgent.isEmpty() && regular.isEmpty() && retries.isEmpty();
    }

    private void takeUrgent(List<Wait> batch, int most, Duration now) {
        while (batch.size() < most && first(urgent, now) != null) {
            batch.add(urgent.removeFirst());
        }
    }

    /** In the order in which they came. */
    private void takeOthers(List<Wait> batch, int most, Duration now) {
        boolean paid = !batch.isEmpty();
        while (batch.size() < most) {
            Wait one = first(regular, now);
            Wait retry = first(retries, now);
            if (retry != null && (one == null || retry.ticket < one.ticket)) {
                // One token for one request: who rides along costs nothing.
                paid = paid || budget.take(now);
                retry = paid ? retry : null;
            } else {
                retry = null;
            }
            if (retry == null && one == null) {
                return;
            }
            batch.add(retry != null ? retries.removeFirst() : regular.removeFirst());
            paid = true;
        }
    }

    /** The first in that lane who has not learned what it wanted from another's request, or given up. */
    private static @Nullable Wait first(Deque<Wait> lane, Duration now) {
        Wait wait = lane.peekFirst();
        while (wait != null && !wait.isQueued(now)) {
            lane.removeFirst();
            wait = lane.peekFirst();
        }
        return wait;
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
