package dev.fermata.client.internal.wait;

import static dev.fermata.client.internal.wait.WaitRules.max;
import static dev.fermata.client.internal.wait.WaitRules.min;

import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.wait.PollResult.Problem;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a wait does next: pure functions of what the wait has seen, what just happened, and the time since its start.
 * What {@code Retry-After}, the deadline, the last poll and the grace for 404 mean for a wait is decided here alone. The engine keeps
 * for which jobs a server sent {@code Retry-After}.
 *
 * @param maxWait the deadline
 */
public record WaitStateMachine(WaitRules rules, Duration maxWait) {

    /** A wait pauses longer than {@code Retry-After} by up to this part of it, so that waits do not poll together. */
    private static final double RETRY_SPREAD = 0.05;

    private static final Duration MOST_SPREAD = Duration.ofSeconds(1);
    /** A connection that was used so recently is still there. */
    private static final Duration IDLE = Duration.ofSeconds(2);
    /** A deadline that is noticed so late was slept through: the process was stopped, or the machine was suspended. */
    private static final Duration SLEPT = Duration.ofMillis(500);
    /** The time for a last poll after that. */
    private static final Duration EXTENSION = Duration.ofSeconds(2);

    /** A state and what to do in it. */
    public record Step(WaitState state, Action action) {}

    /** What a wait does next. Times count from the start of the wait. */
    public sealed interface Action {}

    /**
     * Poll now.
     *
     * @param leaveAt when the wait stops waiting for this response
     * @param hold how long the server is asked to hold the request; zero for not at all
     */
    public record Send(Duration leaveAt, Duration hold) implements Action {}

    /** Do nothing until {@code at}. */
    public record PauseUntil(Duration at, PollReason reason) implements Action {}

    /** The wait is over. */
    public record Finish(Ending ending) implements Action {}

    /** How a wait ends. */
    public sealed interface Ending {
        /** The job has ended. */
        record JobEnded(Snapshot snapshot) implements Ending {}

        /** The time is up. */
        record DeadlinePassed() implements Ending {}

        /**
         * The server rejects the polls, or cannot be reached for a reason that does not pass by itself.
         *
         * @param uri where the last request went; null if none was sent
         * @param statusCode 0 if no response came
         */
        record PollsRejected(@Nullable URI uri, int statusCode, String explanation) implements Ending {}
    }

    /**
     * The wait begins.
     *
     * @param state what is known beforehand
     * @param holdNow whether the server holds requests, or nobody knows yet: then no moment is better than now
     * @param now later than the start, for the last of many waits that one call begins
     */
    public Step begin(WaitState state, boolean holdNow, Duration now, double random) {
        if (now.compareTo(maxWait) >= 0) {
            return expire(state, now);
        }
        Snapshot seen = state.last();
        if (seen != null && seen.state().isTerminal()) {
            return new Step(state, new Finish(new Ending.JobEnded(seen)));
        }
        if (holdNow) {
            return next(state, now, Duration.ZERO, PollReason.HOLD, random);
        }
        // A job of unknown age, or one that an earlier wait gave up, may have ended long ago.
        boolean planned = state.ageAtStart != null && state.notYetAt() == null;
        Duration pause = planned ? rules.beforeFirstPoll(state, now, random) : Duration.ZERO;
        PollReason reason = pause.isZero() ? PollReason.SCHEDULE : rules.reason(state, now);
        return next(state, now, pause, reason, random);
    }

    /** It is this wait's turn to poll, unless the server has said meanwhile that it wants no poll yet. */
    public Step poll(WaitState before, Duration hold, Duration now, double random) {
        if (now.compareTo(deadline(before)) >= 0) {
            return expire(before, now);
        }
        if (before.notBefore().compareTo(now) > 0) {
            return next(before, now, Duration.ZERO, PollReason.RETRY_AFTER, random);
        }
        Duration lastPoll = lastPollAt(before);
        Duration leaveAt = leavesTime(before, now) ? lastPoll : deadline(before);
        return new Step(before.sent(now, now.compareTo(lastPoll) >= 0), new Send(leaveAt, hold));
    }

    /** Whether there is time for a last poll if a request that is sent now hangs. If not, this one counts as the last. */
    public boolean leavesTime(WaitState state, Duration now) {
        return rules.lastPoll() && now.plus(rules.lead(state, maxWait)).compareTo(lastPollAt(state)) < 0;
    }

