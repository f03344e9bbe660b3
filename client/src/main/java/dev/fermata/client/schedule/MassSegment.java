package dev.fermata.client.schedule;

import dev.fermata.client.schedule.DurationModel.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A part of what was observed: a weight spread evenly over a range of log time. An exact duration has no width. {@link Bandwidth} says how
 * widely it is smoothed.
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

    /**
     * How much one job says about the durations near its own: a share for each of some kernel scales. Each scale is judged by how
     * well it predicts jobs that are left out from the others (cross-validation), and the model mixes the scales by these shares. So
     * jobs of constant length are soon expected to a tenth of a second, and jobs of many lengths stay spread out. With one job, none
     * can be left out, and its duration is taken to be typical of its order of magnitude only.
     */
    static final class Bandwidth {

        static final double[] SCALES = {0.0003, 0.001, 0.003, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32};

        /** This many groups are left out in turn. More would take longer and say little more. */
        private static final int GROUPS = 8;

        /** Only this many jobs, the newest, are predicted. */
        private static final int PREDICTED = 40;

        /** Smaller shares are dropped, because each scale takes time. */
        private static final double LEAST_SHARE = 0.01;

        /** Half the width of the window, in log time, in which an exact duration must be predicted. */
        private static final double WINDOW = 1e-4;

        private Bandwidth() {}

        /** One share for each scale; their sum is 1. */
        static double[] shares(List<Evidence> evidence, Prior prior) {
            double[] log = new double[SCALES.length];
            for (int k = 0; k < log.length; k++) {
                // Wide is likelier than narrow until jobs say otherwise: a narrow plan that is wrong costs more.
                log[k] = Math.log(SCALES[k]);
            }
            int groups = Math.min(GROUPS, evidence.size());
            for (int group = 0; group < groups && groups > 1; group++) {
                judge(evidence, group, groups, prior, log);
            }
            double most = Arrays.stream(log).max().orElseThrow();
            double[] shares = Arrays.stream(log)
                    .map(each -> Math.exp(each - most))
                    .map(share -> share < LEAST_SHARE ? 0 : share)
                    .toArray();
            double sum = Arrays.stream(shares).sum();
            return Arrays.stream(shares).map(share -> share / sum).toArray();
        }

        /** Adds the log-likelihood of one group, given the others, for each scale. */
        private static void judge(List<Evidence> evidence, int group, int groups, Prior prior, double[] log) {
            List<Evidence> others = new ArrayList<>();
            List<Evidence> predicted = new ArrayList<>();
            for (int i = 0; i < evidence.size(); i++) {
                if (i % groups != group) {
                    others.add(evidence.get(i));
                } else if (i >= evidence.size() - PREDICTED && !evidence.get(i).endless()) {
                    predicted.add(evidence.get(i));
                }
            }
            List<MassSegment> segments = MassSegment.of(others, prior);
            double all = MassSegment.weight(segments) + prior.weight();
            for (Evidence e : predicted) {
                double from =
                        e.exact() ? Math.log(e.before()) - WINDOW : Math.log(Math.max(prior.low() / 2, e.after()));
                double to = Math.log(e.before()) + (e.exact() ? WINDOW : 0);
                double room = prior.below(Math.exp(to)) - prior.below(Math.exp(from));
                for (int k = 0; k < SCALES.length; k++) {
                    log[k] += e.weight() * Math.log((room + between(segments, from, to, SCALES[k])) / all);
                }
            }
        }

        private static double between(List<MassSegment> segments, double from, double to, double scale) {
            double sum = 0;
            for (MassSegment segment : segments) {
                sum += segment.below(to, scale) - segment.below(from, scale);
            }
            return sum;
        }
    }
}
