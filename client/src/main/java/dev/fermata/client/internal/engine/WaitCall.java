package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.wait.WaitAction.Ending;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.schedule.PollReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of one wait, and what the caller learns of it.
 *
 * @param rules apply to this wait alone
 * @param start from when on the time counts
 * @param age how old the job is at the start; null if the caller does not say
 * @param oneShot a request that is made for its own sake; null to wait for a job
 * @param observer null if nobody listens
 */
public record WaitCall(
        String id,
        WaitRules rules,
        Duration maxWait,
        Duration start,
        @Nullable Duration age,
        PollQuery.@Nullable OneShot oneShot,
        @Nullable Observer observer,
        End end) {

    /** What is done with the end of a wait. Called in the loop, so it must return at once. */
    public interface End {
        void ended(Result result);

        /** The wait ends without a result: it was canceled, the waiter was closed, or a schedule threw. */
        void broken(Throwable cause);
    }

    /** How a wait ended, and what it had seen by then. */
    public record Result(String id, Ending ending, WaitState state, Duration elapsed) {}

    /** Learns what a wait does. Called on the callback executor, in the order of what happens to the wait. */
    public interface Observer {
        void polled(Report report);

        void ended(Result result);
    }

    /** What a report is about. */
    public enum Event {
        SENT,
        ANSWERED,
        FAILED,
        /** A failure: the server said no. */
        REJECTED
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
    public record Report(
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
}
