package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.heygen.HeyGenOptions.MixedBatch;
import dev.fermata.simulator.job.State;
import java.util.Set;

/** The words for the state of a job. Each part of the API has its own. */
final class StatusWords {

    static final String QUEUED = "queued";
    static final String PROCESSING = "processing";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String NOT_FOUND = "not_found";

    private static final Set<String> ENDS = Set.of(COMPLETED, FAILED);

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
            case QUEUED -> QUEUED;
            case RUNNING -> PROCESSING;
            case COMPLETED -> COMPLETED;
            case FAILED, CANCELED -> FAILED;
        };
    }

    /** Of a proofread. */
    static String session(State state) {
        return state.terminal() ? item(state) : PROCESSING;
    }

    /** Of a whole batch with items of these statuses. */
    static String whole(Set<String> items, MixedBatch mixed) {
        if (!ENDS.containsAll(items)) {
            return PROCESSING;
        }
        boolean failed = items.contains(FAILED) && (items.size() == 1 || mixed == MixedBatch.FAILED);
        return failed ? FAILED : COMPLETED;
    }

    /** Of a translation in the old API. */
    static String legacy(State state) {
        return state == State.COMPLETED ? "success" : single(state);
    }
}
