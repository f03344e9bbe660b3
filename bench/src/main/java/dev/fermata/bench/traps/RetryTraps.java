package dev.fermata.bench.traps;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.fermata.bench.traps.Trap.Finding;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** Failsafe and Resilience4j: retries, used to wait. */
final class RetryTraps {

    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration EVERY = Duration.ofMillis(200);

    private RetryTraps() {}

    static List<Trap> all() {
        return List.of(
                new Trap(
                        "Failsafe `RetryPolicy`",
                        "exhausted retries handed back as a success",
                        "`handleResultIf(pending)`, 3 retries; the job goes on",
                        () -> handedBack(RetryTraps::failsafe)),
                new Trap(
                        "Failsafe `RetryPolicy`",
                        "the limit is checked between polls only",
                        "`withMaxDuration` 1 s; one poll with `HttpRequest.timeout` 0.5 s drips its body for 5 s",
                        RetryTraps::slowAnswer),
                new Trap(
                        "Resilience4j `Retry`",
                        "exhausted retries handed back as a success",
                        "`retryOnResult(pending)`, 4 attempts; the job goes on",
                        () -> handedBack(RetryTraps::resilience4j)));
    }

    @FunctionalInterface
    private interface Library {
        String wait(Callable<String> poll) throws Exception;
    }

    private static String failsafe(Callable<String> poll) {
        RetryPolicy<String> policy = RetryPolicy.<String>builder()
                .handleResultIf(word -> !Polls.isOver(word))
                .withDelay(EVERY)
                .withMaxRetries(3)
                .build();
        return Failsafe.with(policy).get(poll::call);
    }

    private static String resilience4j(Callable<String> poll) throws Exception {
        RetryConfig config = RetryConfig.<String>custom()
                .retryOnResult(word -> !Polls.isOver(word))
                .waitDuration(EVERY)
                .maxAttempts(4)
                .build();
        return Retry.of("job-1", config).executeCallable(poll);
    }

    private static Finding handedBack(Library library) throws Exception {
        String theirs;
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            String result = library.wait(() -> Polls.ask(server.uri()));
            Trap.claim(result.equals("pending"), "it hands back what it was to wait for, not " + result);
            Trap.claim(server.requests() == 4, "after 4 polls, not " + server.requests());
            theirs = "returned `\"pending\"` like a result; no exception";
        }
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            return new Finding(theirs, WaiterRuns.saysWhatIsKnown(server, DEADLINE));
        }
    }

    private static Finding slowAnswer() throws Exception {
        String theirs;
        try (TrapServer server = new TrapServer(TrapServer.drips("pending"))) {
            RetryPolicy<String> policy = RetryPolicy.<String>builder()
                    .handleResultIf(word -> !Polls.isOver(word))
                    .withDelay(EVERY)
                    .withMaxRetries(-1)
                    .withMaxDuration(DEADLINE)
                    .build();
            long start = System.nanoTime();
            String result = Failsafe.with(policy).get(() -> Polls.ask(server.uri()));
            double took = WaiterRuns.seconds(start);
            Trap.claim(took > TrapServer.DRIP_SECONDS - 0.5, "Failsafe returned late, not after " + took);
            theirs = WaiterRuns.format("returned `\"%s\"` after %.2f s", result, took);
        }
        try (TrapServer server = new TrapServer(TrapServer.drips("pending"))) {
            return new Finding(theirs, WaiterRuns.endsOnTime(server, DEADLINE));
        }
    }
}
