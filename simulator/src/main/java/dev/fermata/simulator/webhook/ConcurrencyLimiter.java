package dev.fermata.simulator.webhook;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who may begin now, and who has to wait: so many in all, so many to one receiver, and receivers take turns. Safe for use
 * by many threads; whoever enters sees to it that not too many wait.
 */
final class ConcurrencyLimiter {

    private static final class Lane {
        final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        int busy;
    }

    private final int total;
    private final int perReceiver;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final AtomicInteger chances = new AtomicInteger();
    private int busy;

    ConcurrencyLimiter(int total, int perReceiver) {
        this.total = total;
        this.perReceiver = perReceiver;
    }

    /** Begins now or when there is room. What begins has to {@link #leave}. */
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

    /** A loop and no recursion: what begins may be over at once and leave, thousands of times in a row. */
    private void beginNext() {
        if (chances.getAndIncrement() > 0) {
            return;
        }
        do {
            Runnable begin = next();
            if (begin != null) {
                begin.run();
            }
        } while (chances.decrementAndGet() > 0);
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
                // To the end of the line.
                all.remove();
                lanes.put(entry.getKey(), lane);
                return first;
            }
        }
        return null;
    }
}
