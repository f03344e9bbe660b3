package dev.fermata.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's time, with one daemon thread that all waits of a client share. */
final class SystemTime implements TimeSource {

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "fermata-timer");
        thread.setDaemon(true);
        return thread;
    });

    SystemTime() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Duration now() {
        return Duration.ofNanos(System.nanoTime());
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
