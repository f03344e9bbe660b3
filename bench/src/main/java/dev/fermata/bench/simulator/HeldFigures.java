package dev.fermata.bench.simulator;

import static dev.fermata.bench.simulator.Figures.format;
import static dev.fermata.bench.simulator.Figures.say;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code bench/held.sh [REQUESTS]}: as many held requests as there are descriptors for, each for a job of its own; what
 * they take, and how long until all are answered when all jobs end at one instant.
 *
 * <p>The simulator's clock stands still while requests are opened, and goes on for the jobs to end: so all end at once,
 * however long it took.
 */
public final class HeldFigures {

    private static final String BOUND = "-Xmx1g";
    private static final int ROUNDS = 3;
    private static final int DURATION_SECONDS = 2;
    private static final int WARM_UP = 500;
    private static final byte[] RESUME = HttpLine.post("/admin/clock/resume", "{}");
    private static final byte[] FREEZE = HttpLine.post("/admin/clock/freeze", "{}");

    private final RunningSimulator simulator;
    private final HttpLine line;
    private final Holder holder;
    private final int count;

    private HeldFigures(RunningSimulator simulator, HttpLine line, Holder holder, int count) {
        this.simulator = simulator;
        this.line = line;
        this.holder = holder;
        this.count = count;
    }

    /** What held requests take, in bytes for each. */
    private record Cost(double heap, double memory, double memoryAfterCollection) {}

    /** When answers came, in milliseconds after the instant at which the jobs ended. */
    private record Round(double first, double last, int early) {}

    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : Holder.descriptors();
        // One stage, because a held request is answered when the stage changes, too.
        String scenario = RunningSimulator.scenario(
                "jobs: {stages: {transcribing: 0, translating: 0, voicing: 0, lip_syncing: 0, rendering: 1}}");
        try (RunningSimulator simulator = RunningSimulator.start(BOUND, "--speed", "frozen", "--scenario", scenario);
                HttpLine line = new HttpLine(simulator.port());
                Holder holder = new Holder(simulator.port())) {
            new HeldFigures(simulator, line, holder, count).measure();
        }
    }

    private void measure() throws IOException {
        warmUp();
        List<String> jobs = submit();
        say("opening %,d connections", count);
        Cost cost = cost(jobs);
        List<Round> rounds = new ArrayList<>();
        rounds.add(end());
        while (rounds.size() < ROUNDS) {
            line.accepted(FREEZE);
            List<String> more = submit();
            hold(more);
            awaitHeld();
            rounds.add(end());
        }
        print(cost, rounds);
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
        long[] counted = simulator.countedAndLiveHeap("Hold");
        while (counted[0] < count) {
            if (System.nanoTime() > giveUp) {
                throw new IOException("the simulator holds " + counted[0] + " of " + count + " requests");
            }
            counted = simulator.countedAndLiveHeap("Hold");
        }
        return counted[1];
    }

    private Round end() throws IOException {
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
        Sample sample = Sample.of(millis);
        return new Round(sample.least(), sample.greatest(), (int)
                Arrays.stream(millis).filter(late -> late < 0).count());
    }

    private void print(Cost cost, List<Round> rounds) {
        Figures figures = new Figures(
                "Held requests",
                format(
                        "%,d `GET /v1/jobs/{id}` with `Prefer: wait=60`, each on a connection and for a job of its own, in `./fermata serve` with %s; seed %d. All jobs end at one instant, %d times.",
                        count, BOUND, RunningSimulator.SEED, ROUNDS),
                "what",
                "target",
                "figure");
        figures.row("live heap for each", "<= 3 KiB", kib(cost.heap()));
        figures.row("process memory for each", "<= 8 KiB", kib(cost.memory()));
        figures.row("process memory for each, after a full collection", "", kib(cost.memoryAfterCollection()));
        figures.row(
                "from the end of the jobs to the last answer, the first time",
                "<= 700 ms",
                format("%.0f ms", rounds.get(0).last()));
        figures.row("and the times after that", "<= 700 ms", later(rounds));
        double first = rounds.stream().mapToDouble(Round::first).min().orElse(Double.NaN);
        figures.row("the first answer after the end of the jobs", ">= 0 ms", format("%.1f ms", first));
        figures.row(
                "answers before the end of their job",
                "0",
                rounds.stream().mapToInt(Round::early).sum());
        figures.print();
    }

    private static String kib(double bytes) {
        return format("%.2f KiB", bytes / 1_024);
    }

    private static String later(List<Round> rounds) {
        return String.join(
                ", ",
                rounds.stream()
                        .skip(1)
                        .map(round -> format("%.0f ms", round.last()))
                        .toList());
    }
}
