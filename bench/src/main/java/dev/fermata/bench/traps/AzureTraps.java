package dev.fermata.bench.traps;

import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.SyncPoller;
import dev.fermata.bench.traps.Trap.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Azure's {@code SyncPoller}, over a poll of one's own. */
final class AzureTraps {

    private AzureTraps() {}

    static List<Trap> all() {
        return List.of(
                new Trap(
                        "Azure `SyncPoller`",
                        "one bad poll ends the whole wait",
                        "pending, then one 503, then completed; the poll throws on 503, as Azure's own do",
                        AzureTraps::badPoll),
                new Trap(
                        "Azure `SyncPoller`",
                        "a time-out without id or last status",
                        "`waitForCompletion(1 s)`; the job goes on",
                        AzureTraps::bareTimeout));
    }

    private static SyncPoller<String, String> poller(TrapServer server) {
        return SyncPoller.createPoller(
                Duration.ofMillis(200),
                started -> new PollResponse<>(LongRunningOperationStatus.NOT_STARTED, "pending"),
                poll -> {
                    String word = Polls.askUnchecked(server.uri());
                    return new PollResponse<>(
                            Polls.isOver(word)
                                    ? LongRunningOperationStatus.SUCCESSFULLY_COMPLETED
                                    : LongRunningOperationStatus.IN_PROGRESS,
                            word);
                },
                (context, response) -> "",
                context -> "");
    }

    private static TrapServer flaky() throws java.io.IOException {
        return new TrapServer(TrapServer.says("pending"), TrapServer.unavailable(), TrapServer.says("completed"));
    }

    private static Finding badPoll() throws Exception {
        String theirs;
        try (TrapServer server = flaky()) {
            theirs = thrown(() -> poller(server).waitForCompletion());
            Trap.claim(server.requests() == 2, "Azure gave up at the 503, not after " + server.requests());
            theirs += " at the second poll";
        }
        try (TrapServer server = flaky()) {
            return new Finding(theirs, WaiterRuns.completes(server, Duration.ofSeconds(20)));
        }
    }

    private static Finding bareTimeout() throws Exception {
        Duration maxWait = Duration.ofSeconds(1);
        String theirs;
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            SyncPoller<String, String> poller = poller(server);
            RuntimeException thrown = caught(() -> poller.waitForCompletion(maxWait));
            Trap.claim(thrown.getClass() == RuntimeException.class, "Azure's is bare, not " + thrown);
            Trap.claim(thrown.getCause() instanceof TimeoutException, "its cause is a time-out: " + thrown.getCause());
            Trap.claim(!String.valueOf(thrown.getMessage()).contains("pending"), "no last status: " + thrown);
            theirs = "`RuntimeException`: " + thrown.getMessage();
        }
        try (TrapServer server = new TrapServer(TrapServer.says("pending"))) {
            return new Finding(theirs, WaiterRuns.saysWhatIsKnown(server, maxWait));
        }
    }

    private static String thrown(Runnable wait) {
        RuntimeException thrown = caught(wait);
        return "`" + thrown.getClass().getSimpleName() + "`: " + thrown.getMessage();
    }

    private static RuntimeException caught(Runnable wait) {
        try {
            wait.run();
        } catch (RuntimeException thrown) {
            return thrown;
        }
        throw new Trap.UntrueClaimException("Azure throws");
    }
}
