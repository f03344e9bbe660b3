package dev.fermata.simulator.webhook;

/** What becomes of a webhook after an attempt. */
sealed interface RetryDecision {

    record Delivered() implements RetryDecision {}

    record GivenUp(String reason) implements RetryDecision {}

    /** @param at in microseconds */
    record Again(long at, String reason) implements RetryDecision {}
}
