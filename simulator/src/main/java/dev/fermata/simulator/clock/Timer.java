package dev.fermata.simulator.clock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task and its time. It runs once or not at all, and then no longer refers to the task. It may have a limit in real time, at
 * which it runs if the clock has not reached its time.
 */
final class Timer implements Cancellable, Comparable<Timer> {

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
