package dev.fermata.client.internal.engine;

import dev.fermata.client.internal.limits.RequestLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The waits that would poll, in the order in which their turn comes: first come, first served, but last polls go first, and other
 * polls after a failure need a token of the retry budget. At most three requests in a row are sent before their turn while others
 * wait, so that each gets its turn.
 */
final class PollQueue {

    private static final int MOST_AHEAD = 3;

    private final RequestLimits limits;
    /** By their places. */
    private final TreeMap<Long, WaitTask> oneShots = new TreeMap<>();

    private final TreeMap<Long, WaitTask> lastPolls = new TreeMap<>();
    private final TreeMap<Long, WaitTask> regular = new TreeMap<>();
    private final TreeMap<Long, WaitTask> retries = new TreeMap<>();
    private final List<TreeMap<Long, WaitTask>> all = List.of(oneShots, lastPolls, regular, retries);
    private long places;
    private int ahead;

    PollQueue(RequestLimits limits) {
        this.limits = limits;
    }

    /** It has one place: a wait that queues for its next poll leaves that when its last poll is due. */
    void join(WaitTask wait) {
        leave(wait);
        wait.place = places++;
        queue(wait).put(wait.place, wait);
    }

    void leave(WaitTask wait) {
        all.forEach(queue -> queue.remove(wait.place));
    }

    /** Back to where they came from, because they do not fit into the request. */
    void putBack(List<WaitTask> waits) {
        waits.forEach(wait -> queue(wait).put(wait.place, wait));
    }

    private TreeMap<Long, WaitTask> queue(WaitTask wait) {
        if (wait.isLastPoll() && wait.job.oneShot == null) {
            return lastPolls; // Also after a failure: there is no later one.
        }
        if (wait.failures() > 0) {
            return retries;
        }
        return wait.job.oneShot == null ? regular : oneShots;
    }

    boolean hasLastPoll() {
        return first(lastPolls) != null;
    }

    /** When the next one may poll: now, or later as far as that is a matter of time; else null. */
    @Nullable
    Duration nextAt(Duration now) {
        boolean free = first(oneShots) != null || first(lastPolls) != null || first(regular) != null;
        if (!free && first(retries) == null) {
            return null;
        }
        if (!limits.hasRoom(now)) {
            return limits.roomAt();
        }
        Duration open = limits.opensAt(now, hasLastPoll());
        Duration token = free ? now : limits.retryAt(now);
        return token.compareTo(open) > 0 ? token : open;
    }

    /** Those whose turn it is, at most that many, perhaps more than fit into one request. */
    List<WaitTask> next(int most, Duration now) {
        List<WaitTask> batch = new ArrayList<>();
        if (ahead >= MOST_AHEAD) {
            takeInTurn(batch, most, now);
        }
        if (batch.isEmpty() && first(oneShots) != null) {
            batch.add(oneShots.pollFirstEntry().getValue());
            ahead++;
            return batch;
        }
        while (batch.size() < most && first(lastPolls) != null) {
            batch.add(lastPolls.pollFirstEntry().getValue());
        }
        takeInTurn(batch, most, now);
        ahead = !batch.isEmpty() && batch.get(0).isLastPoll() ? ahead + 1 : 0;
        return batch;
    }

    /** In the order in which they came. A retry takes a token; waits that share its request need none. */
    private void takeInTurn(List<WaitTask> batch, int most, Duration now) {
        while (batch.size() < most) {
            WaitTask one = first(regular);
            WaitTask retry = first(retries);
            boolean retryFirst = retry != null && (one == null || retry.place < one.place);
            if (retryFirst && (!batch.isEmpty() || limits.takeRetry(now))) {
                batch.add(retries.pollFirstEntry().getValue());
            } else if (one != null) {
                batch.add(regular.pollFirstEntry().getValue());
            } else {
                return;
            }
        }
    }

    /** The first in the queue that still waits for its turn. */
    private static @Nullable WaitTask first(TreeMap<Long, WaitTask> queue) {
        while (!queue.isEmpty() && !queue.firstEntry().getValue().isQueued()) {
            queue.pollFirstEntry();
        }
        return queue.isEmpty() ? null : queue.firstEntry().getValue();
    }
}
