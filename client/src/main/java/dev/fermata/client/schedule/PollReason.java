package dev.fermata.client.schedule;

/** What decides when the next poll is sent. */
public enum PollReason {
    /** The {@link PollSchedule}, which does not know how long such a job takes. */
    SCHEDULE,
    /** The {@link PollSchedule}, from how long jobs of this kind took. */
    HISTORY,
    /** The {@link PollSchedule}, from the progress or the expected end that the server states. */
    HINT,
    /** The server, with {@code Retry-After}. */
    RETRY_AFTER,
    /** The server holds the next request until the job changes. */
    HOLD,
    /** The last request failed. The backoff for errors decides. */
    ERROR_BACKOFF,
    /** This is the last poll, just before the deadline. */
    DEADLINE,
    /** There is no next poll. */
    END;

    /** Whether the client chose this moment because it is cheapest. Another moment costs more, but breaks no promise. */
    public boolean isChoice() {
        return this == SCHEDULE || this == HISTORY || this == HINT;
    }
}
