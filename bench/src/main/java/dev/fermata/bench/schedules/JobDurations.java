package dev.fermata.bench.schedules;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * How long jobs really take, in seconds.
 *
 * @param below the share of jobs that take at most so long
 * @param quantile the inverse of {@code below}, on (0, 1)
 */
record JobDurations(String name, double mean, DoubleUnaryOperator below, DoubleUnaryOperator quantile) {

    double draw(RandomGenerator random) {
        return quantile.applyAsDouble(random.nextDouble());
    }

    static final List<JobDurations> ALL = List.of(
            constant(30),
            uniform(5, 60),
            exponential(30),
            logNormal(60, 0.5),
            logNormal(300, 0.3),
            logNormal(600, 1.0));

    /** Not done yet at that very second: a look that falls on it by chance shall not look clever. */
    static JobDurations constant(double length) {
        return new JobDurations("constant " + number(length) + " s", length, t -> t > length ? 1 : 0, u -> length);
    }

    private static String number(double length) {
        return length == Math.rint(length) ? String.valueOf((int) length) : String.valueOf(length);
    }

    static JobDurations uniform(double from, double to) {
        return new JobDurations(
                "uniform " + (int) from + "-" + (int) to + " s",
                (from + to) / 2,
                t -> Math.max(0, Math.min(1, (t - from) / (to - from))),
                u -> from + u * (to - from));
    }

    static JobDurations exponential(double mean) {
        return new JobDurations(
                "exponential, mean " + (int) mean + " s",
                mean,
                t -> 1 - Math.exp(-t / mean),
                u -> -mean * Math.log1p(-u));
    }

    static JobDurations logNormal(double median, double sigma) {
        return new JobDurations(
                "log-normal " + (int) median + " s, σ " + sigma,
                median * Math.exp(sigma * sigma / 2),
                t -> t <= 0 ? 0 : Normal.below(Math.log(t / median) / sigma),
                u -> median * Math.exp(sigma * Normal.quantile(u)));
    }
}
