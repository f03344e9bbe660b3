package dev.fermata.bench.simulator;

import static dev.fermata.bench.simulator.Figures.format;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** {@code bench/engine.sh [FORKS] [ITERATIONS]}: what the engine does in a second on one core, by JMH. */
public final class EngineFigures {

    private EngineFigures() {}

    public static void main(String[] arguments) throws RunnerException {
        int forks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int iterations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        Figures figures = new Figures(
                "Engine",
                format(
                        "JMH, %d forks of %d seconds each; seed %d; -Xmx1g. Medians of the seconds, with the least and the greatest.",
                        forks, iterations, PlanBenchmark.SEED),
                "what",
                "target",
                "figure");
        Map<String, RunResult> results = run(forks, iterations);
        figures.row("`plan.at(now)`, plans that are in the cache", "< 50 ns", nanos(results, "at:64"));
        figures.row("`plan.at(now)`, one of 1,000,000 at random", "< 50 ns", nanos(results, "at:1000000"));
        figures.row(
                "reading one field of one of 1,000,000 at random, each chosen by the one before: the memory",
                "",
                nanos(results, "reading:1000000"));
        figures.row("drawing a plan", "", nanos(results, "draws:64"));
        figures.row("submissions per second, the first 1,000,000", "> 100,000", filling(results));
        figures.row("submissions per second, each pushing out an old job", "> 100,000", replacing(results));
        figures.print();
    }

    private static Map<String, RunResult> run(int forks, int iterations) throws RunnerException {
        Map<String, RunResult> results = new HashMap<>();
        String here = EngineFigures.class.getPackageName().replace(".", "\\.");
        collect(results, options(here + ".PlanBenchmark.(at|draws)", forks, iterations, "64"));
        collect(results, options(here + ".PlanBenchmark.(at|reading)", forks, iterations, "1000000"));
        collect(results, options(here + ".StoreBenchmark.replaces", forks, iterations, ""));
        // Its iterations are counted in jobs, not in seconds: its annotations say how many.
        collect(
                results,
                new OptionsBuilder()
                        .include(here + ".StoreBenchmark.fills")
                        .forks(1)
                        .jvmArgsAppend("-Xmx1g")
                        .build());
        return results;
    }

    private static Options options(String what, int forks, int iterations, String plans) {
        OptionsBuilder options = new OptionsBuilder();
        options.include(what)
                .forks(forks)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgsAppend("-Xmx1g");
        if (!plans.isEmpty()) {
            options.param("plans", plans);
        }
        return options.build();
    }

    private static void collect(Map<String, RunResult> all, Options options) throws RunnerException {
        OutputFormat progress = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
        Collection<RunResult> results = new Runner(options, progress).run();
        for (RunResult result : results) {
            String name = result.getPrimaryResult().getLabel();
            String plans = result.getParams().getParamsKeys().contains("plans")
                    ? ":" + result.getParams().getParam("plans")
                    : "";
            all.put(name + plans, result);
        }
    }

    private static String nanos(Map<String, RunResult> results, String name) {
        Statistics nanos = of(results, name);
        return format("%.1f ns (%.1f to %.1f)", nanos.getPercentile(50), nanos.getMin(), nanos.getMax());
    }

    /** Measured as seconds for all of them. */
    private static String filling(Map<String, RunResult> results) {
        Statistics seconds = of(results, "fills");
        double jobs = StoreBenchmark.JOBS;
        return perSecond(jobs / seconds.getPercentile(50), jobs / seconds.getMax(), jobs / seconds.getMin());
    }

    private static String replacing(Map<String, RunResult> results) {
        Statistics jobs = of(results, "replaces");
        return perSecond(jobs.getPercentile(50), jobs.getMin(), jobs.getMax());
    }

    private static String perSecond(double median, double least, double most) {
        return format("%,.0f (%,.0f to %,.0f)", median, least, most);
    }

    private static Statistics of(Map<String, RunResult> results, String name) {
        RunResult result = results.get(name);
        if (result == null) {
            throw new IllegalStateException("there is no figure '" + name + "'; there are " + results.keySet());
        }
        return result.getPrimaryResult().getStatistics();
    }
}
