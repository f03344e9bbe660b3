package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;
import java.util.List;

/**
 * How jobs fail.
 *
 * @param chance that a job fails
 * @param failures the failures it is drawn from
 * @param earliest the part of the running time (0 to 1) after which jobs fail; 1 is the very end
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

    /** With this chance, one of the usual failures, at any time. */
    public static FailureModel withChance(double chance) {
        return new FailureModel(chance, USUAL, 0);
    }

    public FailureModel withFailures(Weighted<Failure> some) {
        return new FailureModel(chance, some, earliest);
    }

    /** Jobs fail only when they would have been completed. */
    public FailureModel atTheEnd() {
        return new FailureModel(chance, failures, 1);
    }
}
