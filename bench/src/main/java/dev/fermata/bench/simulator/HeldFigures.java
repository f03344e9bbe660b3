package dev.fermata.bench.simulator;

import static dev.fermata.bench.simulator.Figures.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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

    private HeldFigures() {}

    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : Holder.descriptors();
        // One stage, because a held request is answered when the stage changes, too.
        String scenario = RunningSimulator.scenario(
                "jobs: {stages: {transcribing: 0, translating: 0, voicing: 0, lip_syncing: 0, rendering: 1}}");
        try (RunningSimulator simulator = RunningSimulator.start(BOUND, "--speed", "frozen", "--scenario", scenario);
                HttpLine line = new HttpLine(simulator.port());
                Holder holder = new Holder(simulator.port())) {
            measure(new HeldRequests(simulator, line, holder, count), count);
        }
    }

    private static void measure(HeldRequests requests, int count) throws IOException {
        HeldRequests.Cost cost = requests.open();
        List<HeldRequests.Round> rounds = new ArrayList<>(List.of(requests.end()));
        while (rounds.size() < ROUNDS) {
            requests.again();
            rounds.add(requests.end());
        }
        print(cost, rounds, count);
    }

    private static void print(HeldRequests.Cost cost, List<HeldRequests.Round> rounds, int count) {
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
        double first =
                rounds.stream().mapToDouble(HeldRequests.Round::first).min().orElse(Double.NaN);
        figures.row("the first answer after the end of the jobs", ">= 0 ms", format("%.1f ms", first));
        figures.row(
                "answers before the end of their job",
                "0",
                rounds.stream().mapToInt(HeldRequests.Round::early).sum());
        figures.print();
    }

    private static String kib(double bytes) {
        return format("%.2f KiB", bytes / 1_024);
    }

    private static String later(List<HeldRequests.Round> rounds) {
        return String.join(
                ", ",
                rounds.stream()
                        .skip(1)
                        .map(round -> format("%.0f ms", round.last()))
                        .toList());
    }
}
