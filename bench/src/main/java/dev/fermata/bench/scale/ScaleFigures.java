package dev.fermata.bench.scale;

import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * A hundred thousand waits at once in one client, and a thousand jobs that end in each second.
 *
 * <p>Run by {@code bench/scale.sh}, which starts the simulator in a process of its own; prints a table in Markdown.
 */
public final class ScaleFigures {

    /** Enough to submit so many jobs. */
    private static final double SUBMISSIONS_PER_SECOND = 1000;

    private static final Duration SLACK = Duration.ofSeconds(60);

    private static final int WARM_UP = 20_000;

    /** Of so many jobs single polling is measured; it could not serve them all. */
    private static final int POLLED = 1000;

    private ScaleFigures() {}

    /** @param arguments server, number of jobs, ends per second */
    public static void main(String[] arguments) throws Exception {
        URI server = URI.create(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        double endsPerSecond = Double.parseDouble(arguments[2]);
        Duration setup = Duration.ofSeconds(20 + (long) (count / SUBMISSIONS_PER_SECOND));
        Duration ends = Duration.ofSeconds((long) (count / endsPerSecond));
        warmUp(server, endsPerSecond);
        together(server, count, endsPerSecond, setup, ends);
    }

    /** What is measured is not how long two JVMs take to compile it. */
    private static void warmUp(URI server, double endsPerSecond) throws InterruptedException, ExecutionException {
        try (Waiter waiter = Waiter.builder(Backend.fermata(server)).build()) {
            say("warming up with " + WARM_UP + " jobs");
            Duration setup = Duration.ofSeconds(15);
            List<ScaleJobs.Job> jobs = ScaleJobs.submit(
                    waiter, WARM_UP, endsPerSecond, Instant.now().plus(setup));
            Duration ends = Duration.ofSeconds((long) (WARM_UP / endsPerSecond));
            Crowd.begin(waiter, jobs, setup.plus(ends).plus(SLACK))
                    .await(setup.plus(ends).plus(SLACK));
        }
    }

    private static void together(URI server, int count, double endsPerSecond, Duration setup, Duration ends)
            throws InterruptedException, ExecutionException {
        Counted many = new Counted(Backend.fermata(server), true);
        try (Waiter submitting = Waiter.builder(Backend.fermata(server)).build();
                Waiter waiter =
                        Waiter.builder(many).maxInFlight(4 * count / 1000 + 16).build()) {
            Instant firstEnd = Instant.now().plus(setup);
            say("submitting " + count + " jobs; the first ends in " + setup.toSeconds() + " s");
            List<ScaleJobs.Job> jobs = ScaleJobs.submit(submitting, count, endsPerSecond, firstEnd);
            Duration early = Duration.between(Instant.now(), firstEnd);
            say("all submitted, " + early.toSeconds() + " s before the first end");
            if (early.compareTo(Duration.ofSeconds(10)) < 0) {
                throw new IllegalStateException("submitting took too long for this machine; ask for fewer jobs");
            }
            long heap0 = Crowd.liveHeap();
            Instant begun = Instant.now();
            Crowd crowd = Crowd.begin(waiter, jobs, setup.plus(ends).plus(SLACK));
            say("all waits begun after "
                    + Duration.between(begun, Instant.now()).toMillis() + " ms");
            crowd.await(Duration.ofSeconds(3));
            double heap = (Crowd.liveHeap() - heap0) / (double) count;
            while (!crowd.await(Duration.ofSeconds(10))
                    && Instant.now().isBefore(firstEnd.plus(ends).plus(SLACK))) {
                say(crowd.ended() + " of " + count + " ended, p99 " + Math.round(crowd.delay(0.99)) + " ms");
            }
            double requests = many.requests();
            double small = SmallSystem.requests(count, endsPerSecond, Duration.between(begun, firstEnd));
            say("now " + POLLED + " of such jobs, polled one by one");
            double polled = polled(server, submitting, Duration.between(begun, firstEnd), ends);
            print(count, endsPerSecond, crowd, heap, requests, polled, small);
        }
    }

    /** How many requests for each job the same waiter sends that can neither ask for many nor be held. */
    private static double polled(URI server, Waiter submitting, Duration setup, Duration ends)
            throws InterruptedException, ExecutionException {
        Counted one = new Counted(Backend.fermata(server), false);
        try (Waiter single = Waiter.builder(one).build()) {
            Instant firstEnd = Instant.now().plus(setup);
            List<ScaleJobs.Job> jobs =
                    ScaleJobs.submit(submitting, POLLED, POLLED / (double) ends.toSeconds(), firstEnd);
            Crowd crowd = Crowd.begin(single, jobs, setup.plus(ends).plus(SLACK));
            crowd.await(setup.plus(ends).plus(SLACK));
            return one.requests() / (double) POLLED;
        }
    }

    private static void print(
            int count, double endsPerSecond, Crowd crowd, double heap, double requests, double polled, double small) {
        String text = """
                | %,d waits at once, %,.0f ends per second | | target |
                |---|---|---|
                | waits that ended as they should | %,d | %,d |
                | live heap of a wait | %,.0f bytes | 2,048 |
                | requests | %,.0f | |
                | of what the same waiter sends that can only poll, job by job (%.1f each) | %.1f %% | 3 %% |
                | of what the small system's schedule sends (%.1f each) | %.1f %% | 3 %% |
                | detection delay, median | %.0f ms | |
                | detection delay, 99 of 100 | %.0f ms | 250 ms |
                | detection delay, longest | %.0f ms | |
                """;
        System.out.printf(
                Locale.ROOT,
                text,
                count,
                endsPerSecond,
                crowd.ended(),
                count,
                heap,
                requests,
                polled,
                100 * requests / (polled * count),
                small / count,
                100 * requests / small,
                crowd.delay(0.5),
                crowd.delay(0.99),
                crowd.delay(1));
    }

    private static void say(String text) {
        System.err.println(text);
    }
}
