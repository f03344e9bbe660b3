package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.job.State;
import java.util.Collection;

/** The words for the state of a job. Each part of the API has its own. */
final class StatusWords {

    static final String PROCESSING = "processing";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String NOT_FOUND = "not_found";

    private StatusWords() {}

    /** Of one translation, and in lists of them. */
    static String single(State state) {
        return switch (state) {
            case QUEUED -> "pending";
            case RUNNING -> "running";
            case COMPLETED -> COMPLETED;
            case FAILED, CANCELED -> FAILED;
        };
    }

    /** Of an item of a batch, and in bulk statuses. */
    static String item(State state) {
        return switch (state) {
            case QUEUED -> "queued";
            case RUNNING -> PROCESSING;
            case COMPLETED -> COMPLETED;
            case FAILED, CANCELED -> FAILED;
        };
    }

    /** Of a proofread. */
    static String session(State state) {
        return state.terminal() ? item(state) : PROCESSING;
    }

    /** Of a whole batch, which has failed only if all its items have. */
    static String whole(Collection<String> items) {
        if (!items.stream().allMatch(item -> item.equals(COMPLETED) || item.equals(FAILED))) {
            return PROCESSING;
        }
        return !items.isEmpty() && items.stream().allMatch(FAILED::equals) ? FAILED : COMPLETED;
    }

    /** Of a translation in the old API. */
    static String legacy(State state) {
        return state == State.COMPLETED ? "success" : single(state);
    }
}
