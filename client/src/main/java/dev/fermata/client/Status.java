package dev.fermata.client;

import java.util.Locale;

/** How a wait for the small system's job ended. Printed in lower case: {@code completed}, {@code error}, {@code timeout}. */
public enum Status {
    /** The server said that the job has completed. */
    COMPLETED,
    /** The server said that the job failed. A failure to reach the server never leads here. */
    ERROR,
    /** The time was up first; see {@link StatusResult#lastProblem()}. */
    TIMEOUT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
