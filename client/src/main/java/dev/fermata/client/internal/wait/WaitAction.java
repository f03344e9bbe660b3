package dev.fermata.client.internal.wait;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.PollReason;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a wait does next. Times count from the start of the wait. */
public sealed interface WaitAction {

    /**
     * Poll now.
     *
     * @param leaveAt when the wait stops waiting for this response
     * @param hold how long the server is asked to hold the request; zero for not at all
     */
    record Send(Duration leaveAt, Duration hold) implements WaitAction {}

    /** Do nothing until {@code at}. */
    record PauseUntil(Duration at, PollReason reason) implements WaitAction {}

    /** The wait is over. */
    record Finish(Ending ending) implements WaitAction {}

    /** How a wait ends. */
    sealed interface Ending {
        /** The job has ended. */
        record Ended(Snapshot snapshot) implements Ending {}

        /** The time is up. */
        record TimedOut() implements Ending {}

        /**
         * The server rejects the polls, or cannot be reached for a reason that does not pass by itself.
         *
         * @param uri where the last request went; null if none was sent
         * @param statusCode 0 if no response came
         */
        record Rejected(@Nullable URI uri, int statusCode, String explanation) implements Ending {}
    }
}
