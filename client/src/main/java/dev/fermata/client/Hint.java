package dev.fermata.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the server's own words say about a duration: about {@code expected} seconds, right to within a factor of
 * {@code e^spread}. It weighs the model, it does not replace it: servers err, too.
 */
record Hint(double expected, double spread) {

    /** A stated age is taken to be right to a fifth or so. */
    private static final double STATED = 0.2;

    /** Progress foretells little at the beginning and much at the end. */
    private static final double PROGRESS_AT_FIRST = 0.8;

    private static final double LEAST_PROGRESS = 0.02;
    private static final double LEAST_SPREAD = 0.05;

    /** How much the model alone counts, beside a hint that is exactly right. */
    private static final double DOUBT = 0.02;

    /** Hints closer than this, in log time, are the same, so that waits may share a plan. */
    private static final double STEP = 0.02;

    static @Nullable Hint of(Look look) {
        Duration stated = look.expectedAge();
        Double progress = look.progress();
        if (stated != null && stated.compareTo(Duration.ZERO) > 0) {
            return rounded(Evidence.seconds(stated), STATED);
        }
        double age = Evidence.seconds(look.age());
        if (progress != null && progress >= LEAST_PROGRESS && progress < 1 && age > 0) {
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
