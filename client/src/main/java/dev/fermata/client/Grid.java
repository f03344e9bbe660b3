package dev.fermata.client;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** Points in time: few where nothing is known, many where jobs end. */
final class Grid {

    private static final int LOG_POINTS = 280;
    private static final int NEAR_POINTS = 400;

    /** The seen jobs are represented by so many of them, evenly by weight. */
    private static final int ANCHORS = 60;

    /** Points around an anchor, in steps of the kernel's scale, so many either way. */
    private static final int STEPS = 7;

    private Grid() {}

    /** Zero, {@code low}, and on to {@code high} by equal factors. */
    static double[] log(double low, double high) {
        double[] points = new double[LOG_POINTS + 1];
        for (int i = 1; i <= LOG_POINTS; i++) {
            points[i] = low * Math.pow(high / low, (i - 1.0) / (LOG_POINTS - 1));
        }
        // Exactly, since the prior puts all that is beyond at this point.
        points[LOG_POINTS] = high;
        return points;
    }

    /** Both sets in order, without doubles; {@code more} may be in any order. */
    static double[] with(double[] points, double[] more) {
        return DoubleStream.concat(Arrays.stream(points), Arrays.stream(more))
                .sorted()
                .distinct()
                .toArray();
    }

    /** The index of the cell {@code (edges[i], edges[i + 1]]} that holds this time; -1 up to the first edge. */
    static int cell(double[] edges, double time) {
        int found = Arrays.binarySearch(edges, time);
        return found >= 0 ? found - 1 : -found - 2;
    }

    /** Points around the lumps, within some scales of the kernels that have a share. */
    static double[] near(List<Lump> lumps, double[] shares, Prior prior) {
        double[] anchors = anchors(lumps);
        double[] all = new double[ANCHORS * Bandwidth.SCALES.length * (2 * STEPS + 1)];
        int n = 0;
        for (int k = 0; k < shares.length; k++) {
            for (int i = 0; i < ANCHORS && shares[k] > 0; i++) {
                for (int step = -STEPS; step <= STEPS; step++) {
                    all[n++] = anchors[i] + step * Bandwidth.SCALES[k];
                }
            }
        }
        Arrays.sort(all, 0, n);
        double gap = (all[n - 1] - all[0]) / NEAR_POINTS;
        double[] kept = new double[n];
        int m = 0;
        double previous = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double time = Math.exp(all[i]);
            if (all[i] - previous >= gap && time > prior.low() && time < prior.high()) {
                kept[m++] = time;
                previous = all[i];
            }
        }
        return Arrays.copyOf(kept, m);
    }

    private static double[] anchors(List<Lump> lumps) {
        double all = Lump.weight(lumps);
        double[] anchors = new double[ANCHORS];
        double below = 0;
        int at = 0;
        for (int k = 0; k < ANCHORS; k++) {
            double wanted = (k + 0.5) / ANCHORS * all;
            while (at < lumps.size() - 1 && below + lumps.get(at).weight() < wanted) {
                below += lumps.get(at++).weight();
            }
            Lump lump = lumps.get(at);
            anchors[k] = lump.from() + (lump.to() - lump.from()) * Math.min(1, (wanted - below) / lump.weight());
        }
        return anchors;
    }
}
