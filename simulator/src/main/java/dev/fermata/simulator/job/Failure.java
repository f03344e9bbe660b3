package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;

/** Why a job failed: a stable code for programs, a message for people. */
public record Failure(String code, String message) {

    public Failure {
        Checks.that(!code.isBlank(), "failure code", code, "a word such as source_unreachable");
    }
}
