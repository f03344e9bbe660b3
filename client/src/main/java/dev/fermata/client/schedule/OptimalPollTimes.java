package dev.fermata.client.schedule;

import java.util.Arrays;
import java.util.List;

/**
 * The times at which to poll a job whose duration has a known distribution. They minimise {@code patience * polls + delay}, and
 * dynamic programming finds them exactly (docs/polling.md).
 *
 * <p>The distribution is given as cells between ascending points. A poll may be at any point. Let {@code V(i)} be the cost still to
 * come if the job has not ended at point {@code i}, times the probability of that. {@code V(i)} is the minimum, over the next poll
 * {@code j}, of one request, plus the delay of the jobs that end in between, plus {@code V(j)}. Prefix sums make each term cheap.
 * Immutable.
 */
final class OptimalPollTimes {

    /** A share of the pause. Polls move by at most this, earlier or later, so that clients that start together spread out. */
    private static final double JITTER = 0.08;

    /** A share of a request. Polls move only as far as that costs no more than this. */
    private static final double JITTER_COST = 0.05;

    /** Beyond the last point, each gap is longer than the one before by a quarter. */
    private static final double GROWTH = 0.25;

    /** A share of the patience. No pause is shorter, to protect the server. */
    private static final double LEAST_PAUSE = 0.05;

    private final double[] points;
    private final double[] mass;
    private final double[] moment;
    private final double[] value;
    private final double patience;
    private final double gapAtEnd;

    /**
     * @param points ascending from 0
     * @param weights of the jobs that end in the cells {@code (points[i - 1], points[i]]}; the first is ignored
     * @param means the mean duration of the jobs of each cell
     */
    OptimalPollTimes(double[] points, double[] weights, double[] means, double patience) {
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
        // Not the last gap itself, because the last point cuts it short.
        int late = above(points[n - 1] / 2) - 1;
        double planned = points[best(mass[late], moment[late], late + 1)] - points[late];
        gapAtEnd = Math.max(patience, planned);
    }

    /** The expected cost of a whole wait. */
    double cost() {
        return value[0] / mass[mass.length - 1];
    }

    /**
     * The pause, in the unit of the points, before the next poll of a job that has not ended at this age.
     *
     * @param waited the part of the age since the wait began
     */
    double pause(double age, double waited, double random) {
        int last = points.length - 1;
        if (age >= points[last]) {
            // From the last point on the gaps are g, 1.25 g, 1.5625 g ...; this computes them from the age. A wait that
            // began
            // later still begins with g, because the job may have been queued for days.
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

    /** The weight of the jobs that have ended at this age. */
    double ended(double age) {
        int last = points.length - 1;
        if (age >= points[last]) {
            return mass[last];
        }
        int next = above(age);
        double part = (age - points[next - 1]) / (points[next] - points[next - 1]);
        return mass[next - 1] + part * (mass[next] - mass[next - 1]);
    }

    /** The index of the first point above an age, by binary search. */
    private int above(double age) {
        int found = Arrays.binarySearch(points, age);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The best next poll when this much mass has ended. The delay grows with the point, so it soon rules out the rest. */
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

    /** How far from the best point a poll may move before it costs too much. Interpolates between points. */
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

    /**
     * Polls within a long pause, rarely and at random, while little is known about when jobs end in that pause.
     *
     * <p>If each job is found ended at one late poll, all that is observed is "before that poll". This agrees with jobs that
     * always end just before it, and with jobs that end at any time, so the plan would never change. An earlier poll tells these
     * apart. Each one that finds the job still running makes the next one rarer, so jobs of constant length are soon no longer
     * polled early.
     */
    static final class Exploration {

        private static final double MOST = 0.4;

        /** The chance falls by this factor with each job that is known to a part of the pause. */
        private static final double FALL = 0.4;

        /** How many more jobs must be known to the whole pause than to a part of it. Before that, the first jobs have more polls anyway. */
        private static final double MAJORITY = 6;

        /** A job that still runs at this part of the pause, after some jobs have shown nothing, shows that durations vary. */
        private static final double LATE = 0.9;

        private static final double SOME = 2;

        /** Each such job makes the chance fall more slowly, down to a limit. */
        private static final double SLOWER = 0.35;

        private static final double SLOWEST = 0.3;

        /** In patiences: one more poll cannot pay in a shorter pause. */
        private static final double SHORTEST = 2;

        private static final double EARLIEST = 0.5;
        private static final double LATEST = 0.9;

        private Exploration() {}

        /** The probability of an earlier poll in a pause that is planned at this age. */
        static double chance(
                List<Evidence> evidence, OptimalPollTimes times, double age, double pause, double patience) {
            if (pause < SHORTEST * patience) {
                return 0;
            }
            double toWhole = 0;
            double late = 0;
            for (Evidence e : evidence) {
                if (e.endless()) {
                    continue;
                } else if (toWhole > SOME && e.after() > age + LATE * pause) {
                    late += e.weight();
                }
                toWhole += isKnownToPart(e, age, pause) ? 0 : e.weight();
            }
            if (toWhole <= MAJORITY) {
                return 0;
            }
            double toPart = 0;
            for (Evidence e : evidence) {
                toPart += isKnownToPart(e, age, pause) ? e.weight() * shareWithin(e, times, age, pause) : 0;
            }
            double slower = Math.max(SLOWEST, 1 - SLOWER * late);
            return toWhole > toPart + MAJORITY ? MOST * Math.pow(FALL, slower * toPart) : 0;
        }

        private static boolean isKnownToPart(Evidence e, double age, double pause) {
            return Math.min(e.before(), age + pause) - Math.max(e.after(), age) <= pause / 2;
        }

        /** How likely a job ended within the pause, not before or after it, by the plan. */
        private static double shareWithin(Evidence e, OptimalPollTimes times, double age, double pause) {
            double from = Math.max(e.after(), age);
            double to = Math.min(e.before(), age + pause);
            if (to < from || to == age) {
                return 0;
            }
            double all = times.ended(e.before()) - times.ended(from);
            return e.exact() ? 1 : all > 0 ? (times.ended(to) - times.ended(from)) / all : 0;
        }

        /** @param random uniformly distributed over [0, 1) */
        static double pause(double planned, double random) {
            return planned * (EARLIEST + (LATEST - EARLIEST) * random);
        }
    }
}
