package dev.fermata.client;

import java.util.Locale;

/** Where a job stands, whatever its backend calls that. Printed in lower case. */
public enum JobState {
    /** Accepted, not begun. */
    QUEUED,
    /** Under way. */
    RUNNING,
    /** Done; the result is there. */
    COMPLETED,
    /** Ended without a result; see {@link Snapshot#error()}. */
    FAILED,
    /** Ended because somebody asked for it. */
    CANCELED,
    /** The backend used a word that means nothing here; see {@link Snapshot#word()}. Never ends a wait. */
    UNKNOWN;

    /** Whether the job has ended: it will never change again. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
