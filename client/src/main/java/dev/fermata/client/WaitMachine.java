package dev.fermata.client;

import dev.fermata.client.Decision.Ending;
import dev.fermata.client.Decision.Finish;
import dev.fermata.client.Decision.PauseUntil;
import dev.fermata.client.Decision.Send;
import dev.fermata.client.WaitEvent.Why;
import java.time.Duration;
import java.util.Optional;

/**
 * The rules of a wait: pure functions from (what is known, what just happened, now) to what to do next.
 *
 * <p>It knows no clock, no network and no random source, so every rule can be tested in virtual time. {@code now} counts
 * from the start of the wait. {@link Wait} carries the decisions out.
 */
record WaitMachine(PollSchedule schedule, PollSchedule errorBackoff, Duration maxWait, Duration requestTimeout) {

    /** Room that the last look leaves for scheduling, on top of two round trips. */
    private static final Duration SLACK = Duration.ofMillis(20);
    /** Taken as the round trip until one was measured. */
    private static final Duration TYPICAL_ROUND_TRIP = Duration.ofMillis(40);

    /** A decision, what is known after it, and what was heard of a poll, if anything. */
    record Step(Progress progress, Decision decision, Optional<String> heard) {}

    /** The wait begins. */
    Step begin(double random) {
        Duration first = schedule.pause(new Look(0, Duration.ZERO), random);
        Progress progress = Progress.NONE;
        Decision decision = next(progress, Duration.ZERO, first, Duration.ZERO, Why.SCHEDULE);
        return new Step(progress, decision, Optional.empty());
    }

    /** A pause is over, or the time is up. */
    Step wake(Progress before, Duration now) {
        if (now.compareTo(maxWait) >= 0) {
            return expire(before, now);
        }
        Duration lastLook = lastLook(before);
        boolean early = now.plus(lead(before)).compareTo(lastLook) < 0;
        // A hung request must not cost the last look, unless it was sent so late that it is the last look itself.
        Duration latest = early ? lastLook : maxWait;
        Duration abandonAt = min(now.plus(requestTimeout), latest);
        return new Step(before.sent(now, now.compareTo(lastLook) >= 0), new Send(abandonAt), Optional.empty());
    }

    /** A request was answered, failed, or was given up. */
    Step decide(Progress before, Answer answer, Duration now, double random) {
        Optional<String> heard = Optional.of(answer.text());
        if (answer instanceof Answer.Final end) {
            return new Step(before.answered(now), new Finish(new Ending.Ended(end.status())), heard);
        }
        if (answer instanceof Answer.Refused refused) {
            Ending ending = new Ending.Refused(refused.statusCode());
            return new Step(before.troubled(answer.text()), new Finish(ending), heard);
        }
        if (answer instanceof Answer.Trouble trouble) {
            Progress after = before.troubled(trouble.problem());
            Duration pause = errorBackoff.pause(new Look(after.troubles(), now), random);
            return new Step(after, next(after, now, pause, trouble.retryAfter(), Why.ERROR_BACKOFF), heard);
        }
        Progress after = before.answered(now);
        Duration pause = schedule.pause(new Look(after.answers(), now), random);
        Duration retryAfter = ((Answer.Pending) answer).retryAfter();
        return new Step(after, next(after, now, pause, retryAfter, Why.SCHEDULE), heard);
    }

    /** The time is up. A request that is still under way counts as a problem: it may be all that is known of the server. */
    private static Step expire(Progress before, Duration now) {
        return before.awaitedSince()
                .map(since -> {
                    String problem = noAnswerWithin(now.minus(since));
                    return new Step(before.troubled(problem), timedOut(), Optional.of(problem));
                })
                .orElseGet(() -> new Step(before, timedOut(), Optional.empty()));
    }

    static String noAnswerWithin(Duration pause) {
        return "no complete answer within %.1f s".formatted(pause.toMillis() / 1000.0);
    }

    /**
     * When to ask next: after {@code pause}, never before {@code retryAfter}, and once more just before the deadline whatever
     * the schedule says.
     */
    private Decision next(Progress progress, Duration now, Duration pause, Duration retryAfter, Why why) {
        if (now.compareTo(maxWait) >= 0) {
            return timedOut();
        }
        boolean hinted = retryAfter.compareTo(pause) > 0;
        Duration earliest = now.plus(retryAfter);
        Duration at = hinted ? earliest : now.plus(pause);
        Duration lastLook = lastLook(progress);
        if (at.compareTo(lastLook) < 0) {
            return new PauseUntil(at, hinted ? Why.HINT : why);
        }
        if (earliest.compareTo(maxWait) >= 0) {
            // Not to be asked again within this wait. Ending it early would only make callers come back too soon.
            return new PauseUntil(maxWait, Why.HINT);
        }
        boolean roomForAnother = now.plus(lead(progress).multipliedBy(2)).compareTo(lastLook) < 0;
        if (!progress.lastLookTaken() || roomForAnother) {
            return new PauseUntil(max(now, max(lastLook, earliest)), Why.DEADLINE);
        }
        boolean retryFits = why == Why.ERROR_BACKOFF && at.compareTo(maxWait) < 0;
        return retryFits ? new PauseUntil(at, why) : timedOut();
    }

    private Duration lastLook(Progress progress) {
        return maxWait.minus(lead(progress));
    }

    /** How long before the deadline the last look is sent, so that its answer is back in time. */
    private Duration lead(Progress progress) {
        Duration roundTrip = progress.roundTrip().orElse(TYPICAL_ROUND_TRIP);
        return min(roundTrip.multipliedBy(2).plus(SLACK), maxWait.dividedBy(4));
    }

    private static Decision timedOut() {
        return new Finish(new Ending.Ended(Status.TIMEOUT));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
