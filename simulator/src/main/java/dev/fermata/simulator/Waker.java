package dev.fermata.simulator;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one thread that follows the real clock. It is not started before something waits for the real clock. */
final class Waker {

    private static final long NEVER = Long.MAX_VALUE;

    private final Alarms alarms;
    private final Pace pace;
    private final Turns turns;
    private final Runnable skip;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private boolean closed;
    private long next = NEVER;
    private long quiet = NEVER;
    private long busyAt = System.nanoTime();

    Waker(Alarms alarms, Pace pace, Turns turns, Runnable skip) {
        this.alarms = alarms;
        this.pace = pace;
        this.turns = turns;
        this.skip = skip;
    }

    /** Only an alarm earlier than the awaited one concerns the thread: most are later, and cost no wake-up. */
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
            next = alarms.next(NEVER);
            if (thread == null && !closed && nanosToWait() != NEVER) {
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
        while (awaitDue()) {
            if (pace.nanosUntil(alarms.next(NEVER)) == 0) {
                turns.runDue();
            } else {
                skipAsAsked();
            }
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

    /** Returns when there is something to do, and false when there never will be. */
    private boolean awaitDue() {
        lock.lock();
        try {
            while (!closed) {
                next = alarms.next(NEVER);
                long wait = nanosToWait();
                if (wait <= 0) {
                    return true;
                }
                changed.awaitNanos(wait);
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
        return false;
    }

    private long nanosToWait() {
        if (next == NEVER) {
            return NEVER;
        }
        long due = pace.nanosUntil(next);
        return quiet == NEVER ? due : Math.min(due, Math.max(0, quiet - (System.nanoTime() - busyAt)));
    }
}
