package dev.fermata.client;

import dev.fermata.client.internal.engine.WaitLoop;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.Observation;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What a loop leaves to other threads, in order: the recording of durations, and the callbacks of each wait. Called in the loop, and at
 * last after it has ended.
 */
final class BackgroundTasks implements WaitLoop.Recorder {

    private static final System.Logger LOG = System.getLogger(BackgroundTasks.class.getName());
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);
    private static final Duration LAST_CALLBACKS = Duration.ofMillis(200);
    private static final int MANY = 64;

    private final Executor workers;
    private final Executor callbacks;
    private final DurationHistory history;
    private final Consumer<String> prepare;
    private CompletableFuture<Void> recorded = CompletableFuture.completedFuture(null);
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();
    private int most = MANY;

    /** @param prepare lets schedules plan for a kind of jobs; it may take a while */
    BackgroundTasks(Executor workers, Executor callbacks, DurationHistory history, Consumer<String> prepare) {
        this.workers = workers;
        this.callbacks = callbacks;
        this.history = history;
        this.prepare = prepare;
    }

    /** Where listeners are called and futures are completed. */
    Executor callbacks() {
        return callbacks;
    }

    @Override
    public void record(String kind, Observation observation, boolean plans) {
        String warning = "a DurationHistory or a PollSchedule threw; the wait goes on";
        recorded = after(recorded, workers, warning, () -> {
            history.record(kind, observation);
            if (plans) {
                prepare.accept(kind);
            }
        });
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

    /** After the loop has ended: returns when everything is recorded, and gives callbacks a moment. */
    void flush() {
        await(recorded, LONGEST_FLUSH);
        history.flush();
        await(CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)), LAST_CALLBACKS);
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
