package dev.fermata.client.internal.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop of one thread. In each turn it handles the events so far, then the timers that are due, and then does what always comes last.
 *
 * <p>Any thread may add events, and close the loop. Everything else belongs to the loop. The queue of events is all that threads share.
 */
public final class EventLoop {

    private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    /** So that zero, which stands for "never" in some fields of the engine, lies in the past. */
    private static final Duration BEGINNING = Duration.ofDays(1);

    private final LongSupplier nanoTime;
    private final long origin;
    private final Runnable atEndOfTurn;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private Queue<Runnable> events = new ArrayDeque<>();
    private boolean closed;
    private final TimerHeap timers = new TimerHeap();
    /** Whether the last event has happened. */
    private boolean ended;

    private @Nullable Thread thread;

    /** @param nanoTime counts nanoseconds; it may start anywhere, below zero too, and it may overflow */
    public EventLoop(LongSupplier nanoTime, Runnable atEndOfTurn) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        this.atEndOfTurn = atEndOfTurn;
    }

    /** Starts the thread. Without it, {@link #turn} has to be called. */
    public void start(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        Duration idle = Duration.ZERO;
        while (!ended) {
            idle = turn(take(idle));
        }
    }

    /** False if the loop is closed: the event will not happen. */
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

    /** Adds the last event, unless the loop is closed already, and returns when the thread has ended. */
    public void close(Runnable last) {
        lock.lock();
        try {
            if (add(() -> end(last))) {
                closed = true;
            }
        } finally {
            lock.unlock();
        }
        try {
            if (thread != null) {
                thread.join(LONGEST_CLOSE.toMillis());
            } else if (!ended) {
                turn();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Runnable last) {
        ended = true;
        last.run();
    }

    /**
     * All events so far, in their order; empty if none comes within that time.
     *
     * @param longest null for no limit
     */
    private Queue<Runnable> take(@Nullable Duration longest) {
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

    /** Handles all events so far and all that is due. Returns how long nothing is due; null if nothing ever is. */
    public @Nullable Duration turn() {
        return turn(take(Duration.ZERO));
    }

    private @Nullable Duration turn(Queue<Runnable> happened) {
        happened.forEach(EventLoop::safely);
        for (Timer due = timers.takeDue(now()); due != null; due = timers.takeDue(now())) {
            safely(due::due);
        }
        if (!ended) {
            safely(atEndOfTurn);
        }
        Duration next = timers.nextAt();
        return next == null ? null : next.minus(now());
    }

    /** What must not happen must not end the loop, nor cost what comes after it. */
    public static void safely(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error bug) {
            LOG.log(System.Logger.Level.ERROR, "an event of a waiter failed; please report this", bug);
        }
    }

    /** Monotonic time, more than zero. Deadlines are measured with it. Any thread may ask. */
    public Duration now() {
        return BEGINNING.plusNanos(nanoTime.getAsLong() - origin);
    }

    /** Something that can be due at one moment. By itself it does nothing but begin a turn of the loop. */
    public static class Timer {
        private long at;
        private int place = -1;

        /** It is due, and no longer set. */
        public void due() {}
    }

    /** Sets the timer, or moves it. */
    public void set(Timer timer, Duration at) {
        timers.set(timer, at);
    }

    public void unset(Timer timer) {
        timers.remove(timer);
    }

    /** Timers that are set. */
    public int timers() {
        return timers.size;
    }

    /**
     * What is due when: a binary heap in which each timer knows its place, so that it can be moved and removed without a search, and
     * without an object for each entry.
     */
    private static final class TimerHeap {

        private @Nullable Timer[] heap = new Timer[16];
        private int size;

        void set(Timer timer, Duration at) {
            timer.at = at.toNanos();
            if (timer.place < 0) {
                if (size == heap.length) {
                    heap = Arrays.copyOf(heap, size * 2);
                }
                put(timer, size++);
            }
            up(timer);
            down(timer);
        }

        void remove(Timer timer) {
            int place = timer.place;
            if (place < 0) {
                return;
            }
            timer.place = -1;
            Timer last = at(--size);
            heap[size] = null;
            if (last != timer) {
                put(last, place);
                up(last);
                down(last);
            }
            if (heap.length > 64 && size < heap.length / 4) {
                heap = Arrays.copyOf(heap, heap.length / 2);
            }
        }

        /** The next timer that is due, taken out; null if there is none. */
        @Nullable
        Timer takeDue(Duration now) {
            if (size == 0 || at(0).at > now.toNanos()) {
                return null;
            }
            Timer first = at(0);
            remove(first);
            return first;
        }

        /** When the next timer is due; null if there is none. */
        @Nullable
        Duration nextAt() {
            return size == 0 ? null : Duration.ofNanos(at(0).at);
        }

        private void up(Timer timer) {
            int place = timer.place;
            while (place > 0 && at((place - 1) / 2).at > timer.at) {
                put(at((place - 1) / 2), place);
                place = (place - 1) / 2;
            }
            put(timer, place);
        }

        private void down(Timer timer) {
            int place = timer.place;
            while (2 * place + 1 < size) {
                int child = 2 * place + 1;
                if (child + 1 < size && at(child + 1).at < at(child).at) {
                    child++;
                }
                if (at(child).at >= timer.at) {
                    break;
                }
                put(at(child), place);
                place = child;
            }
            put(timer, place);
        }

        private void put(Timer timer, int place) {
            heap[place] = timer;
            timer.place = place;
        }

        private Timer at(int place) {
            Timer timer = heap[place];
            if (timer == null) {
                throw new IllegalStateException("no timer at " + place);
            }
            return timer;
        }
    }
}
