package dev.fermata.client;

import dev.fermata.client.Decision.Ending;
import dev.fermata.client.Decision.Finish;
import dev.fermata.client.Decision.PauseUntil;
import dev.fermata.client.Decision.Send;
import dev.fermata.client.Holding.Offer;
import dev.fermata.client.WaitEvent.Why;
import java.time.Duration;
import java.util.Optional;

/**
 * The rules of a wait: pure functions from (what is known, what just happened, now) to what to do next.
 *
 * <p>It knows no clock, no network and no random source, so every rule can be tested in virtual time. {@code now} counts
 * from the start of the wait. {@link Wait} carries the decisions out.
 */
record WaitMachine(Rules rules, Duration maxWait) {

    /** Room that the last look leaves for scheduling, on top of one and a half round trips. */
    private static final Duration SLACK = Duration.ofMillis(20);
    /** Taken as the round trip until one was measured. */
    private static final Duration TYPICAL_ROUND_TRIP = Duration.ofMillis(40);
    /** Of a {@code Retry-After}: the most that a wait stays away longer. */
    private static final double RETRY_SPREAD = 0.05;

    /** In less than this a request can hardly be sent and answered. */
    private static final Duration BRIEF = Duration.ofMillis(50);

    /** A decision, what is known after it, and what was heard of a poll, if anything. */
    record Step(Progress progress, Decision decision, Optional<String> heard) {}

    /**
     * The wait begins.
     *
     * @param progress what is known beforehand
     * @param held whether the server is known to hold: then there is no better time to ask than now
     * @param now later than the start for the last of many waits that one call began
     */
    Step begin(Progress progress, boolean held, Duration now, double random) {
        if (now.compareTo(maxWait) >= 0) {
            return expire(progress, now);
        }
        Look look = look(progress, now);
        // Nobody knows how long a wait that is resumed was left alone.
        boolean resumed = progress.notYet() != null;
        Duration first = held || resumed ? Duration.ZERO : pause(rules.schedule(), look, random);
        Why why = held ? Why.HOLD : rules.schedule().why(look);
        return new Step(progress, next(progress, now, first, why), Optional.empty());
    }

    /** A pause is over and it is this wait's turn to ask, or the time is up. */
    Step wake(Progress before, Duration now, Offer offer) {
        if (now.compareTo(maxWait) >= 0) {
            return expire(before, now);
        }
        Duration lastLook = lastLook(before);
        Duration hold = hold(before, now, offer);
        Send send = new Send(giveUpAt(before, now, offer.proven() ? hold : Duration.ZERO), hold);
        return new Step(before.sent(now, now.compareTo(lastLook) >= 0), send, Optional.empty());
    }

    /** Up to when a request that was sent at {@code sentAt} and may be held so long is waited for. */
    Duration giveUpAt(Progress before, Duration sentAt, Duration hold) {
        Duration lastLook = lastLook(before);
        boolean early = rules.lastLook() && sentAt.plus(lead(before)).compareTo(lastLook) < 0;
        // A hung request must not cost the last look, unless it was sent so late that it is the last look itself.
        return min(sentAt.plus(rules.requestTimeout()).plus(hold), early ? lastLook : maxWait);
    }

    /** For how long a request sent now could be held, in whole seconds. */
    Duration hold(Progress before, Duration now, Offer offer) {
        Duration room = heldUntil(before).minus(now);
        return Duration.ofSeconds(Math.max(0, min(offer.longest(), room).toSeconds()));
    }

    /** Up to when a request may be held: its answer must be back before the last look is due. */
    Duration heldUntil(Progress before) {
        return lastLook(before).minus(lead(before));
    }

    /** A request that was held for many goes no further, and has not told of this job: on by schedule, or to the last look. */
    Step resume(Progress before, Duration now, double random) {
        Look look = look(before, now);
        Decision decision = next(
                before,
                now,
                pause(rules.schedule(), look, random),
                rules.schedule().why(look));
        return new Step(before, decision, Optional.empty());
    }

