package dev.fermata.client;

import dev.fermata.client.schedule.DurationHistory;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a waiter beside its loop, and what the loop leaves to them in order: the recording of durations, and the callbacks of
 * each wait. Called in the loop, and at last after it has ended.
 */
final class WaiterThreads {

    private static final System.Logger LOG = System.getLogger(WaiterThreads.class.getName());
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);
    private static final Duration LAST_CALLBACKS = Duration.ofMillis(200);
    private static final int MANY = 64;
    private static final int MOST_CALLBACKS = 16;

    private final Executor workers;
    private final Executor callbacks;
    /** Those that are the waiter's own. */
    private final List<ThreadPoolExecutor> pools;

    private CompletableFuture<Void> recorded = CompletableFuture.completedFuture(null);
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();
    private int most = MANY;

    WaiterThreads(Executor workers, Executor callbacks, ThreadPoolExecutor... pools) {
        this.workers = workers;
        this.callbacks = callbacks;
        this.pools = List.of(pools);
    }

    /**
     * Threads of a waiter's own: workers for what may take a while, and some for callbacks.
     *
     * @param users runs the callbacks; null for the waiter's own threads
     */
    static WaiterThreads start(@Nullable Executor users) {
        // It starts a thread whenever none is free.
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("fermata-worker"));
        ThreadPoolExecutor own = new ThreadPoolExecutor(
                MOST_CALLBACKS,
                MOST_CALLBACKS,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("fermata-callback"));
        own.allowCoreThreadTimeOut(true);
        return new WaiterThreads(workers, users == null ? own : through(workers, users), workers, own);
    }

    /**
     * An executor that hands each task to another one, on a worker: the other is the user's, so to give it a task may take a while,
     * or may fail. A task that it does not take runs on the worker.
     */
    private static Executor through(Executor workers, Executor users) {
        return task -> workers.execute(() -> {
            try {
                users.execute(task);
            } catch (RuntimeException | Error rejected) {
                LOG.log(Level.DEBUG, "the callback executor does not take a task", rejected);
                task.run();
            }
        });
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    Executor workers() {
        return workers;
    }

    /** Where listeners are called and futures are completed. */
    Executor callbacks() {
        return callbacks;
    }

    /** Records a duration on a worker, after those before. */
    void record(Runnable code) {
        recorded = after(recorded, workers, "a DurationHistory or a PollSchedule threw; the wait goes on", code);
    }

    /** Runs code of the caller, after what {@code before} stands for. */
    CompletableFuture<Void> callback(CompletableFuture<Void> before, Runnable code) {
        CompletableFuture<Void> done = after(before, callbacks, "a WaitListener threw; the wait goes on", code);
        if (underWay.size() >= most) {
            underWay.removeIf(CompletableFuture::isDone);
            most = Math.max(MANY, 2 * underWay.size());
        }
        underWay.add(done);
        return done;
    }

    /** Also after a task that threw, or that the executor rejected. */
    private static CompletableFuture<Void> after(
            CompletableFuture<Void> before, Executor executor, String warning, Runnable task) {
        return before.handleAsync(
                (done, problem) -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error broken) {
                        LOG.log(Level.WARNING, warning, broken);
                    }
                    return null;
                },
                executor);
    }

    /**
     * Ends the loop, saves what was learned, gives callbacks a moment, and closes the rest, whatever a step throws. An interrupted
     * thread does all that, too, and stays interrupted.
     */
    void close(Runnable loop, DurationHistory history, Runnable rest) {
        boolean interrupted = false;
        for (Runnable step :
                List.of(loop, this::awaitRecorded, history::flush, this::awaitCallbacks, rest, this::release)) {
            interrupted |= Thread.interrupted();
            try {
                step.run();
            } catch (RuntimeException | Error broken) {
                LOG.log(
                        Level.WARNING,
                        "something threw when a waiter was closed; the rest is closed all the same",
                        broken);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitRecorded() {
        await(recorded, LONGEST_FLUSH);
    }

    private void awaitCallbacks() {
        await(CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)), LAST_CALLBACKS);
    }

    /** Ends threads as soon as they are idle. The pools still take tasks: the JDK's client hands over what is left to clean up. */
    private void release() {
        pools.forEach(pool -> pool.setKeepAliveTime(1, TimeUnit.MILLISECONDS));
    }

    private static void await(CompletableFuture<?> what, Duration longest) {
        try {
            what.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.log(Level.DEBUG, "closed before everything was done", late);
        }
    }
}
