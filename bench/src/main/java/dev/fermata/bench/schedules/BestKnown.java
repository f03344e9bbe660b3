package dev.fermata.bench.schedules;

import java.util.Arrays;

/**
 * The cost of a schedule that knows the distribution, by dynamic programming. On a finer grid the third digit stays the same. It is
 * written independently of the client's own code, so that each checks the other.
 */
final class BestKnown {

    private static final int POINTS = 6000;

    private BestKnown() {}

    static double cost(JobDurations durations, double patience) {
        if (durations.quantile().applyAsDouble(0.01) == durations.quantile().applyAsDouble(0.99)) {
            // A constant: one poll, just after the end.
            return patience;
        }
        double low = durations.quantile().applyAsDouble(1e-7);
        double high = durations.quantile().applyAsDouble(1 - 1e-7);
        double[] x = new double[POINTS + 1];
        double[] below = new double[POINTS + 1];
        double[] moment = new double[POINTS + 1];
        for (int i = 1; i <= POINTS; i++) {
            // Half by equal steps, half by equal factors: fine both where many jobs end and where few do.
            x[i] = i % 2 == 0
                    ? low + (high - low) * i / POINTS
                    : Math.max(low, patience / 50) * Math.pow(high / Math.max(low, patience / 50), (double) i / POINTS);
        }
        Arrays.sort(x);
        for (int i = 1; i <= POINTS; i++) {
            below[i] = i == POINTS ? 1 : durations.below().applyAsDouble(x[i]);
            moment[i] = moment[i - 1] + (below[i] - below[i - 1]) * (x[i] + x[i - 1]) / 2;
        }
        double[] value = new double[POINTS + 1];
        for (int i = POINTS - 1; i >= 0; i--) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = i + 1; j <= POINTS; j++) {
                double delay = (below[j] - below[i]) * x[j] - (moment[j] - moment[i]);
                if (delay >= least) {
                    break;
                }
                least = Math.min(least, delay + value[j]);
            }
            value[i] = least + patience * (1 - below[i]);
        }
        return value[0];
    }
}
