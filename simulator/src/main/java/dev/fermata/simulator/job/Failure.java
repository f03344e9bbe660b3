package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;
import dev.fermata.simulator.text.LoneSurrogates;

/**
 * Why a job failed.
 *
 * @param code for programs, up to 100 characters; it is stable
 * @param message for people, up to 1,000 characters
 */
public record Failure(String code, String message) {

    /** The failure of a job that is failed by hand, if no other is given. */
    public static final Failure BY_HAND = new Failure("internal_error", "Failed by hand.");

    public Failure {
        Checks.that(!code.isBlank(), "code", code, "a word such as source_unreachable");
        Checks.that(code.length() <= 100, "length of code", code.length(), "up to 100 characters");
        Checks.that(message.length() <= 1_000, "length of message", message.length(), "up to 1000 characters");
        LoneSurrogates.refuse("code", code);
        LoneSurrogates.refuse("message", message);
    }
}
