package dev.fermata.client.internal.engine;

import dev.fermata.client.internal.engine.WaitObserver.Result;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.wait.WaitRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of one wait.
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
        @Nullable WaitObserver observer,
        End end) {

    /** What is done with the end of a wait. Called in the loop, so it must return at once. */
    public interface End {
        void ended(Result result);

        /** The wait ends without a result: it was canceled, the waiter was closed, or a schedule threw. */
        void broken(Throwable cause);
    }
}
