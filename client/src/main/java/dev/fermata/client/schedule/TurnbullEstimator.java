package dev.fermata.client.schedule;

import java.util.List;

/**
 * Spreads observations that are known only as intervals: expectation-maximisation by Turnbull (1976) for censored durations. Each
 * round spreads every observation over its interval in proportion to the result of the round before. Mass gathers where many
 * intervals overlap, so a job of constant length is found by bisection.
 */
final class TurnbullEstimator {

    private static final int ROUNDS = 60;

    private TurnbullEstimator() {}

    /**
     * @param edges ascending; they include every finite end of an interval between the first edge and the last
     * @param prior mass of each cell {@code (edges[i], edges[i + 1]]}, more than zero: the first round spreads by it
     * @return mass of each cell, without the prior
     */
    static double[] fit(double[] edges, double[] prior, List<Evidence> evidence) {
        int[] from = new int[evidence.size()];
        int[] to = new int[evidence.size()];
        for (int k = 0; k < from.length; k++) {
            Evidence e = evidence.get(k);
            to[k] = e.endless() ? prior.length : TimeGrid.cell(edges, e.before()) + 1;
            from[k] = e.exact() ? to[k] - 1 : TimeGrid.cell(edges, e.after()) + 1;
        }
        double[] fit = new double[prior.length];
        for (int round = 0; round < ROUNDS; round++) {
            fit = round(fit, prior, evidence, from, to);
        }
        return fit;
    }

    /** Linear in cells plus observations: the factor of each cell is a running sum over the intervals that contain it. */
    private static double[] round(double[] fit, double[] prior, List<Evidence> evidence, int[] from, int[] to) {
        double[] below = new double[fit.length + 1];
        for (int i = 0; i < fit.length; i++) {
            below[i + 1] = below[i] + fit[i] + prior[i];
        }
        double[] change = new double[fit.length + 1];
        for (int k = 0; k < from.length; k++) {
            double factor = evidence.get(k).weight() / (below[to[k]] - below[from[k]]);
            change[from[k]] += factor;
            change[to[k]] -= factor;
        }
        double[] next = new double[fit.length];
        double factor = 0;
        for (int i = 0; i < fit.length; i++) {
            factor += change[i];
            next[i] = Math.max(0, factor) * (fit[i] + prior[i]);
        }
        return next;
    }
}
