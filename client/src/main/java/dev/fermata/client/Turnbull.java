package dev.fermata.client;

import java.util.List;

/**
 * Spreads what is known only up to an interval: expectation-maximisation as Turnbull (1976) gave it for censored durations.
 * Each round spreads every observation over its interval in proportion to the model of the round before. Where many intervals
 * share a part, the mass gathers there; a job of constant length is so found by bisection.
 */
final class Turnbull {

    private static final int ROUNDS = 60;

    private Turnbull() {}

    /**
     * @param edges ascending; every finite end of an interval that lies between the first and the last is one of them
     * @param prior mass per cell {@code (edges[i], edges[i + 1]]}, more than zero: it says where mass may go at first
     * @return mass per cell, without the prior's
     */
    static double[] fit(double[] edges, double[] prior, List<Evidence> evidence) {
        int[] from = new int[evidence.size()];
        int[] to = new int[evidence.size()];
        for (int k = 0; k < from.length; k++) {
            Evidence e = evidence.get(k);
            to[k] = e.endless() ? prior.length : Grid.cell(edges, e.before()) + 1;
            from[k] = e.exact() ? to[k] - 1 : Grid.cell(edges, e.after()) + 1;
        }
        double[] fit = new double[prior.length];
        for (int round = 0; round < ROUNDS; round++) {
            fit = round(fit, prior, evidence, from, to);
        }
        return fit;
    }

    /** Linear in cells and observations: the factor by which a cell changes is a running sum over the intervals. */
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
