package dev.fermata.client;

import java.util.List;

/**
 * What to expect of a job when nothing like it was seen: every order of magnitude is as likely as the next (log-uniform), from
 * what a look is worth up to the knee, an hour or two; from there twice as long is half as likely. It never goes away, so nothing
 * is ever impossible.
 *
 * @param high where the points end; all that is beyond is taken to end there
 * @param weight of how many jobs it counts
 */
record Prior(double low, double knee, double high, double weight) {

    /** Counts as so many jobs at first. Less than one: the first job seen says more than no job seen. */
    private static final double WEIGHT = 0.3;

    /** After about so many jobs it counts less: what has not come by then is the rarer. */
    private static final double FADING = 2;

    /** Of the patience: to be so much late costs no more than a look. */
    private static final double LOW = 1;

    /** Seconds; more where jobs were seen to last, or where a look is worth so much that this is short. */
    private static final double KNEE = 5400;

    private static final double KNEE_IN_LOOKS = 400;
    private static final double HIGH_IN_KNEES = 16;

    private static final double MARGIN = 4;

    static Prior of(List<Evidence> evidence, double patience) {
        double low = LOW * patience;
        double knee = Math.max(KNEE, KNEE_IN_LOOKS * patience);
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
