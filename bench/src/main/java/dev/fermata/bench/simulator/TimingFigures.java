package dev.fermata.bench.simulator;

import static dev.fermata.bench.simulator.Figures.format;
import static dev.fermata.bench.simulator.Figures.say;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * {@code bench/timing.sh [SECONDS] [REQUESTS_PER_SECOND]}: whether jobs end when their plan says, as seen by clients that
 * ask so often.
 */
public final class TimingFigures {

    private static final int CLIENTS = 10;
    private static final int WARM_UP_SECONDS = 10;

    private TimingFigures() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        try (RunningSimulator simulator = RunningSimulator.start("-Xmx1g")) {
            say("warming up for %d s", WARM_UP_SECONDS);
            run(simulator.port(), WARM_UP_SECONDS, rate);
            say("measuring for %d s", seconds);
            print(run(simulator.port(), seconds, rate), seconds, rate);
        }
    }

    private static List<Flips> run(int port, int seconds, int rate) throws Exception {
        double offset = Flips.offset(port);
        long pause = TimeUnit.SECONDS.toNanos(CLIENTS) / rate;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Flips>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(threads.submit(new Flips(port, pause, until, offset, RunningSimulator.SEED + i)));
            }
            List<Flips> done = new ArrayList<>();
            for (Future<Flips> each : running) {
                done.add(each.get());
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void print(List<Flips> clients, int seconds, int rate) {
        SortedValues seen = SortedValues.of(clients.stream()
                .flatMap(client -> client.seen.stream())
                .mapToDouble(Double::doubleValue)
                .toArray());
        double requests = clients.stream().mapToLong(client -> client.requests).sum();
        Figures figures = new Figures(
                "Timing truth",
                format(
                        "%d clients in another process on the same machine, %,d requests/s asked for and %,.0f sent, for %d s; each polls one job after another; %,d jobs ended; seed %d.",
                        CLIENTS, rate, requests / seconds, seconds, seen.sorted().length, RunningSimulator.SEED),
                "what",
                "target",
                "figure");
        String limit = "<= 5 ms";
        figures.row(
                "the old state, answered to a request sent after the end: latest",
                limit,
                late(clients, c -> c.mostBehind));
        figures.row("the new state, in an answer before the end: earliest", limit, late(clients, c -> c.mostAhead));
        figures.row(
                format(
                        "from the end to the first answer with the new state (%.1f ms from poll to poll): median",
                        1e3 * CLIENTS / rate),
                "",
                millis(seen.median()));
        figures.row("99 of 100", limit, millis(seen.quantile(0.99)));
        figures.row("999 of 1,000", "", millis(seen.quantile(0.999)));
        figures.row("all", "", millis(seen.greatest()));
        figures.print();
    }

    private static String late(List<Flips> clients, ToDoubleFunction<Flips> most) {
        double greatest = clients.stream().mapToDouble(most).max().orElse(Double.NaN);
        return greatest <= 0 ? "none" : millis(greatest);
    }

    private static String millis(double value) {
        return format("%.3f ms", value);
    }
}
