package dev.fermata.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A part of what was seen: so much weight, evenly over a stretch of log time. An exact duration has no width. */
record Lump(double from, double to, double weight) {

    private static final double LEAST_WEIGHT = 1e-3;

    double below(double y, double scale) {
        return weight * Kernel.below(y, from, to, scale);
    }

    /** All evidence as lumps in the order of time, the censored part of it spread by {@link Turnbull}. */
    static List<Lump> of(List<Evidence> evidence, Prior prior) {
        double[] ends = evidence.stream()
                .filter(e -> !e.exact())
                .mapMultiToDouble((e, out) -> {
                    out.accept(e.after());
                    out.accept(e.before());
                })
                .filter(t -> t > prior.low() && t < prior.high())
                .toArray();
        double[] edges = Grid.with(new double[] {prior.low(), prior.high()}, ends);
        double[] room = new double[edges.length - 1];
        for (int i = 0; i < room.length; i++) {
            room[i] = prior.below(edges[i + 1]) - prior.below(edges[i]);
        }
        double[] spread = Turnbull.fit(edges, room, evidence);
        List<Lump> lumps = new ArrayList<>();
        for (Evidence e : evidence) {
            if (e.exact()) {
                lumps.add(new Lump(Math.log(e.before()), Math.log(e.before()), e.weight()));
                spread[Grid.cell(edges, e.before())] -= e.weight();
            }
        }
        for (int i = 0; i < spread.length; i++) {
            if (spread[i] > LEAST_WEIGHT) {
                lumps.add(new Lump(Math.log(edges[i]), Math.log(edges[i + 1]), spread[i]));
            }
        }
        lumps.sort(Comparator.comparingDouble(Lump::from));
        return lumps;
    }

    static double weight(List<Lump> lumps) {
        return lumps.stream().mapToDouble(Lump::weight).sum();
    }
}
