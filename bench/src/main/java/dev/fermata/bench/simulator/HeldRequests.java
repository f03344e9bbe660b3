package dev.fermata.bench.simulator;

import static dev.fermata.bench.simulator.Figures.say;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many held requests, each for a job of its own, at a simulator whose clock stands still until all are there. Not
 * thread-safe.
 */
final class HeldRequests {

    /** The class of the simulator of which there is one object for each held request. */
    private static final String HELD = "LongPolls\\$LongPoll";

    private static final int DURATION_SECONDS = 2;
    private static final int WARM_UP = 500;
    private static final byte[] RESUME = HttpLine.post("/admin/clock/resume", "{}");
    private static final byte[] FREEZE = HttpLine.post("/admin/clock/freeze", "{}");

    private final RunningSimulator simulator;
    private final HttpLine line;
    private final Holder holder;
    private final int count;

    HeldRequests(RunningSimulator simulator, HttpLine line, Holder holder, int count) {
        this.simulator = simulator;
        this.line = line;
        this.holder = holder;
        this.count = count;
    }

    /** What held requests take, in bytes for each. */
    record Cost(double heap, double memory, double memoryAfterCollection) {}

    /** When answers came, in milliseconds after the instant at which the jobs ended. */
    record Round(double first, double last, int early) {}

    /** From no requests to all held: what each takes. To be called first. */
    Cost open() throws IOException {
        warmUp();
        List<String> jobs = submit();
        say("opening %,d connections", count);
        return cost(jobs);
    }

    /** As many again, on the same connections, once those before are answered. */
    void again() throws IOException {
        line.accepted(FREEZE);
        hold(submit());
        awaitHeld();
    }

    /** What is loaded and compiled once is not what a request takes. */
    private void warmUp() throws IOException {
        try (Holder first = new Holder(simulator.port())) {
            String job = submitOne();
            first.connect(WARM_UP);
            for (int i = 0; i < WARM_UP; i++) {
                first.send(i, watching(job));
            }
        }
    }

    private List<String> submit() throws IOException {
        say("submitting %,d jobs", count);
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(submitOne());
        }
        return jobs;
    }

    private String submitOne() throws IOException {
        String answer = line.accepted(HttpLine.post(
                "/v1/jobs",
                "{\"source_url\": \"https://example.com/a.mp4\", \"target_languages\": [\"es\"], \"scenario\": {\"duration\": "
                        + DURATION_SECONDS + "}}"));
        return HttpLine.after(answer, "\"id\":\"");
    }

    private static byte[] watching(String job) {
        return HttpLine.get("/v1/jobs/" + job, "Prefer: wait=60");
    }

    private Cost cost(List<String> jobs) throws IOException {
        simulator.jcmd("GC.run");
        long heap = simulator.liveHeap();
        long memory = simulator.memory();
        holder.connect(count);
        hold(jobs);
        // Every collection touches memory: what the process had before it is what the requests made it take.
        long grown = simulator.memory();
        long held = awaitHeld();
        return new Cost(
                (held - heap) / (double) count,
                (grown - memory) / (double) count,
                (simulator.memory() - memory) / (double) count);
    }

    private void hold(List<String> jobs) throws IOException {
        for (int i = 0; i < count; i++) {
            holder.send(i, watching(jobs.get(i)));
        }
        // Answered after those that were read before it; a few may still be on their way.
        for (int i = 0; i < 100; i++) {
            line.accepted(HttpLine.get("/healthz"));
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The live heap once all are held. */
    private long awaitHeld() throws IOException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        long[] counted = simulator.countedAndLiveHeap(HELD);
        while (counted[0] < count) {
            if (System.nanoTime() > giveUp) {
                throw new IOException("the simulator holds " + counted[0] + " of " + count
                        + " requests; if that is 0, it may have no class " + HELD + " any more");
            }
            counted = simulator.countedAndLiveHeap(HELD);
        }
        return counted[1];
    }

    /** Lets the jobs end, and reads all answers. */
    Round end() throws IOException {
        say("ending %,d jobs at one instant", count);
        double[] millis = new double[count];
        // Time goes on somewhere between these two. The first makes the figure worse, never better.
        long before = System.nanoTime();
        line.accepted(RESUME);
        long after = System.nanoTime();
        long end = before + TimeUnit.SECONDS.toNanos(DURATION_SECONDS);
        holder.await(count, TimeUnit.SECONDS.toNanos(30), (connection, at, answer) -> {
            if (!answer.contains("\"state\":\"completed\"")) {
                throw new IllegalStateException("answered before the end: " + answer);
            }
            millis[connection] = (at - end) / 1e6;
        });
        say("the clock was let go within %.1f ms", (after - before) / 1e6);
        SortedValues sample = SortedValues.of(millis);
        return new Round(sample.least(), sample.greatest(), (int)
                Arrays.stream(millis).filter(late -> late < 0).count());
    }
}