    /** The same, but the server has just answered: asked to hold again as soon as it may be, and together with the others. */
    Step resume(Progress before, Duration retryAfter, Duration now) {
        NotBefore told = new NotBefore(retryAfter, retryAfter);
        return new Step(before, next(before, now, Duration.ZERO, told, Why.HOLD), Optional.empty());
    }

    /** A request was answered, failed, or was given up. */
    Step decide(Progress before, Answer answer, Duration now, double random) {
        Optional<String> heard = Optional.of(answer.text());
        if (answer instanceof Answer.Final end) {
            return new Step(before.ended(end, now), new Finish(new Ending.Ended(end.snapshot())), heard);
        }
        if (answer instanceof Answer.Refused refused) {
            boolean notThereYet =
                    refused.statusCode() == 404 && before.answers() == 0 && now.compareTo(rules.notFoundGrace()) < 0;
            if (notThereYet) {
                return trouble(before, "the server does not know the job (404), perhaps not yet", now, random);
            }
            Ending ending = new Ending.Refused(refused.statusCode(), refused.detail());
            return new Step(before.troubled(answer.text()), new Finish(ending), heard);
        }
        if (answer instanceof Answer.Trouble trouble) {
            return trouble(before, trouble, now, random);
        }
        return notYet(before, (Answer.Pending) answer, now, random);
    }

    private Step trouble(Progress before, String problem, Duration now, double random) {
        return trouble(before, new Answer.Trouble(problem, Duration.ZERO), now, random);
    }

    private Step trouble(Progress before, Answer.Trouble trouble, Duration now, double random) {
        Progress after = before.troubled(trouble.problem());
        // Once at once, if the server says so; a server that goes on saying so is in trouble all the same.
        boolean atOnce = trouble.now() && after.troubles() == 1;
        Duration pause = atOnce ? Duration.ZERO : pause(rules.errorBackoff(), new Look(after.troubles(), now), random);
        Why why = atOnce ? Why.RETRY_AFTER : Why.ERROR_BACKOFF;
        Decision decision = next(after, now, pause, spread(trouble.retryAfter(), random), why);
        return new Step(after, decision, Optional.of(trouble.problem()));
    }

    private Step notYet(Progress before, Answer.Pending answer, Duration now, double random) {
        int hasty = Holding.hasty(before, answer.hold(), now);
        Progress after = before.notYet(answer, now, hasty);
        boolean held = answer.hold().isWorthIt() && hasty < Holding.TOO_HASTY;
        Look look = look(after, now);
        Duration pause = held
                ? max(answer.hold().gap(), Holding.breath(hasty))
                : spread(before, pause(rules.schedule(), look, random), random);
        Why why = held ? Why.HOLD : rules.schedule().why(look);
        Decision decision = next(after, now, pause, spread(answer.retryAfter(), random), why);
        return new Step(after, decision, Optional.of(answer.text()));
    }

    /** "Never again" is a valid pause; here it has to be one that can be reckoned with. */
    private static Duration pause(PollSchedule schedule, Look look, double random) {
        return max(Duration.ZERO, min(schedule.pause(look, random), Checks.LONGEST));
    }

    /** After a long outage everybody comes back at about the same time, and must not stay together from then on. */
    private static Duration spread(Progress before, Duration pause, double random) {
        Duration asked = before.awaitedSince();
        if (before.troubles() == 0 || asked == null) {
            return pause;
        }
        Duration good = before.notYet() == null ? Duration.ZERO : before.notYet();
        boolean longAgo = asked.minus(good).compareTo(pause.multipliedBy(2)) > 0;
        return longAgo ? Duration.ofNanos((long) (pause.toNanos() * random)) : pause;
    }

    private Look look(Progress progress, Duration now) {
        Snapshot last = progress.last();
        Look look = new Look(progress.answers(), progress.age(now))
                .withWaited(now)
                .withKind(last == null ? rules.kind() : last.kind());
        if (last == null) {
            return look;
        }
        Look hinted =
                last.progress().isPresent() ? look.withProgress(last.progress().getAsDouble()) : look;
        // Both by the backend's clock, so it does not matter whether that is right.
        return last.createdAt()
                .flatMap(created -> last.expectedAt().map(expected -> Duration.between(created, expected)))
                .filter(Checks::isCredible)
                .map(hinted::withExpectedAge)
                .orElse(hinted);
    }

