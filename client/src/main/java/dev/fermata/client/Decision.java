package dev.fermata.client;

import java.time.Duration;

/** What to do next in a wait. Times count from its start. */
sealed interface Decision {

    /**
     * Ask now; give the request up at {@code abandonAt}.
     *
     * @param hold how long to ask the server to hold the request; zero for not at all
     */
    record Send(Duration abandonAt, Duration hold) implements Decision {}

    /** Do nothing until {@code at}. */
    record PauseUntil(Duration at, WaitEvent.Why why) implements Decision {

        /** Whether there will be no further look: the wait only lasts until its time is up. */
        boolean forGood() {
            return why == WaitEvent.Why.END;
        }
    }

    /** The wait is over. */
    record Finish(Ending ending) implements Decision {}

    /** How a wait ends. */
    sealed interface Ending {
        record Ended(Snapshot snapshot) implements Ending {}

        record TimedOut() implements Ending {}

        record Refused(int statusCode, String detail) implements Ending {}
    }
}
