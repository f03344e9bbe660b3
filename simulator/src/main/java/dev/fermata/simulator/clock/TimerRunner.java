package dev.fermata.simulator.clock;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Runs what is due, one instant after the other, whoever moves the time. */
final class TimerRunner {

    /** Only a task that waits for whoever is waiting for it takes this long. */
    private static final long PATIENCE_SECONDS = 30;

    private final TimerQueue alarms;
    private final ClockRate pace;
    private final ReentrantLock turn = new ReentrantLock(true);
    /** What fell due by itself and is not over yet. */
    private final Set<CompletableFuture<@Nullable Void>> underWay = ConcurrentHashMap.newKeySet();

    TimerRunner(TimerQueue alarms, ClockRate pace) {
        this.alarms = alarms;
        this.pace = pace;
    }

    /** Steps to that time, and fails after the last step when a task failed on the way. */
    void stepTo(LongSupplier time) {
        if (isMine()) {
            throw new IllegalStateException("a task of the clock cannot move the clock that is running it");
        }
        Throwable failure = null;
        turn.lock();
        try {
            // What began at an instant at which the clock stands is over before the time goes on.
            failure = pace.isStill() ? await(List.copyOf(underWay), null) : null;
            pace.beginSteps();
            long limit = time.getAsLong();
            List<Timer> due = alarms.stepTo(limit, pace);
            while (!due.isEmpty()) {
                failure = await(due.stream().map(Timer::ring).toList(), failure);
                due = alarms.stepTo(limit, pace);
            }
        } finally {
            pace.endSteps();
            turn.unlock();
        }
        if (failure != null) {
            throw new IllegalStateException("a task that fell due failed: " + failure, failure);
        }
    }

    /** Whether this thread runs tasks just now. */
    boolean isMine() {
        return turn.isHeldByCurrentThread();
    }

    /** What fell due by itself. Nobody asked to wait for it yet, so executors take their own time. */
    void runDue() {
        turn.lock();
        try {
            List<Timer> due = alarms.takeEarliest(pace.micros());
            while (!due.isEmpty()) {
                for (Timer alarm : due) {
                    CompletableFuture<@Nullable Void> rung = alarm.ring();
                    underWay.add(rung);
                    rung.whenComplete((done, failure) -> underWay.remove(rung)).exceptionally(TimerRunner::report);
                }
                due = alarms.takeEarliest(pace.micros());
            }
        } finally {
            turn.unlock();
        }
    }

    /** All were rung before the first is waited for: they share an instant, and their executors can share the work. */
    private static @Nullable Throwable await(List<CompletableFuture<@Nullable Void>> all, @Nullable Throwable earlier) {
        Throwable failure = earlier;
        for (CompletableFuture<@Nullable Void> rung : all) {
            try {
                rung.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        return null;
    }
}
