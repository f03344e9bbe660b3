package dev.fermata.simulator.clock;

import dev.fermata.simulator.clock.TimerQueue.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs timers in real time. It starts when the first timer needs it. It ends after some seconds without such a timer,
 * because many tests freeze a clock and never close it.
 */
final class ClockThread {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

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

    /** Wakes the thread only for a timer that is earlier than the next one. Most timers are later. */
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

    /** Computes the pause again. */
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

    /** Skips after that many real nanoseconds without a new timer and without a task. */
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

    /** Waits for the next task; null if the thread ends. */
    private @Nullable Runnable awaitTask() {
        lock.lock();
        try {
            boolean hasIdled = false;
            while (!closed) {
                readTimers();
                // Each is read once, because another thread may move the time meanwhile.
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
                if (pause == NEVER && hasIdled) {
                    thread = null;
                    return null;
                }
                hasIdled = changed.awaitNanos(pause == NEVER ? IDLE_NANOS : pause) <= 0;
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
        // A clock that is as fast as real time reaches the time of a timer before its limit.
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

    /** Until the next skip; {@link #NEVER} without skipping, and without a timer. */
    private long nanosUntilIdle() {
        boolean skips = quiet != NEVER && next != NEVER;
        return skips ? Math.max(0, quiet - (System.nanoTime() - busyAt)) : NEVER;
    }
}
