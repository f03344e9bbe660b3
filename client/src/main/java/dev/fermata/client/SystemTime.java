package dev.fermata.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The machine's time, with one daemon thread that all waits of a client share. It counts from its own beginning, for the
 * machine's counter may stand anywhere, below zero too.
 */
final class SystemTime implements TimeSource {

    /** So that zero, which is where those begin who have not seen anything yet, lies in the past. */
    private static final Duration BEGINNING = Duration.ofDays(1);

    private final LongSupplier counter;
    private final long origin;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "fermata-timer");
        thread.setDaemon(true);
        return thread;
    });

    SystemTime() {
        this(System::nanoTime);
    }

    /** @param counter of nanoseconds; it may overflow */
    SystemTime(LongSupplier counter) {
        this.counter = counter;
        this.origin = counter.getAsLong();
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Duration now() {
        return BEGINNING.plusNanos(counter.getAsLong() - origin);
    }

    @Override
    public Instant wallClock() {
        return instant();
    }

    /** For what has to do with files, which know no other time. */
    static Instant instant() {
        return Instant.now();
    }

    @Override
    public Runnable schedule(Duration at, Runnable task) {
        long nanos = Math.max(0, at.minus(now()).toNanos());
        try {
            Future<?> scheduled = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            // Whoever closed it ends what would have waited.
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
