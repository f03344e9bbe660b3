package dev.fermata.client.internal.engine;

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

/** What the loop leaves to other threads, in order: the recording of durations, and the callbacks of each wait. */
final class BackgroundTasks {

    private static final System.Logger LOG = System.getLogger(BackgroundTasks.class.getName());
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);
    private static final Duration LAST_CALLBACKS = Duration.ofMillis(200);
    private static final int MANY = 64;

    private final WaitLoop loop;
    private CompletableFuture<Void> recorded = CompletableFuture.completedFuture(null);
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();
    private int most = MANY;

    BackgroundTasks(WaitLoop loop) {
        this.loop = loop;
    }

    /**
     * Records how long a job took, and lets the schedule plan: either may take a while. While the server holds requests, nobody needs
     * the plan, and a thousand ends in a second would keep a core busy with plans.
     */
    void record(String kind, Observation observation) {
        WaitLoop.Settings settings = loop.settings;
        boolean plans = !loop.holdPolicy.holds(loop.now());
        String known = kind.isEmpty() ? settings.rules().kind() : kind;
        String warning = "a DurationHistory or a PollSchedule threw; the wait goes on";
        recorded = after(recorded, loop.seams.workers(), warning, () -> {
            settings.history().record(known, observation);
            if (plans) {
                settings.prepare().accept(known);
            }
        });
    }

    /** Runs code of the caller, after what {@code before} stands for. */
    CompletableFuture<Void> callback(CompletableFuture<Void> before, Runnable code) {
        String warning = "a WaitListener threw; the wait goes on";
        CompletableFuture<Void> done = after(before, loop.seams.callbacks(), warning, code);
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
        loop.settings.history().flush();
        await(CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)), LAST_CALLBACKS);
    }

    static void await(CompletableFuture<?> what, Duration longest) {
        try {
            what.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.log(Level.DEBUG, "closed before everything was done", late);
        }
    }
}
