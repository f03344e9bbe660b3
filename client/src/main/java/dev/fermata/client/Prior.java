package dev.fermata.client;

import java.util.List;

/**
 * What to expect of a job when nothing like it was seen: every order of magnitude is as likely as the next (log-uniform), from
 * what a look is worth up to hours. It knows no scale of its own and never goes away, so nothing is ever impossible.
 */
record Prior(double low, double high) {

    /** Counts as so many jobs. Less than one: the first job seen says more than no job seen. */
    static final double WEIGHT = 0.3;

    /** Of the patience: to be so much late costs no more than a look. */
    private static final double LOW = 1;

    /** Four hours; more where jobs were seen to last, or where a look is worth so much that four hours are short. */
    private static final double HIGH = 4 * 3600;

    private static final double HIGH_IN_LOOKS = 1000;
    private static final double MARGIN = 4;

    static Prior of(List<Evidence> evidence, double patience) {
        double low = LOW * patience;
        double high = Math.max(HIGH, HIGH_IN_LOOKS * patience);
        for (Evidence e : evidence) {
            low = Math.min(low, e.latest() / MARGIN);
            high = Math.max(high, e.latest() * MARGIN);
        }
        return new Prior(low, high);
    }

    /** The weight of the durations up to this one. */
    double below(double time) {
        return time <= low ? 0 : WEIGHT * Math.log(time / low) / Math.log(high / low);
    }
}
