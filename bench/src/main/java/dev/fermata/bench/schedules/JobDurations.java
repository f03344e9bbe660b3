package dev.fermata.bench.schedules;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The true durations of jobs, in seconds.
 *
 * @param below the share of jobs that take at most this long
 * @param quantile turns a uniformly distributed number in (0, 1) into a duration
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

    /** Computed only after the constants of the schedule were chosen. */
    static final List<JobDurations> HELD_OUT =
            List.of(uniform(100, 200), logNormal(120, 0.7), either(0.7, logNormal(40, 0.2), logNormal(240, 0.3)));

    /** Short and long jobs in one kind. A good choice of kinds would separate them. */
    static JobDurations either(double share, JobDurations one, JobDurations other) {
        return new JobDurations(
                one.name + " (" + Math.round(100 * share) + " %) or " + other.name,
                share * one.mean + (1 - share) * other.mean,
                t -> share * one.below.applyAsDouble(t) + (1 - share) * other.below.applyAsDouble(t),
                u -> u < share
                        ? one.quantile.applyAsDouble(u / share)
                        : other.quantile.applyAsDouble((u - share) / (1 - share)));
    }

    /** Not ended yet at exactly that second, so that a poll that meets it by chance gains nothing. */
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
