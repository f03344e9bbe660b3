package dev.fermata.bench.traps;

import dev.fermata.bench.traps.Trap.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Awaitility. */
final class AwaitilityTraps {

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private AwaitilityTraps() {}

    static List<Trap> all() {
        return List.of(
                new Trap(
                        "Awaitility",
                        "the limit does not hold while a poll is stuck",
                        "`atMost(1 s)`; one poll by `HttpURLConnection`, read time-out 0.5 s, drips its body for 5 s",
                        AwaitilityTraps::slowAnswer),
                new Trap(
                        "Awaitility",
                        "one bad poll ends the whole wait",
                        "pending, then one 503, then completed; `HttpURLConnection` throws on 503",
                        AwaitilityTraps::badPoll));
    }

    private static Finding slowAnswer() throws Exception {
        String theirs;
        try (TrapServer server = new TrapServer(TrapServer.drips("pending"))) {
            long start = System.nanoTime();
            try {
                Awaitility.await().atMost(DEADLINE).until(() -> Polls.isOver(Polls.askByConnection(server.uri())));
                theirs = "returned";
            } catch (ConditionTimeoutException timedOut) {
                theirs = "`ConditionTimeoutException`";
            }
            double took = WaiterRuns.seconds(start);
            // It interrupts the poll, which this client does not notice, and gives its thread a second to end.
            Trap.claim(took > 1.9, "Awaitility returned a second late, not after " + took);
            theirs += WaiterRuns.format(" after %.2f s", took);
        }
        try (TrapServer server = new TrapServer(TrapServer.drips("pending"))) {
            return new Finding(theirs, WaiterRuns.endsOnTime(server, DEADLINE));
        }
    }

    private static TrapServer flaky() throws IOException {
        return new TrapServer(TrapServer.says("pending"), TrapServer.unavailable(), TrapServer.says("completed"));
    }

    private static Finding badPoll() throws Exception {
        String theirs;
        try (TrapServer server = flaky()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Polls.isOver(Polls.askByConnection(server.uri())));
            throw new Trap.UntrueClaimException("Awaitility throws");
        } catch (IOException broken) {
            theirs = "`" + broken.getClass().getSimpleName() + "`: " + broken.getMessage() + " at the second poll";
        }
        try (TrapServer server = flaky()) {
            return new Finding(theirs, WaiterRuns.completes(server, Duration.ofSeconds(20)));
        }
    }
}
