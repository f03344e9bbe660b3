package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;

/**
 * What the backend says about when a job will be done.
 *
 * @param progress whether responses show the progress
 * @param expected where the expected end comes from
 * @param factor what that is multiplied with: below 1 it is too optimistic, above 1 too pessimistic
 */
public record Hints(boolean progress, Expected expected, double factor) {

    /** Where the expected end comes from. */
    public enum Expected {
        /** No expected end. */
        NONE,
        /** The usual duration of such jobs, which is all that a real backend can know. */
        TYPICAL,
        /** The duration of this job. */
        EXACT
    }

    public Hints {
        Checks.that(factor > 0 && factor <= 1_000, "hint factor", factor, "more than 0 and at most 1000");
    }

    public static Hints none() {
        return new Hints(false, Expected.NONE, 1);
    }

    public static Hints typical() {
        return new Hints(true, Expected.TYPICAL, 1);
    }

    public static Hints exact() {
        return new Hints(true, Expected.EXACT, 1);
    }

    public Hints withFactor(double other) {
        return new Hints(progress, expected, other);
    }
}
