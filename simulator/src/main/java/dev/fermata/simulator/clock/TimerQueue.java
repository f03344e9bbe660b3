package dev.fermata.simulator.clock;

import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Timers, in order of time. Timers of one instant are in the order in which they were scheduled. */
final class TimerQueue {

    private final TreeSet<Timer> waiting = new TreeSet<>();
    /** Those of them that have a limit in real time. */
    private final TreeSet<Timer> limited = new TreeSet<>(
            Comparator.comparingLong((Timer timer) -> timer.limit).thenComparingLong(timer -> timer.number));

    private long scheduled;

    synchronized Timer add(long at, long limit, Executor executor, Runnable task) {
        Timer timer = new Timer(at, limit, scheduled++, this, executor, task);
        waiting.add(timer);
        if (limit != Micros.NEVER) {
            limited.add(timer);
        }
        return timer;
    }

    synchronized void remove(Timer timer) {
        waiting.remove(timer);
        if (timer.limit != Micros.NEVER) {
            limited.remove(timer);
        }
    }

    synchronized void clear() {
        waiting.clear();
        limited.clear();
    }

    /** The first limit in real time, or {@code none}. */
    synchronized long nextLimit(long none) {
        return limited.isEmpty() ? none : limited.first().limit;
    }

    /** Removes and returns the timers whose limit in real time has passed. */
    synchronized List<Timer> takeOverdue(long realTime) {
        List<Timer> overdue = new ArrayList<>();
        while (nextLimit(Micros.NEVER) <= realTime) {
            overdue.add(limited.first());
            remove(limited.first());
        }
        return overdue;
    }

    /** The time of the next timer, or {@code none}. */
    synchronized long next(long none) {
        return waiting.isEmpty() ? none : waiting.first().at;
    }

    /**
     * Removes and returns the timers of the earliest instant up to {@code limit}, and moves the time to this instant. Without such timers,
     * moves the time to the limit. One lock covers both, so no timer is added for an instant that is just being passed.
     */
    synchronized List<Timer> stepTo(long limit, ClockRate rate) {
        List<Timer> due = takeEarliest(limit);
        rate.step(due.isEmpty() ? limit : due.get(0).at);
        return due;
    }

    /** Removes and returns the timers of the earliest instant up to {@code limit}; empty if there are none. */
    synchronized List<Timer> takeEarliest(long limit) {
        List<Timer> due = new ArrayList<>();
        while (!waiting.isEmpty()
                && waiting.first().at <= limit
                && (due.isEmpty() || waiting.first().at == due.get(0).at)) {
            due.add(waiting.first());
            remove(waiting.first());
        }
        return due;
    }

    /**
     * A task and its time. It runs once or not at all, and then no longer refers to the task. It may have a limit in real time, at
     * which it runs if the clock has not reached its time.
     */
    static final class Timer implements Cancellable, Comparable<Timer> {

        final long at;
        /** In real microseconds of the clock; {@link Micros#NEVER} for none. */
        final long limit;

        final long number;
        private final TimerQueue timers;
        private final Executor executor;
        private final AtomicReference<@Nullable Runnable> task;

        Timer(long at, long limit, long number, TimerQueue timers, Executor executor, Runnable task) {
            this.at = at;
            this.limit = limit;
            this.number = number;
            this.timers = timers;
            this.executor = executor;
            this.task = new AtomicReference<>(task);
        }

        /** Passes the task to its executor. The result completes when the task has run or was canceled. */
        CompletableFuture<@Nullable Void> fire() {
            CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
            try {
                executor.execute(() -> run(done));
            } catch (RuntimeException refused) {
                task.set(null);
                done.completeExceptionally(refused);
            }
            return done;
        }

        private void run(CompletableFuture<@Nullable Void> done) {
            // Taken here and not in fire(): a timer of the same instant may still cancel this one.
            Runnable mine = task.getAndSet(null);
            try {
                if (mine != null) {
                    mine.run();
                }
                done.complete(null);
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
        }

        @Override
        public boolean cancel() {
            boolean prevented = task.getAndSet(null) != null;
            timers.remove(this);
            return prevented;
        }

        @Override
        public int compareTo(Timer other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }
}
