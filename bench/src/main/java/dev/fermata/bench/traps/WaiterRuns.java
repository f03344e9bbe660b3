package dev.fermata.bench.traps;

import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** This project's waiter with its defaults, in the traps of the others. */
final class WaiterRuns {

    private static final String JOB = "job-1";

    private WaiterRuns() {}

    private static Waiter waiter(TrapServer server) {
        return Waiter.builder(Backend.status(server.uri())).build();
    }

    /** Waits for a job that does not end in time: the wait must end on time. */
    static String endsOnTime(TrapServer server, Duration maxWait) throws InterruptedException {
        try (Waiter waiter = waiter(server)) {
            long start = System.nanoTime();
            Outcome outcome = waiter.await(JOB, maxWait);
            double took = seconds(start);
            Trap.claim(outcome instanceof Outcome.TimedOut, "ours timed out, not " + outcome);
            Trap.claim(Math.abs(took - maxWait.toMillis() / 1000.0) < 0.4, "ours ended on time, not after " + took);
            return format("`TimedOut` after %.2f s", took);
        }
    }

    /** The same, and the outcome must hold the job's id and what was last known of it. */
    static String saysWhatIsKnown(TrapServer server, Duration maxWait) throws InterruptedException {
        try (Waiter waiter = waiter(server)) {
            Outcome outcome = waiter.await(JOB, maxWait);
            Trap.claim(outcome instanceof Outcome.TimedOut, "ours timed out, not " + outcome);
            Outcome.TimedOut end = (Outcome.TimedOut) outcome;
            Trap.claim(end.id().equals(JOB), "ours knows the id, not " + end.id());
            Trap.claim(end.lastSnapshot().isPresent(), "ours knows what was last seen");
            return format(
                    "`TimedOut`, with the id (%s), the last snapshot (%s) and %d polls",
                    end.id(), end.lastSnapshot().orElseThrow().word(), end.polls());
        }
    }

    /** Waits for a job that ends, with failures on the way. */
    static String completes(TrapServer server, Duration maxWait) throws InterruptedException {
        try (Waiter waiter = waiter(server)) {
            Outcome outcome = waiter.await(JOB, maxWait);
            Trap.claim(outcome instanceof Outcome.Completed, "ours completed, not " + outcome);
            return format("`Completed` after %d polls", outcome.polls());
        }
    }

    /** Cancels the future: no request follows. */
    static String stopsWhenCanceled(TrapServer server, Duration before) throws InterruptedException {
        try (Waiter waiter = waiter(server)) {
            CompletableFuture<Outcome> future = waiter.awaitAsync(JOB, Duration.ofMinutes(1));
            TrapServer.pause((int) before.toMillis());
            future.cancel(true);
            return stops(server);
        }
    }

    /** The time is up: no request follows. */
    static String stopsAtTheDeadline(TrapServer server, Duration maxWait) throws InterruptedException {
        try (Waiter waiter = waiter(server)) {
            Outcome outcome = waiter.await(JOB, maxWait);
            Trap.claim(outcome instanceof Outcome.TimedOut, "ours timed out, not " + outcome);
            return stops(server);
        }
    }

    private static String stops(TrapServer server) throws InterruptedException {
        TrapServer.pause(100);
        int more = server.requestsInTheNextSecond();
        // Its own pauses are a second by then, so it would poll within three.
        more += server.requestsInTheNextSecond() + server.requestsInTheNextSecond();
        Trap.claim(more == 0, "ours polls no more, not " + more + " times");
        return "0 requests in the next 3 s";
    }

    static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
