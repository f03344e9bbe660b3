package dev.fermata.client.backend;

import java.util.Locale;

/** The state of a job, in the same words for all backends. Printed in lower case. */
public enum JobState {
    /** Accepted, not started. */
    QUEUED,
    /** In progress. */
    RUNNING,
    /** It goes no further until somebody acts: it is paused, or waits for an input. The wait goes on unless it is to end then. */
    NEEDS_ATTENTION,
    /**
     * It has ended, as the server says, but its outcome or its result is to be had at another URL ({@link Snapshot#nextPoll}), or from a
     * poll for this job alone. The client sends that poll at once.
     */
    FINISHING,
    /** Finished; see {@link Snapshot#result()}. */
    COMPLETED,
    /** Ended without a result; see {@link Snapshot#error()}. */
    FAILED,
    /** Ended because somebody canceled it. */
    CANCELED,
    /** The backend does not know the server's word; see {@link Snapshot#word()}. This state never ends a wait. */
    UNKNOWN;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Whether the job has ended. A terminal job never changes again. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELED;
    }

    @Override
    public String toString() {
        return text;
    }
}
