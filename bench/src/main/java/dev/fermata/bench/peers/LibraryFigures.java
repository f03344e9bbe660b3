package dev.fermata.bench.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Lets real libraries and this project's waiter wait for the same jobs, prints the tables of docs/polling.md in Markdown and
 * draws its plots.
 *
 * <p>Arguments: the folder for the plots; then, if wanted, how many jobs of each kind, and the seed.
 */
public final class LibraryFigures {

    static final Scale SCALE = new Scale(50);

    /** Jobs begin evenly over so long, so that the machine is not asked for everything at once. */
    private static final Duration SPREAD = Duration.ofSeconds(2);

    private static final Duration LONGEST_SPREAD = Duration.ofSeconds(12);

    private final int jobs;
    private final long seed;
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1);
    private final ExecutorService lanes = Executors.newCachedThreadPool();
    private final long start = System.nanoTime();

    private LibraryFigures(int jobs, long seed) {
        this.jobs = jobs;
        this.seed = seed;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int jobs = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
        Files.createDirectories(folder);
        LibraryFigures figures = new LibraryFigures(jobs, seed);
        try {
            Standings standings = figures.run();
            System.out.println(LibraryTables.all(standings));
            LibraryPlots.costs(folder.resolve("libraries-costs.svg"), standings);
            LibraryPlots.trade(folder.resolve("libraries-trade.svg"), standings);
        } finally {
            figures.timer.shutdownNow();
            figures.lanes.shutdownNow();
        }
    }

    private Standings run() throws Exception {
        warmUp();
        List<Contender> peers = Entrants.peers(SCALE, jobs);
        List<Contender> dense = Entrants.dense(SCALE);
        List<Contender> polling = Entrants.polling(SCALE, jobs);
        List<Contender> light = new ArrayList<>(peers);
        light.addAll(polling);
        Map<String, Result> all = together(light);
        all.putAll(together(dense));
        Lateness control = Lateness.watch(lanes);
        all.putAll(together(Entrants.holding(SCALE, jobs)));
        return Standings.of(all, jobs, control.stop());
    }

    /** So that nobody is first to have the code compiled. */
    private void warmUp() throws Exception {
        List<Contender> all = new ArrayList<>(Entrants.peers(SCALE, jobs));
        all.addAll(Entrants.dense(SCALE));
        all.addAll(Entrants.polling(SCALE, jobs));
        all.addAll(Entrants.holding(SCALE, jobs));
        List<Future<Sample>> samples = new ArrayList<>();
        for (Contender contender : all) {
            samples.add(lanes.submit(() -> sample(contender, new Jobs("warm-up", "uniform 5s 60s"))));
        }
        for (Future<Sample> sample : samples) {
            sample.get();
        }
        say("warmed up");
    }

    /** All at the same time: the longest jobs beside the others, which come one kind after the other. */
    private Map<String, Result> together(List<Contender> contenders) throws InterruptedException, ExecutionException {
        Map<String, Map<Jobs, Sample>> samples = new LinkedHashMap<>();
        List<Future<?>> running = new ArrayList<>();
        for (Contender contender : contenders) {
            Map<Jobs, Sample> mine = new ConcurrentHashMap<>();
            samples.put(contender.name(), mine);
            running.add(lanes.submit(() -> lane(contender, List.of(Jobs.LONGEST), mine)));
            List<Jobs> others = new ArrayList<>(Jobs.CELLS);
            others.remove(Jobs.LONGEST);
            others.add(Jobs.ON_THE_DOT);
            running.add(lanes.submit(() -> lane(contender, others, mine)));
        }
        for (Future<?> each : running) {
            each.get();
        }
        Map<String, Result> results = new LinkedHashMap<>();
        samples.forEach((name, mine) -> results.put(name, new Result(name, Map.copyOf(mine))));
        return results;
    }

    private Void lane(Contender contender, List<Jobs> kinds, Map<Jobs, Sample> samples) throws Exception {
        for (Jobs kind : kinds) {
            Sample sample = sample(contender, kind);
            samples.put(kind, sample);
            say(LibraryTables.format(
                    "%s, %s: %.2f requests per job, %.2f s late (longest job %.0f s)",
                    contender.name(), kind.name(), sample.requestsPerJob(), sample.meanDelay(), sample.longest()));
        }
        return null;
    }

    private Sample sample(Contender contender, Jobs kind) throws Exception {
        Duration spread = kind.isLongest() ? LONGEST_SPREAD : SPREAD;
        try (Trial trial = new Trial(contender, kind.runningTime(), seed, SCALE)) {
            trial.learn(spread, timer);
            return trial.measure(jobs, spread, timer);
        }
    }

    private void say(String what) {
        System.err.printf(Locale.ROOT, "%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, what);
    }
}
