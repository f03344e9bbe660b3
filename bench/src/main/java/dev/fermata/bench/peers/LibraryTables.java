package dev.fermata.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The figures as Markdown. */
final class LibraryTables {

    /** How long the waiter asks to be held, in seconds: its default. */
    private static final double HOLD = 55;

    private LibraryTables() {}

    static String all(Standings standings) {
        return costs(standings) + "\n"
                + byKind("requests per job", standings, sample -> format("%.2f", sample.requestsPerJob())) + "\n"
                + byKind("delay in s, mean / p95", standings, LibraryTables::delays) + "\n"
                + holding(standings);
    }

    private static String delays(Sample sample) {
        return format("%.2f / %.2f", sample.meanDelay(), sample.delay(0.95));
    }

    private static String costs(Standings standings) {
        StringBuilder text = new StringBuilder(
                "| cost relative to ours after 30 jobs | patience 1 s | 2 s | 5 s | all | all, constant jobs of 30 s |\n"
                        + "|---|---|---|---|---|---|\n");
        for (Result result : inOrder(standings)) {
            text.append("| ").append(result.name()).append(" |");
            for (double patience : Entrants.PATIENCES) {
                text.append(format(" %.2f |", standings.cost(result, Jobs.CELLS, patience)));
            }
            text.append(format(
                    " **%.2f** | %.2f |%n",
                    standings.cost(result, Jobs.CELLS), standings.cost(result, Standings.onTheDot())));
        }
        Result best = standings.best();
        text.append(format(
                "%nOurs, polling only after 30 jobs, costs %.2f of the best peer (%s); target: at most 0.6.%n",
                1 / standings.cost(best, Jobs.CELLS), best.name()));
        double nearest = standings.peers().stream()
                .mapToDouble(peer -> standings.cost(peer, Standings.onTheDot()))
                .min()
                .orElseThrow();
        return text.append(format("With constant jobs of 30 s instead of 33 s: %.2f of the best there.%n", 1 / nearest))
                .toString();
    }

    private static List<Result> inOrder(Standings standings) {
        List<Result> rows = new ArrayList<>(standings.peers());
        rows.add(standings.named(Entrants.COLD));
        for (double patience : Entrants.PATIENCES) {
            rows.add(standings.ours(patience));
        }
        rows.add(standings.named(Entrants.ALONE));
        rows.add(standings.named(Entrants.TOGETHER));
        return rows;
    }

    private static String byKind(String what, Standings standings, Function<Sample, String> cell) {
        List<Jobs> kinds = new ArrayList<>(Jobs.CELLS);
        kinds.add(Jobs.ON_THE_DOT);
        StringBuilder text = new StringBuilder("| ").append(what).append(" |");
        kinds.forEach(kind -> text.append(' ').append(kind.name()).append(" |"));
        text.append("\n|---|").append("---|".repeat(kinds.size())).append('\n');
        for (Result result : inOrder(standings)) {
            text.append("| ").append(result.name()).append(" |");
            kinds.forEach(
                    kind -> text.append(' ').append(cell.apply(result.of(kind))).append(" |"));
            text.append('\n');
        }
        return text.toString();
    }

    private static String holding(Standings standings) {
        StringBuilder text = new StringBuilder(
                "| holding | minutes of jobs | least per job-minute, held 55 s | requests per job, apart | "
                        + "per job-minute, apart | requests per job, shared | per job-minute, shared | "
                        + "delay apart, real ms: p50 / p99 | delay shared, real ms: p50 / p99 |\n"
                        + "|---|---|---|---|---|---|---|---|---|\n");
        Result alone = standings.named(Entrants.ALONE);
        Result together = standings.named(Entrants.TOGETHER);
        for (Jobs kind : Jobs.CELLS) {
            Sample apart = alone.of(kind);
            Sample shared = together.of(kind);
            text.append(format(
                    "| %s | %.1f | %.2f | %.2f | %.2f | %.2f | %.2f | %s | %s |%n",
                    kind.name(),
                    apart.jobSeconds() / 60,
                    apart.fewestHeld(HOLD) * 60 / apart.jobSeconds(),
                    apart.requestsPerJob(),
                    apart.requestsPerJobMinute(),
                    shared.requestsPerJob(),
                    shared.requestsPerJobMinute(),
                    real(List.of(apart)),
                    real(List.of(shared))));
        }
        List<Sample> apart = Jobs.CELLS.stream().map(alone::of).toList();
        List<Sample> shared = Jobs.CELLS.stream().map(together::of).toList();
        return text.append(format(
                        "| **all** | %.1f | %.2f | %.2f | **%.2f** | %.2f | **%.2f** | %s | %s |%n",
                        sum(apart, Sample::jobSeconds) / 60,
                        sum(apart, sample -> sample.fewestHeld(HOLD)) * 60 / sum(apart, Sample::jobSeconds),
                        sum(apart, Sample::requests) / (standings.jobs() * apart.size()),
                        sum(apart, Sample::requests) * 60 / sum(apart, Sample::jobSeconds),
                        sum(shared, Sample::requests) / (standings.jobs() * shared.size()),
                        sum(shared, Sample::requests) * 60 / sum(shared, Sample::jobSeconds),
                        real(apart),
                        real(shared)))
                .append(format(
                        "%nControl: beside them a bare timer of the JDK was late by %.1f / %.1f / %.1f ms (p50 / p99 / worst).%n",
                        standings.control().quantile(0.5),
                        standings.control().quantile(0.99),
                        standings.control().quantile(1)))
                .toString();
    }

    private static double sum(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return samples.stream().mapToDouble(figure).sum();
    }

    /** In milliseconds of the real clock. */
    private static String real(List<Sample> samples) {
        double[] delays = samples.stream()
                .flatMapToDouble(sample -> java.util.Arrays.stream(sample.delays()))
                .sorted()
                .toArray();
        Sample all = new Sample(0, delays, new double[0]);
        double scale = 1000.0 / LibraryFigures.SCALE.speed();
        return format("%.1f / %.1f", all.delay(0.5) * scale, all.delay(0.99) * scale);
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
