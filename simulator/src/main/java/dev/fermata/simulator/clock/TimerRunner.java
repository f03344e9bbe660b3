package dev.fermata.simulator.clock;

import dev.fermata.simulator.clock.TimerQueue.Timer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Runs the timers that are due, in order of time, on the thread that moves the time. */
final class TimerRunner {

    /** A task that takes longer is in a deadlock: it waits for the thread that moves the time. */
    private static final long TIMEOUT_SECONDS = 30;

    private final TimerQueue timers;
    private final ClockRate rate;
    private final ReentrantLock running = new ReentrantLock(true);
    /** Tasks that began because the clock ran, and are not finished. */
    private final Set<CompletableFuture<@Nullable Void>> underWay = ConcurrentHashMap.newKeySet();

    TimerRunner(TimerQueue timers, ClockRate rate) {
        this.timers = timers;
        this.rate = rate;
    }

    /** Moves the time in steps. If tasks fail, the exception comes after the last step. */
    void stepTo(LongSupplier time) {
        if (isMine()) {
            throw new IllegalStateException("a task of the clock cannot move the clock that is running it");
        }
        Throwable failure = null;
        running.lock();
        try {
            // Tasks of the present instant finish before the time moves on.
            failure = rate.isStill() ? await(List.copyOf(underWay), null) : null;
            rate.beginSteps();
            long limit = time.getAsLong();
            List<Timer> due = timers.stepTo(limit, rate);
            while (!due.isEmpty()) {
                failure = await(due.stream().map(Timer::fire).toList(), failure);
                due = timers.stepTo(limit, rate);
            }
        } finally {
            rate.endSteps();
            running.unlock();
        }
        if (failure instanceof OutOfMemoryError full) {
            // Not wrapped, because callers end the process then.
            throw full;
        }
        if (failure != null) {
            throw new IllegalStateException("a task that fell due failed: " + failure, failure);
        }
    }

    /** Whether this thread runs tasks just now. */
    boolean isMine() {
        return running.isHeldByCurrentThread();
    }

    /** Runs what is due because the clock runs. It does not wait for the tasks. */
    void runDue() {
        running.lock();
        try {
            List<Timer> due = timers.takeEarliest(rate.micros());
            while (!due.isEmpty()) {
                due.forEach(this::fire);
                due = timers.takeEarliest(rate.micros());
            }
        } finally {
            running.unlock();
        }
    }

    /** Runs timers whose limit in real time has passed. The clock does not move. */
    void runOverdue() {
        running.lock();
        try {
            timers.takeOverdue(rate.realMicros()).forEach(this::fire);
        } finally {
            running.unlock();
        }
    }

    private void fire(Timer timer) {
        CompletableFuture<@Nullable Void> fired = timer.fire();
        underWay.add(fired);
        fired.whenComplete((done, failure) -> underWay.remove(fired)).exceptionally(TimerRunner::report);
    }

    /** All tasks have begun before this waits for the first one, because several executors can run them at once. */
    private static @Nullable Throwable await(List<CompletableFuture<@Nullable Void>> all, @Nullable Throwable earlier) {
        Throwable failure = earlier;
        for (CompletableFuture<@Nullable Void> fired : all) {
            try {
                fired.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                failure = joined(failure, e.getCause() == null ? e : e.getCause());
            } catch (TimeoutException e) {
                failure = joined(
                        failure,
                        new IllegalStateException("a task did not run within " + TIMEOUT_SECONDS
                                + " s: was the clock moved on a thread that its executor needs?"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return joined(failure, e);
            }
        }
        return failure;
    }

    private static Throwable joined(@Nullable Throwable first, Throwable next) {
        if (first == null) {
            return next;
        }
        if (first != next) {
            first.addSuppressed(next);
        }
        return first;
    }

    private static @Nullable Void report(Throwable failure) {
        Thread thread = Thread.currentThread();
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        thread.getUncaughtExceptionHandler().uncaughtException(thread, cause == null ? failure : cause);
        return null;
    }
}
