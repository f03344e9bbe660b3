package dev.fermata.bench.simulator;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One client that polls one job after another at an even pace and compares what it is told with when the job ended.
 *
 * <p>All times in milliseconds. The job's own end is in the answers, by the simulator's clock; the offset says what to add
 * to this process's clock to get that.
 */
final class Flips implements Callable<Flips> {

    private static final int LEAST_MILLIS = 100;
    private static final int MOST_MILLIS = 400;

    private final int port;
    private final long pause;
    private final long until;
    private final double offset;
    private final SplittableRandom random;

    /** From the end to the first answer that told of it: the pause between two polls and the way back are in it. */
    final List<Double> seen = new ArrayList<>();
    /**
     * How long after the end a request was sent that was still told of the old state. More than 0 is a server behind its plan.
     */
    double mostBehind = Double.NEGATIVE_INFINITY;
    /** How long before the end an answer arrived that told of it. More than 0 is a server ahead of its plan. */
    double mostAhead = Double.NEGATIVE_INFINITY;

    long requests;

    /**
     * @param pause nanoseconds from one request to the next
     * @param until when to stop, as {@link System#nanoTime} tells it
     * @param offset the simulator's clock less {@link #millis()}
     */
    Flips(int port, long pause, long until, double offset, long seed) {
        this.port = port;
        this.pause = pause;
        this.until = until;
        this.offset = offset;
        this.random = new SplittableRandom(seed);
    }

    /** A clock that only goes forward, as the simulator's does. */
    static double millis() {
        return System.nanoTime() / 1e6;
    }

    @Override
    public Flips call() throws IOException {
        try (HttpLine line = new HttpLine(port)) {
            long next = System.nanoTime() + random.nextLong(pause);
            while (next < until) {
                next = follow(line, submit(line), next);
            }
        }
        return this;
    }

    private byte[] submit(HttpLine line) throws IOException {
        int millis = random.nextInt(LEAST_MILLIS, MOST_MILLIS);
        String answer = line.accepted(HttpLine.post(
                "/v1/jobs",
                "{\"source_url\": \"https://example.com/a.mp4\", \"target_languages\": [\"es\"], \"scenario\": {\"duration\": "
                        + millis / 1e3 + "}}"));
        requests++;
        return HttpLine.get("/v1/jobs/" + HttpLine.after(answer, "\"id\":\""));
    }

    /** Polls until the job is over, and says when the next request is due. */
    private long follow(HttpLine line, byte[] poll, long first) throws IOException {
        long next = first;
        double lastOldSent = Double.NEGATIVE_INFINITY;
        while (true) {
            next = await(next);
            double sent = millis() + offset;
            String answer = line.accepted(poll);
            double arrived = millis() + offset;
            requests++;
            if (answer.contains("\"state\":\"completed\"")) {
                double end = epochMillis(HttpLine.after(answer, "\"ended_at\":\""));
                seen.add(arrived - end);
                mostAhead = Math.max(mostAhead, end - arrived);
                mostBehind = Math.max(mostBehind, lastOldSent - end);
                return next;
            }
            lastOldSent = sent;
        }
    }

    /** Falls behind rather than sending in a rush what could not be sent in time. */
    private long await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return Math.max(due + pause, System.nanoTime());
    }

    /** The simulator's clock less {@link #millis()}: of many requests the one with the shortest way there and back. */
    static double offset(int port) throws IOException {
        byte[] request = HttpLine.get("/admin/clock");
        double best = Double.NaN;
        double shortest = Double.POSITIVE_INFINITY;
        try (HttpLine line = new HttpLine(port)) {
            for (int i = 0; i < 5_000; i++) {
                double sent = millis();
                String answer = line.accepted(request);
                double took = millis() - sent;
                if (took < shortest) {
                    shortest = took;
                    best = epochMillis(HttpLine.after(answer, "\"now\":\"")) - (sent + took / 2);
                }
            }
        }
        Figures.say("the simulator's clock is known to %.3f ms", shortest / 2);
        return best;
    }

    private static double epochMillis(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1e3 + TimeUnit.NANOSECONDS.toMicros(instant.getNano()) / 1e3;
    }
}
