package dev.fermata.bench.traps;

import dev.fermata.bench.traps.Trap.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.waiters.AsyncWaiter;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** AWS SDK v2. */
final class AwsTraps {

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private static final List<WaiterAcceptor<? super String>> ACCEPTORS = List.of(
            WaiterAcceptor.<String>successOnResponseAcceptor(Polls::isOver),
            WaiterAcceptor.<String>retryOnResponseAcceptor(word -> true));

    private AwsTraps() {}

    static List<Trap> all() {
        return List.of(
                new Trap(
                        "AWS SDK v2 `Waiter`",
                        "the limit is checked between polls only",
                        "`waitTimeout` 1 s; one poll with `HttpRequest.timeout` 0.5 s drips its body for 5 s",
                        AwsTraps::slowAnswer),
                new Trap(
                        "AWS SDK v2 `AsyncWaiter`",
                        "cancelling the future leaves the polling running",
                        "every 0.2 s; cancelled after 0.5 s",
                        AwsTraps::canceled));
    }

    private static Finding slowAnswer() throws Exception {
        String theirs;
        try (TrapServer server = new TrapServer(TrapServer.drips("pending"))) {
            Waiter<String> waiter = Waiter.<String>builder(String.class)
                    .acceptors(ACCEPTORS)
                    .overrideConfiguration(WaiterOverrideConfiguration.builder()
                            .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(200)))
                            .maxAttempts(1000)
                            .waitTimeout(DEADLINE)
                            .build())
                    .build();
            long start = System.nanoTime();
            try {
                waiter.run(() -> Polls.askUnchecked(server.uri()));
                theirs = "succeeded";
            } catch (SdkClientException timedOut) {
                theirs = "`SdkClientException`";
            }
            double took = WaiterRuns.seconds(start);
            Trap.claim(took > TrapServer.DRIP_SECONDS - 0.5, "AWS returned late, not after " + took);
            theirs += WaiterRuns.format(" after %.2f s", took);
        }
        try (TrapServer server = new TrapServer(TrapServer.drips("pending"))) {
            return new Finding(theirs, WaiterRuns.endsOnTime(server, DEADLINE));
        }
    }

    private static Finding canceled() throws Exception {
        int more;
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            AsyncWaiter<String> waiter = AsyncWaiter.<String>builder(String.class)
                    .acceptors(ACCEPTORS)
                    .scheduledExecutorService(timer)
                    .overrideConfiguration(WaiterOverrideConfiguration.builder()
                            .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(200)))
                            .maxAttempts(1000)
                            .build())
                    .build();
            CompletableFuture<WaiterResponse<String>> future = waiter.runAsync(() -> Polls.askAsync(server.uri()));
            TrapServer.pause(500);
            future.cancel(true);
            more = server.requestsInTheNextSecond();
            Trap.claim(more >= 3, "AWS goes on asking, not only " + more + " times");
        } finally {
            timer.shutdownNow();
        }
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            return new Finding(
                    more + " requests in the next second, and on",
                    WaiterRuns.stopsWhenCanceled(server, Duration.ofMillis(500)));
        }
    }
}
