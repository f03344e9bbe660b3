package dev.fermata.client;

import java.util.Arrays;
import java.util.List;

/**
 * How long a job may take: the {@link Prior}, and the jobs seen, each widened by the {@link Kernel}. Immutable once made.
 *
 * @param points ascending from 0, in seconds
 * @param weights of the cells {@code (points[i - 1], points[i]]}; the first is 0
 */
record DurationModel(double[] points, double[] weights) {

    static DurationModel of(List<Evidence> evidence, double patience) {
        Prior prior = Prior.of(evidence, patience);
        double[] log = Grid.log(prior.low(), prior.high());
        if (evidence.isEmpty()) {
            return of(log, new double[log.length], prior);
        }
        List<Lump> lumps = Lump.of(evidence, prior);
        double[] shares = Bandwidth.shares(evidence, prior);
        double[] points = Grid.with(log, Grid.near(lumps, shares, prior));
        double[] below = new double[points.length];
        for (int i = 1; i < points.length; i++) {
            below[i] = below(Math.log(points[i]), lumps, shares);
        }
        return of(points, below, prior);
    }

    private static double below(double y, List<Lump> lumps, double[] shares) {
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            for (int i = 0; i < lumps.size() && shares[k] > 0; i++) {
                sum += shares[k] * lumps.get(i).below(y, Bandwidth.SCALES[k]);
            }
        }
        return sum;
    }

    private static DurationModel of(double[] points, double[] below, Prior prior) {
        double[] weights = new double[points.length];
        for (int i = 1; i < points.length; i++) {
            double more = below[i] - below[i - 1] + prior.below(points[i]) - prior.below(points[i - 1]);
            // Rounding may turn nothing into less than nothing.
            weights[i] = Math.max(0, more);
        }
        return new DurationModel(points, weights);
    }

    /** This model as the server's hint moves it. */
    DurationModel leaningOn(Hint hint) {
        double[] moved = new double[weights.length];
        for (int i = 1; i < moved.length; i++) {
            moved[i] = weights[i] * hint.likelihood(middle(i));
        }
        return new DurationModel(points, moved);
    }

    BestLooks bestLooks(double patience) {
        double[] means = new double[points.length];
        Arrays.setAll(means, i -> i == 0 ? 0 : middle(i));
        return new BestLooks(points, weights, means, patience);
    }

    private double middle(int i) {
        return (points[i - 1] + points[i]) / 2;
    }
}
