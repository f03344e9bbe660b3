package dev.fermata.simulator.clock;

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

/** Runs what is due, one instant after the other, on any thread that moves the time. */
final class TimerRunner {

    /** Only a task that waits for a thread that waits for it takes this long. */
    private static final long PATIENCE_SECONDS = 30;

    private final TimerQueue timers;
    private final ClockRate rate;
    private final ReentrantLock running = new ReentrantLock(true);
    /** What fell due by itself and is not over yet. */
    private final Set<CompletableFuture<@Nullable Void>> underWay = ConcurrentHashMap.newKeySet();

    TimerRunner(TimerQueue timers, ClockRate rate) {
        this.timers = timers;
        this.rate = rate;
    }

    /** Steps to that time, and fails after the last step when a task failed on the way. */
    void stepTo(LongSupplier time) {
        if (isMine()) {
            throw new IllegalStateException("a task of the clock cannot move the clock that is running it");
        }
        Throwable failure = null;
        running.lock();
        try {
            // What began at an instant at which the clock stands is over before the time goes on.
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
            // As it is, because a process ends then.
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

    /** What fell due by itself. Nobody asked to wait for it yet, so executors take their own time. */
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

    /** What came to its limit in real time. The clock does not move for it. */
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

    /** All were fired before the first is waited for: they share an instant, and their executors can share the work. */
    private static @Nullable Throwable await(List<CompletableFuture<@Nullable Void>> all, @Nullable Throwable earlier) {
        Throwable failure = earlier;
        for (CompletableFuture<@Nullable Void> fired : all) {
            try {
                fired.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                failure = joined(failure, e.getCause() == null ? e : e.getCause());
            } catch (TimeoutException e) {
                failure = joined(
                        failure,
                        new IllegalStateException("a task did not run within " + PATIENCE_SECONDS
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
