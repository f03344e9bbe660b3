package dev.fermata.client.schedule;

import dev.fermata.client.schedule.DurationModel.Prior;
import java.util.ArrayList;
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

    /** This many scales away, less than a millionth of the mass is left. */
    private static final double REACH = 14;

    /** All evidence as segments in the order of time. {@link TurnbullEstimator} spreads what is known as intervals only. */
    static List<MassSegment> of(List<Evidence> evidence, Prior prior) {
        double[] ends = evidence.stream()
                .filter(e -> !e.exact())
                .mapMultiToDouble((e, out) -> {
                    out.accept(e.after());
                    out.accept(e.before());
                })
                .filter(t -> t > prior.low() && t < prior.high())
                .toArray();
        double[] edges = TimeGrid.with(new double[] {prior.low(), prior.high()}, ends);
        double[] room = new double[edges.length - 1];
        for (int i = 0; i < room.length; i++) {
            room[i] = prior.below(edges[i + 1]) - prior.below(edges[i]);
        }
        double[] spread = TurnbullEstimator.fit(edges, room, evidence);
        List<MassSegment> segments = new ArrayList<>();
        for (Evidence e : evidence) {
            if (e.exact()) {
                segments.add(new MassSegment(Math.log(e.before()), Math.log(e.before()), e.weight()));
                spread[TimeGrid.cell(edges, e.before())] -= e.weight();
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
