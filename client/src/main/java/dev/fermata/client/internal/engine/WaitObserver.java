package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.wait.WaitAction.Ending;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.schedule.PollReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Learns what a wait does. Called on the callback executor, in the order of what happens to the wait. */
public interface WaitObserver {

    void polled(Report report);

    void ended(Result result);

    /** What a report is about. */
    enum Event {
        SENT,
        ANSWERED,
        FAILED
    }

    /**
     * One step of a poll.
     *
     * @param poll its number, from 1
     * @param elapsed since the wait began
     * @param text the state's word, or what went wrong in a sentence; empty for a request that was sent
     * @param snapshot what is known of the job; null before the first valid response
     * @param next how long until the next poll; null if there is none, or if this one was just sent
     * @param retry whether the poll follows a failure
     * @param hold how long the server is asked to hold the request
     */
    record Report(
            Event event,
            String id,
            int poll,
            Duration elapsed,
            String text,
            @Nullable Snapshot snapshot,
            @Nullable Duration next,
            PollReason reason,
            boolean retry,
            Duration hold) {}

    /** How a wait ended, and what it had seen by then. */
    record Result(String id, Ending ending, WaitState state, Duration elapsed) {}
}