    /** The time is up. A request that is still under way counts as a problem: it may be all that is known of the server. */
    private Step expire(Progress before, Duration now) {
        Duration since = before.awaitedSince();
        if (since == null) {
            boolean unasked = before.polls() == 0 && before.lastProblem().isEmpty();
            Progress end = unasked ? before.troubled(unasked()) : before;
            return new Step(end, timedOut(), Optional.empty());
        }
        String problem = noAnswerWithin(now.minus(since));
        return new Step(before.troubled(problem), timedOut(), Optional.of(problem));
    }

    private String unasked() {
        return maxWait.compareTo(BRIEF) < 0
                ? "%d ms were too short to send a request".formatted(maxWait.toMillis())
                : "no request could be sent in time: the server wanted to be left alone (429), or others had to be first "
                        + "(maxInFlight, maxPerSecond), or the PollSchedule took its time";
    }

    static String noAnswerWithin(Duration pause) {
        // On the timer's thread, and perhaps for the first time in this process: formatting would take milliseconds.
        long tenths = (pause.toMillis() + 50) / 100;
        return new StringBuilder("no complete answer within ")
                .append(tenths / 10)
                .append('.')
                .append(tenths % 10)
                .append(" s")
                .toString();
    }

    /** Those who were told the same time must not all come back at the same moment. */
    private static NotBefore spread(Duration retryAfter, double random) {
        Duration more = Duration.ofNanos((long) (retryAfter.toNanos() * RETRY_SPREAD * random));
        return new NotBefore(retryAfter, retryAfter.plus(more));
    }

    /** The least pause that the server asked for, and the one that was drawn for this wait. */
    private record NotBefore(Duration least, Duration drawn) {
        static final NotBefore NONE = new NotBefore(Duration.ZERO, Duration.ZERO);
    }

    private Decision next(Progress progress, Duration now, Duration pause, Why why) {
        return next(progress, now, pause, NotBefore.NONE, why);
    }

    /**
     * When to ask next: after {@code pause}, never before the server's {@code Retry-After}, and once more just before the
     * deadline whatever the schedule says.
     */
    private Decision next(Progress progress, Duration now, Duration pause, NotBefore retryAfter, Why why) {
        if (now.compareTo(maxWait) >= 0) {
            return timedOut();
        }
        boolean told = retryAfter.least().compareTo(pause) > 0;
        Duration earliest = now.plus(retryAfter.least());
        Duration at = now.plus(told ? retryAfter.drawn() : pause);
        Duration lastLook = lastLook(progress);
        if (at.compareTo(lastLook) < 0) {
            return new PauseUntil(at, told ? Why.RETRY_AFTER : why);
        }
        if (earliest.compareTo(maxWait) >= 0) {
            // Not to be asked again within this wait. Ending it early would only make callers come back too soon.
            return new PauseUntil(maxWait, Why.END);
        }
        boolean roomForAnother = now.plus(lead(progress).multipliedBy(2)).compareTo(lastLook) < 0;
        if (!progress.lastLookTaken() || roomForAnother) {
            return new PauseUntil(max(now, max(lastLook, earliest)), Why.DEADLINE);
        }
        boolean retryFits = progress.troubles() > 0 && at.compareTo(maxWait) < 0;
        return retryFits ? new PauseUntil(at, why) : timedOut();
    }

    /** From here on a look is the last one. */
    Duration lastLook(Progress progress) {
        return maxWait.minus(lead(progress));
    }

    /** How long before the deadline the last look is sent, so that its answer is back in time. */
    private Duration lead(Progress progress) {
        if (!rules.lastLook()) {
            return Duration.ZERO;
        }
        Duration measured = progress.roundTrip();
        Duration roundTrip = measured == null ? TYPICAL_ROUND_TRIP : measured;
        Duration ample = roundTrip.multipliedBy(3).dividedBy(2).plus(SLACK);
        return min(ample, min(rules.requestTimeout(), maxWait.dividedBy(4)));
    }

    private static Decision timedOut() {
        return new Finish(new Ending.TimedOut());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
