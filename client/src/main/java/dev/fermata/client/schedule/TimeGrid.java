package dev.fermata.client.schedule;

import dev.fermata.client.schedule.DurationModel.Prior;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** The points in time on which a model is computed: few where nothing is known, many where jobs end. */
final class TimeGrid {

    private static final int LOG_POINTS = 280;
    private static final int NEAR_POINTS = 400;

    /** The observed jobs are represented by this many times, at equal steps of their weight. */
    private static final int ANCHORS = 60;

    /** The number of points on each side of an anchor, one kernel scale apart. */
    private static final int STEPS = 7;

    private TimeGrid() {}

    /** Zero, {@code low}, and on to {@code high} by equal factors. */
    static double[] log(double low, double high) {
        double[] points = new double[LOG_POINTS + 1];
        for (int i = 1; i <= LOG_POINTS; i++) {
            points[i] = low * Math.pow(high / low, (i - 1.0) / (LOG_POINTS - 1));
        }
        // Exactly, because the prior puts everything beyond at this point.
        points[LOG_POINTS] = high;
        return points;
    }

    /** Both sets in ascending order, without duplicates; {@code more} may be in any order. */
    static double[] with(double[] points, double[] more) {
        return DoubleStream.concat(Arrays.stream(points), Arrays.stream(more))
                .sorted()
                .distinct()
                .toArray();
    }

    /** The index of the cell {@code (edges[i], edges[i + 1]]} that contains this time; -1 up to the first edge. */
    static int cell(double[] edges, double time) {
        int found = Arrays.binarySearch(edges, time);
        return found >= 0 ? found - 1 : -found - 2;
    }

    /** Points around the segments, within some scales of each kernel that has a share. */
    static double[] near(List<MassSegment> segments, double[] shares, Prior prior) {
        double[] anchors = anchors(segments);
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

    private static double[] anchors(List<MassSegment> segments) {
        double all = MassSegment.weight(segments);
        double[] anchors = new double[ANCHORS];
        double below = 0;
        int at = 0;
        for (int k = 0; k < ANCHORS; k++) {
            double wanted = (k + 0.5) / ANCHORS * all;
            while (at < segments.size() - 1 && below + segments.get(at).weight() < wanted) {
                below += segments.get(at++).weight();
            }
            MassSegment segment = segments.get(at);
            anchors[k] =
                    segment.from() + (segment.to() - segment.from()) * Math.min(1, (wanted - below) / segment.weight());
        }
        return anchors;
    }
}
