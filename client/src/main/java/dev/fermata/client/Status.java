package dev.fermata.client;

import java.util.Locale;

/** How a wait for the small system's job ended. Printed in lower case: {@code completed}, {@code error}, {@code timeout}. */
public enum Status {
    /** The server said that the job is done. */
    COMPLETED,
    /** The server said that the job failed. Never used for trouble on the way to the server. */
    ERROR,
    /** The time was up before the server said either; see {@link StatusResult#lastProblem()}. */
    TIMEOUT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
