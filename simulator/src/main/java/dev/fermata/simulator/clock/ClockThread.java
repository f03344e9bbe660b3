package dev.fermata.simulator.clock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that follows the real clock. It is not started before something waits for the real clock, and ends when nothing has
 * done so for a while: who freezes a clock often never closes it.
 */
final class ClockThread {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long REST = TimeUnit.SECONDS.toNanos(10);

    private final TimerQueue timers;
    private final ClockRate rate;
    private final TimerRunner runner;
    private final Runnable skip;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private boolean closed;
    private long next = NEVER;
    private long nextLimit = NEVER;
    private long quiet = NEVER;
    private long busyAt = System.nanoTime();

    ClockThread(TimerQueue timers, ClockRate rate, TimerRunner runner, Runnable skip) {
        this.timers = timers;
        this.rate = rate;
        this.runner = runner;
        this.skip = skip;
    }

    /** Only a timer earlier than the awaited one concerns the thread: most are later, and cost no wake-up. */
    void scheduled(Timer timer) {
        lock.lock();
        try {
            busyAt = System.nanoTime();
            if (timer.at < next || timer.limit < nextLimit && rate.speed() < 1) {
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
            readTimers();
            if (thread == null && !closed && nanosUntilAnything() != NEVER) {
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

    /** What to do now, once there is something to do; null when the thread is to end. */
    private @Nullable Runnable awaitTask() {
        lock.lock();
        try {
            boolean rested = false;
            while (!closed) {
                readTimers();
                // Each is asked once: the time may be moved between two looks.
                long due = nanosUntilDue();
                long overdue = nanosUntilOverdue();
                long idle = nanosUntilIdle();
                if (due == 0) {
                    return runner::runDue;
                }
                if (overdue == 0) {
                    return runner::runOverdue;
                }
                if (idle == 0) {
                    return this::skipAsAsked;
                }
                long pause = Math.min(Math.min(due, overdue), idle);
                if (pause == NEVER && rested) {
                    thread = null;
                    return null;
                }
                rested = changed.awaitNanos(pause == NEVER ? REST : pause) <= 0;
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
        return null;
    }

    private void readTimers() {
        next = timers.next(NEVER);
        // A clock that is as fast as real time comes to the time of a timer no later than to its limit.
        nextLimit = rate.speed() >= 1 ? NEVER : timers.nextLimit(NEVER);
    }

    private long nanosUntilDue() {
        return next == NEVER ? NEVER : rate.nanosUntil(next);
    }

    private long nanosUntilOverdue() {
        return nextLimit == NEVER ? NEVER : rate.nanosUntilLimit(nextLimit);
    }

    private long nanosUntilAnything() {
        return Math.min(Math.min(nanosUntilDue(), nanosUntilOverdue()), nanosUntilIdle());
    }

    /** Until skipping was asked for; never when it was not, or when there is nothing to skip to. */
    private long nanosUntilIdle() {
        boolean skips = quiet != NEVER && next != NEVER;
        return skips ? Math.max(0, quiet - (System.nanoTime() - busyAt)) : NEVER;
    }
}
