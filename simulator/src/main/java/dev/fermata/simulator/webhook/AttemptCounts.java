package dev.fermata.simulator.webhook;

/**
 * How many attempts had which {@link Attempt.Result}.
 *
 * @param forgotten how many of all of them are no longer among {@link Webhooks#attempts()}
 */
public record AttemptCounts(long delivered, long retrying, long givenUp, long lost, long dropped, long forgotten) {}
