package dev.fermata.client;

import java.time.Duration;
import java.util.Optional;

/**
 * One poll of a wait, told after its answer and before the pause that follows.
 *
 * @param id the job; empty where the backend has but one
 * @param poll its number, from 1
 * @param elapsed since the wait began
 * @param answer the server's word, or a sentence that says what went wrong
 * @param snapshot what is known of the job; empty before the first valid answer
 * @param nextLook how long until the next poll; empty when there will be none
 * @param why what decided the moment of the next poll
 */
public record WaitEvent(
        String id,
        int poll,
        Duration elapsed,
        String answer,
        Optional<Snapshot> snapshot,
        Optional<Duration> nextLook,
        Why why) {

    /** What decides when the next poll is sent. */
    public enum Why {
        /** The {@link PollSchedule}, which knows of nothing that would tell when such a job ends. */
        SCHEDULE,
        /** The {@link PollSchedule}, by how long jobs of this kind took. */
        HISTORY,
        /** The {@link PollSchedule}, by what the server says of the job's progress or end. */
        HINT,
        /** The server: {@code Retry-After}. */
        RETRY_AFTER,
        /** The server holds the next request until the job changes. */
        HOLD,
        /** Something went wrong, and trouble has a schedule of its own. */
        ERROR_BACKOFF,
        /** The last look, just before the time is up. */
        DEADLINE,
        /** There is no next poll. */
        END;

        /** Whether it was chosen because it seemed best, so that another moment does no harm. */
        boolean isChoice() {
            return this == SCHEDULE || this == HISTORY || this == HINT;
        }
    }
}
