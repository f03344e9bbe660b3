package dev.fermata.simulator.push;

/** What becomes of a webhook after an attempt. */
sealed interface Verdict {

    record Delivered() implements Verdict {}

    record GivenUp(String reason) implements Verdict {}

    /** @param at in microseconds */
    record Again(long at, String reason) implements Verdict {}
}
