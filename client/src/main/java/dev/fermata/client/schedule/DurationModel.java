package dev.fermata.client.schedule;

import dev.fermata.client.schedule.MassSegment.Bandwidth;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How long a job may take: the {@link Prior}, and the observed jobs, each smoothed in log time. It is computed at points in time: few
 * where nothing is known, many where jobs end. Immutable.
 *
 * @param points ascending from 0, in seconds
 * @param weights of the cells {@code (points[i - 1], points[i]]}, in jobs; the first is 0
 */
record DurationModel(double[] points, double[] weights) {

    private static final int LOG_POINTS = 280;
    private static final int NEAR_POINTS = 400;

    /** The observed jobs are represented by this many times, at equal steps of their weight. */
    private static final int ANCHORS = 60;

    /** The number of points on each side of an anchor, one kernel scale apart. */
    private static final int STEPS = 7;

    static DurationModel of(List<Evidence> evidence, double patience) {
        Prior prior = Prior.of(evidence, patience);
        double[] log = logarithmic(prior.low(), prior.high());
        if (evidence.isEmpty()) {
            return of(log, new double[log.length], prior);
        }
        List<MassSegment> segments = MassSegment.of(evidence, prior);
        double[] shares = Bandwidth.shares(evidence, prior);
        double[] points = both(log, near(segments, shares, prior));
        double[] below = new double[points.length];
        for (int i = 1; i < points.length; i++) {
            below[i] = below(Math.log(points[i]), segments, shares);
        }
        return of(points, below, prior);
    }

    /** Points for where nothing is known: zero, {@code low}, and on to {@code high} by equal factors. */
    private static double[] logarithmic(double low, double high) {
        double[] points = new double[LOG_POINTS + 1];
        for (int i = 1; i <= LOG_POINTS; i++) {
            points[i] = low * Math.pow(high / low, (i - 1.0) / (LOG_POINTS - 1));
        }
        // Exactly, because the prior puts everything beyond at this point.
        points[LOG_POINTS] = high;
        return points;
    }

    /** Points around the segments, within some scales of each kernel that has a share. */
    private static double[] near(List<MassSegment> segments, double[] shares, Prior prior) {
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

    /** Both sets in ascending order, without duplicates; {@code more} may be in any order. */
    static double[] both(double[] points, double[] more) {
        return DoubleStream.concat(Arrays.stream(points), Arrays.stream(more))
                .sorted()
                .distinct()
                .toArray();
    }

    private static double below(double y, List<MassSegment> segments, double[] shares) {
        double sum = 0;
        for (int k = 0; k < shares.length; k++) {
            for (int i = 0; i < segments.size() && shares[k] > 0; i++) {
                sum += shares[k] * segments.get(i).below(y, Bandwidth.SCALES[k]);
            }
        }
        return sum;
    }

    private static DurationModel of(double[] points, double[] below, Prior prior) {
        double[] weights = new double[points.length];
        for (int i = 1; i < points.length; i++) {
            double more = below[i] - below[i - 1] + prior.below(points[i]) - prior.below(points[i - 1]);
            // Rounding may make it slightly negative.
            weights[i] = Math.max(0, more);
        }
        return new DurationModel(points, weights);
    }

    /** This model, weighted by how well each duration agrees with a hint. */
    DurationModel with(Hint hint) {
        double[] weighted = new double[weights.length];
        for (int i = 1; i < weighted.length; i++) {
            weighted[i] = weights[i] * hint.likelihood(middle(i));
        }
        return new DurationModel(points, weighted);
    }

    OptimalPollTimes optimalPollTimes(double patience) {
        double[] means = new double[points.length];
        Arrays.setAll(means, i -> i == 0 ? 0 : middle(i));
        return new OptimalPollTimes(points, weights, means, patience);
    }

    private double middle(int i) {
        return (points[i - 1] + points[i]) / 2;
    }

    /**
     * What to expect of a job before any was observed. Every order of magnitude is equally likely (log-uniform), from the patience
     * up to the knee of an hour and a half. Beyond the knee, twice as long is half as likely. The prior always keeps some weight,
     * so nothing is ever impossible.
     *
     * @param high where the points end; everything beyond is taken to end there
     * @param weight in jobs
     */
    record Prior(double low, double knee, double high, double weight) {

        /** The weight at first. Less than one job: the first job observed says more than no job. */
        private static final double WEIGHT = 0.3;

        /** After about this many jobs the prior counts less: durations that have not occurred by then are rarer. */
        private static final double FADING = 2;

        /** In patiences. To be late by this much costs no more than one poll. */
        private static final double LOW = 1;

        /** In seconds. It is more where jobs took longer, or where a poll is worth so much that this is short. */
        private static final double KNEE = 5400;

        private static final double KNEE_IN_PATIENCES = 400;
        private static final double HIGH_IN_KNEES = 16;

        private static final double MARGIN = 4;

        static Prior of(List<Evidence> evidence, double patience) {
            double low = LOW * patience;
            double knee = Math.max(KNEE, KNEE_IN_PATIENCES * patience);
            for (Evidence e : evidence) {
                low = Math.min(low, e.latest() / MARGIN);
                knee = Math.max(knee, e.latest());
            }
            double weight = WEIGHT / Math.sqrt(1 + Evidence.weight(evidence) / FADING);
            return new Prior(low, knee, HIGH_IN_KNEES * knee, weight);
        }

        /** The weight of the durations up to this one. */
        double below(double time) {
            if (time <= low) {
                return 0;
            } else if (time >= high) {
                return weight;
            }
            double body = Math.log(knee / low);
            double share = time <= knee ? Math.log(time / low) : body + 1 - knee / time;
            return weight * share / (body + 1);
        }
    }

    /**
     * What the server states about a duration: about {@code expected} seconds, right to within a factor of {@code e^spread}. It
     * weights the model and does not replace it, because servers are wrong sometimes.
     */
    record Hint(double expected, double spread) {

        /** A stated age is taken to be right to about a fifth. */
        private static final double STATED = 0.2;

        /** Progress says little about the end at the beginning, and much near the end. */
        private static final double PROGRESS_AT_FIRST = 0.8;

        private static final double LEAST_PROGRESS = 0.02;
        private static final double LEAST_SPREAD = 0.05;

        /** The share of the model that counts whatever the hint says. */
        private static final double DOUBT = 0.02;

        /** Hints that differ by less than this, in log time, are equal, so that waits can share a plan. */
        private static final double STEP = 0.02;

        static @Nullable Hint of(PollContext context) {
            double stated = context.expectedAge().map(PollContext::seconds).orElse(0.0);
            if (stated > 0) {
                return rounded(stated, STATED);
            }
            double age = PollContext.seconds(context.age());
            double progress = context.progress().orElse(0);
            if (progress >= LEAST_PROGRESS && progress < 1 && age > 0) {
                return rounded(age / progress, Math.max(LEAST_SPREAD, PROGRESS_AT_FIRST * (1 - progress)));
            }
            return null;
        }

        private static Hint rounded(double expected, double spread) {
            return new Hint(
                    Math.exp(STEP * Math.round(Math.log(expected) / STEP)),
                    Math.ceil(spread / LEAST_SPREAD) * LEAST_SPREAD);
        }

        double likelihood(double duration) {
            double off = Math.log(duration / expected) / spread;
            return DOUBT + Math.exp(-off * off / 2);
        }
    }
}
