package dev.fermata.client.schedule;

import dev.fermata.client.schedule.DurationModel.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A part of what was observed: a weight spread evenly over a range of log time. An exact duration has no width.
 *
 * @param from natural logarithm of seconds
 * @param to at least {@code from}
 * @param weight in jobs
 */
record MassSegment(double from, double to, double weight) {

    private static final double LEAST_WEIGHT = 1e-3;

    private static final int ROUNDS = 60;

    /** This many scales away, less than a millionth of the mass is left. */
    private static final double REACH = 14;

    /** All evidence as segments in the order of time. What is known as intervals only is spread over them. */
    static List<MassSegment> of(List<Evidence> evidence, Prior prior) {
        double[] ends = evidence.stream()
                .filter(e -> !e.exact())
                .mapMultiToDouble((e, out) -> {
                    out.accept(e.after());
                    out.accept(e.before());
                })
                .filter(t -> t > prior.low() && t < prior.high())
                .toArray();
        double[] edges = DurationModel.both(new double[] {prior.low(), prior.high()}, ends);
        double[] room = new double[edges.length - 1];
        for (int i = 0; i < room.length; i++) {
            room[i] = prior.below(edges[i + 1]) - prior.below(edges[i]);
        }
        double[] spread = spread(edges, room, evidence);
        List<MassSegment> segments = new ArrayList<>();
        for (Evidence e : evidence) {
            if (e.exact()) {
                segments.add(new MassSegment(Math.log(e.before()), Math.log(e.before()), e.weight()));
                spread[cell(edges, e.before())] -= e.weight();
            }
        }
        for (int i = 0; i < spread.length; i++) {
            if (spread[i] > LEAST_WEIGHT) {
                segments.add(new MassSegment(Math.log(edges[i]), Math.log(edges[i + 1]), spread[i]));
            }
        }
        segments.sort(Comparator.comparingDouble(MassSegment::from));
        return segments;
    }

    /**
     * Spreads observations that are known only as intervals: expectation-maximisation by Turnbull (1976) for censored durations. Each
     * round spreads every observation over its interval in proportion to the result of the round before. Mass gathers where many
     * intervals overlap, so a job of constant length is found by bisection.
     *
     * @param edges ascending; they include every finite end of an interval between the first edge and the last
     * @param prior mass of each cell {@code (edges[i], edges[i + 1]]}, more than zero: the first round spreads by it
     * @return mass of each cell, without the prior
     */
    static double[] spread(double[] edges, double[] prior, List<Evidence> evidence) {
        int[] from = new int[evidence.size()];
        int[] to = new int[evidence.size()];
        for (int k = 0; k < from.length; k++) {
            Evidence e = evidence.get(k);
            to[k] = e.endless() ? prior.length : cell(edges, e.before()) + 1;
            from[k] = e.exact() ? to[k] - 1 : cell(edges, e.after()) + 1;
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

    /** The index of the cell {@code (edges[i], edges[i + 1]]} that contains this time; -1 up to the first edge. */
    private static int cell(double[] edges, double time) {
        int found = Arrays.binarySearch(edges, time);
        return found >= 0 ? found - 1 : -found - 2;
    }

    static double weight(List<MassSegment> segments) {
        return segments.stream().mapToDouble(MassSegment::weight).sum();
    }

    /**
     * The weight below {@code y} when this segment is smoothed by the logistic kernel of this scale. The kernel falls off like a
     * normal density, but has longer tails, and its integrals are short formulas.
     */
    double below(double y, double scale) {
        return weight * shareBelow(y, scale);
    }

    private double shareBelow(double y, double scale) {
        double width = to - from;
        if (y <= from - REACH * scale) {
            return 0;
        } else if (y >= to + REACH * scale) {
            return 1;
        } else if (width < 0.01 * scale) {
            return 1 / (1 + Math.exp(-(y - (from + to) / 2) / scale));
        }
        // softPlus(u) - softPlus(v), with one logarithm for both.
        double u = (y - from) / scale;
        double v = (y - to) / scale;
        if (v > -REACH && u < 2 * REACH) {
            return scale / width * Math.log((1 + Math.exp(u)) / (1 + Math.exp(v)));
        }
        return scale / width * (softPlus(u) - softPlus(v));
    }

    /** The integral of the logistic function. */
    private static double softPlus(double z) {
        return z > 30 ? z : Math.log1p(Math.exp(z));
    }
}
