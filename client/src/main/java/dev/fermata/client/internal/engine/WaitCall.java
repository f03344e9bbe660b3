package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.internal.wait.WaitStateMachine.Action;
import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
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
        @Nullable Observer observer) {

    /** How a wait ended, and what it had seen by then. */
    public record Result(String id, Ending ending, WaitState state, Duration elapsed) {}

    /** Learns what a wait does, in the order of what happens to the wait. Called in the loop, so it must return at once. */
    public interface Observer {

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

        void ended(Result result);
    }
}
