package dev.fermata.client.internal.wait;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.wait.WaitStateMachine.Action;
import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Learns what a wait does, in the order of what happens to the wait. Called in the loop, so it must return at once. */
public interface WaitObserver {

    /**
     * A poll is sent.
     *
     * @param state what the wait has seen, this step included; so it is below
     * @param elapsed since the wait began
     * @param hold how long the server is asked to hold the request
     */
    void sent(WaitState state, Duration elapsed, PollReason reason, Duration hold);

    /**
     * A poll was answered, or failed.
     *
     * @param action what the wait does next
     */
    void received(WaitState state, Duration elapsed, PollResult result, Action action);

    /** A held request goes on, and nothing was said of the job, of which {@code known} is known. */
    void stays(WaitState state, Duration elapsed, @Nullable Snapshot known);

    void ended(WaitResult result);

    /**
     * How a wait ended, and what it had seen by then.
     *
     * @param start when it began, by the clock of all waits
     */
    record WaitResult(String id, Ending ending, WaitState state, Duration start, Duration elapsed) {}
}
