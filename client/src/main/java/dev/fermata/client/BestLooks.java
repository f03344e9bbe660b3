package dev.fermata.client;

import java.util.Arrays;

/**
 * The best times to look at a job whose duration has a known distribution: those that minimise
 * {@code patience * looks + delay}, found exactly by dynamic programming (docs/polling.md).
 *
 * <p>The distribution is given as cells between ascending points; a look may be at any point. With {@code V(i)} the cost still
 * to come when the job was not done at point {@code i} (times the chance of getting there), {@code V(i)} is the least, over
 * the next look {@code j}, of one request, plus the delay of what ends in between, plus {@code V(j)}. Prefix sums make each
 * term cheap. Immutable.
 */
final class BestLooks {

    /** Of the pause: looks are moved by at most so much either way, for clients that began together. */
    private static final double JITTER = 0.08;

    /** Of a request: looks are moved only as far as it costs no more than this. */
    private static final double JITTER_COST = 0.05;

    /** Beyond the last point each gap is longer than the one before by a quarter. */
    private static final double GROWTH = 0.25;

    /** Of the patience: no pause is shorter, whatever the distribution says, for the server's sake. */
    private static final double LEAST_PAUSE = 0.05;

    private final double[] points;
    private final double[] mass;
    private final double[] moment;
    private final double[] value;
    private final double patience;
    private final double gapAtEnd;

    /**
     * @param points ascending from 0
     * @param weights of the jobs that end in the cell {@code (points[i - 1], points[i]]}; the first is ignored
     * @param means where in its cell that weight lies
     */
    BestLooks(double[] points, double[] weights, double[] means, double patience) {
        int n = points.length;
        this.points = points;
        this.patience = patience;
        mass = new double[n];
        moment = new double[n];
        value = new double[n];
        for (int i = 1; i < n; i++) {
            mass[i] = mass[i - 1] + weights[i];
            moment[i] = moment[i - 1] + weights[i] * means[i];
        }
        for (int i = n - 2; i >= 0; i--) {
            value[i] = patience * (mass[n - 1] - mass[i]) + costAt(best(mass[i], moment[i], i + 1), mass[i], moment[i]);
        }
        // Not the last gap itself: the last point cuts it short.
        int late = above(points[n - 1] / 2) - 1;
        double planned = points[best(mass[late], moment[late], late + 1)] - points[late];
        gapAtEnd = Math.max(patience, planned);
    }

    /** The least expected cost of a whole wait. */
    double cost() {
        return value[0] / mass[mass.length - 1];
    }

    /**
     * The pause, in the unit of the points, before the next look at a job that is not done at this age.
     *
     * @param waited for how much of that age it has been looked at
     */
    double pause(double age, double waited, double random) {
        int last = points.length - 1;
        if (age >= points[last]) {
            // Gaps g, 1.25 g, 1.5625 g ... from the last point on: this is what they are at a given age. For a wait
            // that began
            // even later they begin with it: the job may have lain about for days before anybody started it.
            double beyond = Math.min(age - points[last], waited);
            return (gapAtEnd + GROWTH * beyond) * (1 + JITTER * (random - 0.5));
        }
        int next = above(age);
        double part = (age - points[next - 1]) / (points[next] - points[next - 1]);
        double gone = mass[next - 1] + part * (mass[next] - mass[next - 1]);
        double goneMoment = moment[next - 1] + part * (moment[next] - moment[next - 1]);
        int best = best(gone, goneMoment, next);
        double limit = costAt(best, gone, goneMoment) + JITTER_COST * patience * (mass[last] - gone);
        double reach = JITTER * (points[best] - age);
        double from = edge(best, -1, next, limit, reach, gone, goneMoment);
        double to = edge(best, 1, last, limit, reach, gone, goneMoment);
        return Math.max(LEAST_PAUSE * patience, from + random * (to - from) - age);
    }

    /** The first point above an age: binary search. */
    private int above(double age) {
        int found = Arrays.binarySearch(points, age);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The best next look when so much mass is gone. The delay only grows with the point, so it soon rules out the rest. */
    private int best(double gone, double goneMoment, int from) {
        int best = from;
        double least = Double.POSITIVE_INFINITY;
        for (int j = from; j < points.length; j++) {
            double delay = delay(j, gone, goneMoment);
            if (delay >= least) {
                break;
            }
            if (delay + value[j] < least) {
                least = delay + value[j];
                best = j;
            }
        }
        return best;
    }

    private double costAt(int j, double gone, double goneMoment) {
        return delay(j, gone, goneMoment) + value[j];
    }

    private double delay(int j, double gone, double goneMoment) {
        return (mass[j] - gone) * points[j] - (moment[j] - goneMoment);
    }

    /** How far from the best point a look may move before it costs too much: between points, by interpolation. */
    private double edge(int best, int step, int end, double limit, double reach, double gone, double goneMoment) {
        int j = best;
        while (j != end && Math.abs(points[j] - points[best]) < reach && costAt(j, gone, goneMoment) <= limit) {
            j += step;
        }
        double at = points[j];
        double cost = costAt(j, gone, goneMoment);
        if (cost > limit) {
            double inside = costAt(j - step, gone, goneMoment);
            at = points[j - step] + (at - points[j - step]) * (limit - inside) / (cost - inside);
        }
        return Math.max(points[best] - reach, Math.min(points[best] + reach, at));
    }
}