    /** For how long a request that is sent now may be held, in whole seconds: its response must be back before the last poll. */
    public Duration hold(WaitState state, Duration now, Duration longest) {
        Duration room = lastPollAt(state).minus(rules.lead(state, maxWait)).minus(now);
        return Duration.ofSeconds(Math.max(0, min(longest, room).toSeconds()));
    }

    /** A poll was answered, or failed. */
    public Step received(WaitState before, PollResult result, Duration now, double random) {
        if (result instanceof PollResult.Terminal end) {
            return new Step(before.ended(end, now), new Finish(new Ending.JobEnded(end.snapshot())));
        }
        if (result instanceof PollResult.Rejected rejected) {
            return rejected(before, rejected, now, random);
        }
        if (result instanceof PollResult.Transient failed) {
            return failed(before, failed, now, random);
        }
        return notYet(before, (PollResult.Running) result, now, random);
    }

    /** The long poll that this wait shared goes no further, and said nothing of its job: the schedule decides the next poll. */
    public Step resume(WaitState before, Duration now, double random) {
        return next(before, now, rules.bySchedule(before, now, random), rules.reason(before, now), random);
    }

    /** Something outside says that it is worth to poll now: as soon as the server allows. */
    public Step hasten(WaitState before, PollReason reason, Duration now, double random) {
        return next(before, now, Duration.ZERO, reason, random);
    }

    /** The time is up. A request that is still under way counts as a problem: it may be all that is known of the server. */
    public Step expire(WaitState before, Duration now) {
        if (sleptBeforeLastPoll(before, now)) {
            Duration allowed = max(now, before.notBefore());
            return new Step(before.extended(now.plus(EXTENSION)), new PauseUntil(allowed, PollReason.DEADLINE));
        }
        Duration since = before.sentAt();
        if (since != null) {
            return new Step(
                    before.problem(Problem.noResponseWithin(now.minus(since), rules.requestTimeout())), timedOut());
        }
        boolean unsent = before.polls() == 0 && before.lastProblem().isEmpty();
        return new Step(unsent ? before.problem(Problem.unsent(maxWait, before.notBefore())) : before, timedOut());
    }

    private boolean sleptBeforeLastPoll(WaitState state, Duration now) {
        boolean slept = now.minus(maxWait).compareTo(SLEPT) > 0 && state.extendedTo == null;
        boolean due = rules.lastPoll() && (!state.lastPollSent || state.sentAt() != null);
        return slept && due && state.notBefore().compareTo(now.plus(EXTENSION)) < 0;
    }

    /** From this moment on a poll is the last one. */
    public Duration lastPollAt(WaitState state) {
        if (state.extendedTo != null) {
            return maxWait;
        }
        return deadline(state).minus(rules.lead(state, maxWait));
    }

    /** When the wait ends if nothing happens. */
    public Duration deadline(WaitState state) {
        return state.extendedTo == null ? maxWait : state.extendedTo;
    }

    /** The result of a poll for which there is no response yet. */
    public PollResult hung(WaitState before, Duration now) {
        Duration since = before.sentAt() == null ? now : before.sentAt();
        return PollResult.Transient.of(Problem.noResponseWithin(now.minus(since), rules.requestTimeout()));
    }

    private Step rejected(WaitState before, PollResult.Rejected rejected, Duration now, double random) {
        if (rejected.statusCode() == 404) {
            boolean seen = before.responses() > 0 || before.notYetAt() != null;
            Duration grace = rules.notFoundGrace(seen, before.last() != null);
            Duration since = before.notFoundSince == null ? now : before.notFoundSince;
            if (now.minus(since).compareTo(grace) < 0) {
                String sentence =
                        "the server does not know the job " + (seen ? "any more (404)" : "(404), perhaps not yet");
                WaitState after = before.notFound(now, Problem.of(sentence), rejected.retryAfter());
                // Not later than the moment from which a second one counts.
                Duration pause = min(
                        rules.afterFailure(after, now, random),
                        since.plus(grace).minus(now));
                return next(after, now, pause, PollReason.ERROR_BACKOFF, random);
            }
        }
        Ending ending = new Ending.PollsRejected(rejected.uri(), rejected.statusCode(), rejected.explanation());
        return new Step(before.problem(Problem.of(rejected.text())), new Finish(ending));
    }

