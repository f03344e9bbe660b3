package dev.fermata.simulator.webhook;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many webhooks are being sent: in all, and to one receiver. Receivers take turns. Safe for use by many threads. It does
 * not limit how many wait; the caller does.
 */
final class ConcurrencyLimiter {

    private static final class Lane {
        final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        int busy;
    }

    private final int total;
    private final int perReceiver;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private int busy;

    ConcurrencyLimiter(int total, int perReceiver) {
        this.total = total;
        this.perReceiver = perReceiver;
    }

    /** Begins now, or as soon as there is room. Whatever has begun must call {@link #leave}. */
    void enter(String receiver, Runnable begin) {
        synchronized (this) {
            lanes.computeIfAbsent(receiver, key -> new Lane()).waiting.add(begin);
        }
        beginNext();
    }

    void leave(String receiver) {
        synchronized (this) {
            busy--;
            Lane lane = lanes.get(receiver);
            if (lane != null && --lane.busy == 0 && lane.waiting.isEmpty()) {
                lanes.remove(receiver);
            }
        }
        beginNext();
    }

    /** A loop instead of a recursion: a webhook may end at once and leave, thousands of times in a row. */
    private void beginNext() {
        if (calls.getAndIncrement() > 0) {
            return;
        }
        do {
            Runnable begin = next();
            if (begin != null) {
                begin.run();
            }
        } while (calls.decrementAndGet() > 0);
    }

    private synchronized @Nullable Runnable next() {
        if (busy == total) {
            return null;
        }
        for (Iterator<Map.Entry<String, Lane>> all = lanes.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Lane> entry = all.next();
            Lane lane = entry.getValue();
            Runnable first = lane.busy == perReceiver ? null : lane.waiting.poll();
            if (first != null) {
                busy++;
                lane.busy++;
                // This receiver is the last one in turn now.
                all.remove();
                lanes.put(entry.getKey(), lane);
                return first;
            }
        }
        return null;
    }
}
