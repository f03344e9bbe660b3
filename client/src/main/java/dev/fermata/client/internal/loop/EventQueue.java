package dev.fermata.client.internal.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Events on their way into the loop. Any thread adds; the loop's thread takes. The only shared state of the engine. */
public final class EventQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private Queue<Runnable> events = new ArrayDeque<>();
    private boolean closed;

    /** False if the queue is closed: the event will not happen. */
    public boolean add(Runnable event) {
        lock.lock();
        try {
            if (!closed) {
                events.add(event);
                added.signal();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * All events so far, in their order; empty if none comes within that time.
     *
     * @param longest null for no limit
     */
    public Queue<Runnable> take(@Nullable Duration longest) {
        lock.lock();
        try {
            long left = longest == null ? Long.MAX_VALUE : longest.toNanos();
            while (events.isEmpty() && left > 0) {
                left = added.awaitNanos(left);
            }
            Queue<Runnable> taken = events;
            events = new ArrayDeque<>();
            return taken;
        } catch (InterruptedException nobodyShould) {
            return new ArrayDeque<>();
        } finally {
            lock.unlock();
        }
    }

    /** Adds the last event: no other is accepted after it. False if the queue is closed already. */
    public boolean close(Runnable last) {
        lock.lock();
        try {
            boolean first = !closed;
            if (first) {
                events.add(last);
                added.signal();
            }
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }
}
