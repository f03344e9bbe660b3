package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;
import java.util.List;

/**
 * The progress that a running job shows: straight lines between points. It can stall and step back.
 *
 * @param points 2 to 100 of them, in order of time, the first at 0 and the last at 1; two points of the same time are a jump
 */
public record ProgressCurve(List<Point> points) {

    /** After {@code time} of the running time (0 to 1) the progress is {@code progress} (0 to 1). */
    public record Point(double time, double progress) {
        public Point {
            Checks.chance("time of a point of progress", time);
            Checks.chance("progress", progress);
        }
    }

    /** Only a completed job has a progress of 1. Others have less, also when rounded to three digits. */
    static final double ALMOST = 0.999;

    private static final ProgressCurve LINEAR = through(0, 0, 1, 1);

    public ProgressCurve {
        points = List.copyOf(points);
        int size = points.size();
        Checks.that(size >= 2 && size <= 100, "number of points of progress", size, "2 to 100");
        Checks.that(
                points.get(0).time() == 0,
                "time of the first point",
                points.get(0).time(),
                "0");
        Checks.that(
                points.get(size - 1).time() == 1,
                "time of the last point",
                points.get(size - 1).time(),
                "1");
        for (int i = 1; i < size; i++) {
            double before = points.get(i - 1).time();
            double time = points.get(i).time();
            Checks.that(
                    time >= before,
                    "time of point " + (i + 1),
                    time,
                    "that of the point before it (" + before + ") or more");
        }
    }

    /** Half the progress after half the time. */
    public static ProgressCurve linear() {
        return LINEAR;
    }

    /** Reaches this progress after half the time, then stays there until the end. */
    public static ProgressCurve stallingAt(double progress) {
        return through(0, 0, 0.5, progress, 1, progress);
    }

    /** Falls from one progress to another after half the time, then rises until the end. */
    public static ProgressCurve steppingBack(double from, double to) {
        return through(0, 0, 0.5, from, 0.5, to, 1, 1);
    }

    private static ProgressCurve through(double... timesAndProgress) {
        Point[] points = new Point[timesAndProgress.length / 2];
        for (int i = 0; i < points.length; i++) {
            points[i] = new Point(timesAndProgress[2 * i], timesAndProgress[2 * i + 1]);
        }
        return new ProgressCurve(List.of(points));
    }

    double at(double time) {
        int next = 1;
        while (next < points.size() - 1 && points.get(next).time() <= time) {
            next++;
        }
        Point from = points.get(next - 1);
        Point to = points.get(next);
        double span = to.time() - from.time();
        double share = span == 0 ? 1 : (time - from.time()) / span;
        return Math.min(from.progress() + share * (to.progress() - from.progress()), ALMOST);
    }
}
