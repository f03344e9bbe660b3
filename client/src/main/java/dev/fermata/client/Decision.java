package dev.fermata.client;

import java.time.Duration;

/** What to do next in a wait. Times count from its start. */
sealed interface Decision {

    /** Ask now; give the request up at {@code abandonAt}. */
    record Send(Duration abandonAt) implements Decision {}

    /** Do nothing until {@code at}. */
    record PauseUntil(Duration at, WaitEvent.Why why) implements Decision {}

    /** The wait is over. */
    record Finish(Ending ending) implements Decision {}

    /** How a wait ends. */
    sealed interface Ending {
        record Ended(Status status) implements Ending {}

        record Refused(int statusCode) implements Ending {}
    }
}
