package dev.fermata.bench.traps;

import dev.fermata.client.Backend;
import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** This project's waiter, as it comes, where the others have been. */
final class Ours {

    private static final String JOB = "job-1";

    private Ours() {}

    private static Waiter waiter(TrapServer server) {
        return Waiter.builder(Backend.status(server.uri())).build();
    }

    /** Waits for a job that does not end in time: it must end on time, and say all there is to say. */
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

    /** The same, and with the job's id and what was last known of it. */
    static String saysWhatIsKnown(TrapServer server, Duration maxWait) throws InterruptedException {
        try (Waiter waiter = waiter(server)) {
            Outcome outcome = waiter.await(JOB, maxWait);
            Trap.claim(outcome instanceof Outcome.TimedOut, "ours timed out, not " + outcome);
            Outcome.TimedOut end = (Outcome.TimedOut) outcome;
            Trap.claim(end.id().equals(JOB), "ours knows the id, not " + end.id());
            Trap.claim(end.lastSnapshot().isPresent(), "ours knows what was last seen");
            return format(
                    "`TimedOut`, with the id (%s), the last snapshot (%s) and %d polls",
                    end.id(),
                    end.lastSnapshot().orElseThrow().word(),
                    end.effort().polls());
        }
    }

    /** Waits for a job that ends, with trouble on the way. */
    static String completes(TrapServer server, Duration maxWait) throws InterruptedException {
        try (Waiter waiter = waiter(server)) {
            Outcome outcome = waiter.await(JOB, maxWait);
            Trap.claim(outcome instanceof Outcome.Completed, "ours completed, not " + outcome);
            return format("`Completed` after %d polls", outcome.effort().polls());
        }
    }

    /** Cancels the future: nobody asks any more. */
    static String stopsWhenCanceled(TrapServer server, Duration before) throws InterruptedException {
        try (Waiter waiter = waiter(server)) {
            CompletableFuture<Outcome> future = waiter.awaitAsync(JOB, Duration.ofMinutes(1));
            TrapServer.pause((int) before.toMillis());
            future.cancel(true);
            return stops(server);
        }
    }

    /** Gives up at the deadline: nobody asks any more. */
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
        // Its own pauses are a second by then, and it would be sure to ask within three.
        more += server.requestsInTheNextSecond() + server.requestsInTheNextSecond();
        Trap.claim(more == 0, "ours asks no more, not " + more + " times");
        return "0 requests in the next 3 s";
    }

    static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
