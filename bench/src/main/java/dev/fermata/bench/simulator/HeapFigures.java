package dev.fermata.bench.simulator;

import static dev.fermata.bench.simulator.Figures.format;
import static dev.fermata.bench.simulator.Figures.say;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** {@code bench/heap.sh [JOBS]}: what a million jobs take, submitted over HTTP to a simulator whose heap is bounded. */
public final class HeapFigures {

    private static final int CONNECTIONS = 8;
    private static final String BOUND = "-Xmx6g";

    private HeapFigures() {}

    public static void main(String[] arguments) throws Exception {
        int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Figures figures = new Figures(
                "Heap of many jobs",
                format(
                        "%,d live jobs, each by a `POST /v1/jobs` of its own, in `./fermata serve` with %s; seed %d. Reachable objects after a full collection, less those before.",
                        jobs, BOUND, RunningSimulator.SEED),
                "jobs with",
                "target",
                "live heap",
                "for each");
        row(figures, "a source URL of their own", "<= 400 MB", jobs, HeapFigures::plain);
        row(figures, "and a title", "", jobs, HeapFigures::titled);
        row(figures, "and metadata (2) and a callback URL", "", jobs, HeapFigures::everything);
        row(figures, "and a duration of their own", "", jobs, HeapFigures::lasting);
        figures.print();
    }

    private static void row(Figures figures, String with, String target, int jobs, IntFunction<String> body)
            throws Exception {
        say("submitting %,d jobs with %s", jobs, with);
        try (RunningSimulator simulator =
                RunningSimulator.start(BOUND, "--max-jobs", String.valueOf(jobs), "--scenario", scenario())) {
            // What is made once is not part of what a job takes.
            submit(simulator.port(), 0, 1, body);
            long before = simulator.liveHeap();
            long start = System.nanoTime();
            submitAll(simulator.port(), jobs, body);
            say("took %.1f s", (System.nanoTime() - start) / 1e9);
            long bytes = simulator.liveHeap() - before;
            figures.row(
                    with, target, format("%.0f MB", bytes / 1e6), format("%.0f bytes", (double) bytes / (jobs - 1)));
        }
    }

    private static String scenario() throws IOException {
        return RunningSimulator.scenario("jobs: {running_time: 24h}");
    }

    private static void submitAll(int port, int jobs, IntFunction<String> body) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int from = 1 + (int) ((jobs - 1L) * i / CONNECTIONS);
                int to = 1 + (int) ((jobs - 1L) * (i + 1) / CONNECTIONS);
                parts.add(threads.submit(() -> {
                    submit(port, from, to, body);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException("jobs could not be submitted", failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void submit(int port, int from, int to, IntFunction<String> body) throws IOException {
        try (HttpLine line = new HttpLine(port)) {
            for (int i = from; i < to; i++) {
                line.accepted(HttpLine.post("/v1/jobs", "{" + body.apply(i) + "}"));
            }
        }
    }

    private static String plain(int i) {
        return format(
                "\"source_url\": \"https://media.example.com/videos/2026/11/%07d/episode.mp4\", \"target_languages\": [\"es\"]",
                i);
    }

    private static String titled(int i) {
        return plain(i) + format(", \"title\": \"Episode %07d: a talk about waiting\"", i);
    }

    private static String everything(int i) {
        return titled(i)
                + format(
                        ", \"metadata\": {\"customer\": \"%07d\", \"order\": \"2026-%07d\"}, \"callback_url\": \"http://127.0.0.1:9/hooks/%07d\"",
                        i, i, i);
    }

    private static String lasting(int i) {
        return everything(i) + format(", \"scenario\": {\"duration\": %d}", 50_000 + i % 50_000);
    }
}