    private Step failed(WaitState before, PollResult.Transient failed, Duration now, double random) {
        WaitState after = before.failed(failed, now);
        if (after.permanentFailures >= rules.permanentFailureTries()) {
            Ending ending =
                    new Ending.PollsRejected(failed.uri(), 0, failed.problem().sentence());
            return new Step(after, new Finish(ending));
        }
        if (!rules.repeats() && !failed.unprocessed()) {
            String unsure = "; the server may have done what was asked, so the request is not repeated";
            return new Step(after.problem(Problem.of(failed.problem().sentence() + unsure)), timedOut());
        }
        // Once at once, if the server says so. If it says so again, the backoff applies all the same.
        return backOff(after, failed.retryNow() && after.failures() == 1, now, random);
    }

    private Step backOff(WaitState after, boolean atOnce, Duration now, double random) {
        return atOnce
                ? next(after, now, Duration.ZERO, PollReason.RETRY_AFTER, random)
                : next(after, now, rules.afterFailure(after, now, random), PollReason.ERROR_BACKOFF, random);
    }

    private Step notYet(WaitState before, PollResult.Running result, Duration now, double random) {
        WaitState after = before.running(result, now, result.holdAfter() != null);
        Snapshot job = result.snapshot();
        if (rules.endsOnAttention() && job != null && job.state() == JobState.NEEDS_ATTENTION) {
            return new Step(after, new Finish(new Ending.JobEnded(job)));
        }
        if (result.isFinishing() && !PollResult.Running.isFinishing(before.last())) {
            return next(after, now, Duration.ZERO, PollReason.HINT, random);
        }
        if (result.holdAfter() != null) {
            return next(after, now, result.holdAfter(), PollReason.HOLD, random);
        }
        Duration pause = rules.afterSuccess(before, after, now, random);
        return next(after, now, pause, rules.reason(after, now), random);
    }

    /**
     * When to poll next: after {@code pause}, never before the server's {@code Retry-After}, and once more just before the deadline
     * whatever the schedule says.
     */
    private Step next(WaitState state, Duration now, Duration pause, PollReason reason, double random) {
        return now.compareTo(deadline(state)) >= 0
                ? expire(state, now)
                : new Step(state, nextAction(state, now, pause, reason, random));
    }

    private Action nextAction(WaitState state, Duration now, Duration pause, PollReason reason, double random) {
        Duration deadline = deadline(state);
        Duration allowed = max(now, state.notBefore());
        boolean told = allowed.compareTo(now.plus(pause)) > 0;
        Duration at = told ? allowed.plus(spread(allowed.minus(now), random)) : now.plus(pause);
        Duration lastPoll = lastPollAt(state);
        boolean holdAgain = reason == PollReason.HOLD && state.lastPollSent;
        if (at.compareTo(lastPoll) < 0 && !holdAgain) {
            return new PauseUntil(at, told ? PollReason.RETRY_AFTER : reason);
        }
        if (allowed.compareTo(deadline) >= 0) {
            // The server allows no poll within this wait. To end the wait early would make callers come back too soon.
            return new PauseUntil(deadline, PollReason.END);
        }
        if (!state.lastPollSent) {
            return new PauseUntil(max(lastPoll, allowed), PollReason.DEADLINE);
        }
        return oneMorePoll(state, allowed, at);
    }

    /** The last poll was sent. While time is left it is repeated: on a connection in use it takes less than was allowed for. */
    private Action oneMorePoll(WaitState state, Duration allowed, Duration at) {
        Duration deadline = deadline(state);
        Duration left = deadline.minus(allowed);
        Duration lead = WaitRules.leadOfRepetition(state);
        boolean enough = state.extendedTo != null && state.failures() == 0;
        if (!rules.lastPoll() || enough || left.compareTo(lead) <= 0) {
            return timedOut();
        }
        if (state.failures() > 0 && at.compareTo(deadline.minus(lead)) < 0) {
            return new PauseUntil(at, PollReason.ERROR_BACKOFF);
        }
        boolean idle = left.compareTo(IDLE) > 0;
        return new PauseUntil(idle ? allowed.plus(left.dividedBy(2)) : deadline.minus(lead), PollReason.DEADLINE);
    }

    private static Duration spread(Duration pause, double random) {
        return part(min(MOST_SPREAD, part(pause, RETRY_SPREAD)), random);
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofNanos((long) (whole.toNanos() * part));
    }

    private static Action timedOut() {
        return new Finish(new Ending.DeadlinePassed());
    }
}
