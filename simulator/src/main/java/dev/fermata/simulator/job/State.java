package dev.fermata.simulator.job;

import java.util.Locale;

/** Where a job is. */
public enum State {
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELED;

    /** As written in JSON. */
    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
        return word;
    }

    /** Whether the job is over. */
    public boolean terminal() {
        return compareTo(COMPLETED) >= 0;
    }
}
