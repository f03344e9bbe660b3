package dev.fermata.client.internal.wait;

import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings by which a wait decides.
 *
 * @param notFoundGrace how long after the start of a wait 404 may mean that the job is not there yet
 * @param permanentFailureTries how many polls in a row may fail for a reason that does not pass by itself
 * @param expectedDuration how long the caller expects the job to take; null if the caller does not say
 * @param turn how long a request may have to wait for its turn under the rate limit
 * @param kind of jobs about which nothing is known yet
 * @param lastPoll whether there is a poll just before the deadline
 */
public record WaitRules(
        PollSchedule schedule,
        PollSchedule errorBackoff,
        Duration requestTimeout,
        Duration notFoundGrace,
        int permanentFailureTries,
        @Nullable Duration expectedDuration,
        Duration turn,
        String kind,
        boolean lastPoll) {

    /** The same rules for one call; null leaves what is set. */
    public WaitRules with(@Nullable PollSchedule otherSchedule, @Nullable Duration otherExpectedDuration) {
        return new WaitRules(
                otherSchedule == null ? schedule : otherSchedule,
                errorBackoff,
                requestTimeout,
                notFoundGrace,
                permanentFailureTries,
                otherExpectedDuration == null ? expectedDuration : otherExpectedDuration,
                turn,
                kind,
                lastPoll);
    }

    /** For a request that does something, such as a submission: it is repeated only after it failed. */
    public WaitRules oneShot() {
        return new WaitRules(
                PollSchedule.fixed(requestTimeout),
                errorBackoff,
                requestTimeout,
                Duration.ZERO,
                permanentFailureTries,
                null,
                turn,
                kind,
                false);
    }
}
