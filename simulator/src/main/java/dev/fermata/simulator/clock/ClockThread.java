package dev.fermata.simulator.clock;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one thread that follows the real clock. It is not started before something waits for the real clock. */
final class ClockThread {

    private static final long NEVER = Long.MAX_VALUE;

    private final TimerQueue timers;
    private final ClockRate rate;
    private final TimerRunner runner;
    private final Runnable skip;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private boolean closed;
    private long next = NEVER;
    private long quiet = NEVER;
    private long busyAt = System.nanoTime();

    ClockThread(TimerQueue timers, ClockRate rate, TimerRunner runner, Runnable skip) {
        this.timers = timers;
        this.rate = rate;
        this.runner = runner;
        this.skip = skip;
    }

    /** Only a timer earlier than the awaited one concerns the thread: most are later, and cost no wake-up. */
    void scheduled(long at) {
        lock.lock();
        try {
            busyAt = System.nanoTime();
            if (at < next) {
                look();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks again how long there is to wait. */
    void look() {
        lock.lock();
        try {
            next = timers.next(NEVER);
            if (thread == null && !closed && Math.min(nanosUntilDue(), nanosUntilIdle()) != NEVER) {
                thread = new Thread(this::run, "fermata-clock");
                thread.setDaemon(true);
                thread.start();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Skips after that many real nanoseconds without anything new. */
    void skipAfter(long nanos) {
        lock.lock();
        try {
            quiet = nanos;
            busyAt = System.nanoTime();
            look();
        } finally {
            lock.unlock();
        }
    }

    void stopSkipping() {
        skipAfter(NEVER);
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Runnable task = awaitTask(); task != null; task = awaitTask()) {
            task.run();
            lock.lock();
            busyAt = System.nanoTime();
            lock.unlock();
        }
    }

    private void skipAsAsked() {
        try {
            skip.run();
        } catch (RuntimeException taskFailed) {
            Thread self = Thread.currentThread();
            self.getUncaughtExceptionHandler().uncaughtException(self, taskFailed);
        }
    }

    /** What to do now, once there is something to do; null when there never will be. */
    private @Nullable Runnable awaitTask() {
        lock.lock();
        try {
            while (!closed) {
                next = timers.next(NEVER);
                // Each is asked once: the time may be moved between two looks.
                long due = nanosUntilDue();
                long idle = nanosUntilIdle();
                if (due == 0) {
                    return runner::runDue;
                }
                if (idle == 0) {
                    return this::skipAsAsked;
                }
                changed.awaitNanos(Math.min(due, idle));
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
        return null;
    }

    private long nanosUntilDue() {
        return next == NEVER ? NEVER : rate.nanosUntil(next);
    }

    /** Until skipping was asked for; never when it was not, or when there is nothing to skip to. */
    private long nanosUntilIdle() {
        boolean skips = quiet != NEVER && next != NEVER;
        return skips ? Math.max(0, quiet - (System.nanoTime() - busyAt)) : NEVER;
    }
}
