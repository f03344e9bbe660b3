package dev.fermata.simulator.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver a webhook, or the decision not to make one. All times are the simulator's.
 *
 * @param job the job's id
 * @param webhook the {@code webhook-id}: the same for all attempts
 * @param target where it was to go, without the query
 * @param number from 1; 0 when nothing was attempted
 * @param planned when it was to be sent
 * @param sent when it was; null when it was not
 * @param status what the receiver answered; null without an answer
 * @param problem what went wrong; null when nothing did
 * @param next when the next attempt is planned; null when there is none
 */
public record Attempt(
        String job,
        String webhook,
        String target,
        int number,
        Result result,
        Instant planned,
        @Nullable Instant sent,
        @Nullable Integer status,
        @Nullable String problem,
        @Nullable Instant next) {

    /** What came of it. */
    public enum Result {
        /** The receiver answered 2xx. */
        DELIVERED,
        /** There will be another attempt. */
        RETRYING,
        /** There will be no other attempt. */
        GIVEN_UP,
        /** Not sent, because the plan says so. */
        LOST,
        /** Not sent, because too many others were under way. */
        DROPPED
    }

    /**
     * How many attempts had which {@link Attempt.Result}.
     *
     * @param forgotten how many of all of them are no longer among {@link Webhooks#attempts()}
     */
    public record Counts(long delivered, long retrying, long givenUp, long lost, long dropped, long forgotten) {}
}
