package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;
import java.util.List;

/**
 * How jobs fail.
 *
 * @param chance that a job fails
 * @param failures what it may fail of
 * @param earliest the part of the running time (0 to 1) after which failures strike; 1 means only at the very end
 */
public record FailureModel(double chance, Weighted<Failure> failures, double earliest) {

    private static final Weighted<Failure> USUAL = Weighted.equally(List.of(
            new Failure("source_unreachable", "The source video could not be downloaded."),
            new Failure("no_speech_found", "The source video contains no speech that could be translated."),
            new Failure("voice_not_permitted", "The voice of a speaker may not be cloned."),
            new Failure("internal_error", "Something went wrong. Try again later.")));

    public FailureModel {
        Checks.chance("error chance", chance);
        Checks.chance("earliest failure", earliest);
    }

    /** With that chance, of the usual failures, at any time. */
    public static FailureModel withChance(double chance) {
        return new FailureModel(chance, USUAL, 0);
    }

    public FailureModel withFailures(Weighted<Failure> some) {
        return new FailureModel(chance, some, earliest);
    }

    /** Failures that show only when the job would have been completed. */
    public FailureModel atTheEnd() {
        return new FailureModel(chance, failures, 1);
    }
}
