package dev.fermata.bench.traps;

import com.google.api.core.NanoClock;
import com.google.api.gax.longrunning.OperationTimedPollAlgorithm;
import com.google.api.gax.retrying.BasicResultRetryAlgorithm;
import com.google.api.gax.retrying.RetryAlgorithm;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.retrying.RetryingFuture;
import com.google.api.gax.retrying.ScheduledRetryingExecutor;
import dev.fermata.bench.traps.Trap.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Google's gax, with the algorithm of its long-running operations. */
final class GaxTraps {

    private GaxTraps() {}

    static List<Trap> all() {
        return List.of(
                new Trap(
                        "gax `OperationTimedPollAlgorithm`",
                        "a time-out that looks like a cancellation",
                        "`totalTimeout` 1 s; the job goes on (a warning in the log says more)",
                        GaxTraps::canceled),
                new Trap(
                        "gax `RetryingFuture`",
                        "`get(time)` ends on time and leaves the polling running",
                        "`get(1 s)`; the job goes on",
                        GaxTraps::goesOn));
    }

    private static RetryingFuture<String> wait(
            TrapServer server, Duration totalTimeout, ScheduledExecutorService timer) {
        RetrySettings settings = RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(100))
                .setRetryDelayMultiplier(1.5)
                .setMaxRetryDelayDuration(Duration.ofMillis(300))
                .setTotalTimeoutDuration(totalTimeout)
                .build();
        BasicResultRetryAlgorithm<String> untilDone = new BasicResultRetryAlgorithm<>() {
            @Override
            public boolean shouldRetry(Throwable problem, String word) {
                return problem == null && !Polls.isOver(word);
            }
        };
        ScheduledRetryingExecutor<String> executor = new ScheduledRetryingExecutor<>(
                new RetryAlgorithm<>(
                        untilDone, OperationTimedPollAlgorithm.create(settings, NanoClock.getDefaultClock())),
                timer);
        RetryingFuture<String> future = executor.createFuture(() -> Polls.ask(server.uri()));
        future.setAttemptFuture(executor.submit(future));
        return future;
    }

    private static Finding canceled() throws Exception {
        Duration maxWait = Duration.ofSeconds(1);
        String theirs;
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            RetryingFuture<String> future = wait(server, maxWait, timer);
            try {
                future.get();
                throw new Trap.UntrueClaimException("gax throws");
            } catch (CancellationException timedOut) {
                Trap.claim(future.isCancelled(), "gax says that the future was cancelled");
                String message = String.valueOf(timedOut.getMessage());
                Trap.claim(!message.contains("pending"), "no last status: " + message);
                theirs = "`CancellationException`: " + message + "; `isCancelled()` is true";
            }
        } finally {
            timer.shutdownNow();
        }
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            return new Finding(theirs, WaiterRuns.saysWhatIsKnown(server, maxWait));
        }
    }

    private static Finding goesOn() throws Exception {
        int more;
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            RetryingFuture<String> future = wait(server, Duration.ofMinutes(5), timer);
            try {
                future.get(1, TimeUnit.SECONDS);
                throw new Trap.UntrueClaimException("gax throws");
            } catch (TimeoutException asExpected) {
                more = server.requestsInTheNextSecond();
                Trap.claim(more >= 2, "gax goes on asking, not only " + more + " times");
            }
        } finally {
            timer.shutdownNow();
        }
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            return new Finding(
                    more + " requests in the next second, and on",
                    WaiterRuns.stopsAtTheDeadline(server, Duration.ofSeconds(1)));
        }
    }
}
