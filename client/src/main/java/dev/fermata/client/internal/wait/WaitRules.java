package dev.fermata.client.internal.wait;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings by which a wait decides, and the times that follow from them: the pauses that its schedules want, the grace for 404, and
 * how long before the deadline the last poll is sent. {@link WaitStateMachine} decides what to do.
 *
 * @param notFoundGrace how long after a first 404 a second one may mean that the job is not there yet
 * @param permanentFailureTries how many polls in a row may fail for a reason that does not pass by itself
 * @param expectedDuration how long the caller expects the job to take; null if the caller does not say
 * @param turn how long a request may have to wait for its turn under the rate limit
 * @param kind of jobs about which nothing is known yet
 * @param lastPoll whether there is a poll just before the deadline
 * @param endsOnAttention whether a job ends the wait that goes no further until somebody acts
 * @param repeats whether a request is repeated that the server may have processed
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
        boolean lastPoll,
        boolean endsOnAttention,
        boolean repeats) {

    /** Two responses of 404 this far apart say that a job is gone that was there. */
    private static final Duration NOT_FOUND_APART = Duration.ofSeconds(2);

    private static final Duration TYPICAL_ROUND_TRIP = Duration.ofMillis(40);
    /** For scheduling, on top of one and a half round trips. */
    private static final Duration SLACK = Duration.ofMillis(20);

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
                lastPoll,
                endsOnAttention,
                repeats);
    }

    /**
     * For a request that does something, such as a submission: it is repeated only after it failed.
     *
     * @param repeatable whether to repeat it does no harm
     */
    public WaitRules oneShot(boolean repeatable) {
        return new WaitRules(
                PollSchedule.fixed(requestTimeout),
                errorBackoff,
                requestTimeout,
                Duration.ZERO,
                permanentFailureTries,
                null,
                turn,
                kind,
                false,
                false,
                repeatable);
    }

    /** What decides the pause by schedule. */
    PollReason reason(WaitState state, Duration now) {
        return schedule.reason(context(state, now));
    }

    /**
     * What the schedule says. A job's age that only the server states may be wrong by hours (local time marked as UTC, a clock that
     * is off), so it makes no pause longer than the time waited so far, or than the pause for a job that began with the wait.
     */
    Duration bySchedule(WaitState state, Duration now, double random) {
        PollContext context = context(state, now);
        Duration pause = pause(schedule, context, random);
        if (!state.ageStated || pause.compareTo(now) <= 0) {
            return pause;
        }
        PollContext own = PollContext.builder(context.number(), now)
                .waited(now)
                .kind(context.kind())
                .build();
        Duration most = pause(schedule, own, random);
        return min(pause, now.compareTo(most) > 0 ? now : most);
    }

    /**
     * For a job whose age is known and that nobody has polled: what is left of the pause that its schedule has before the first poll.
     * Zero if that moment has passed: the job may have ended since.
     */
    Duration beforeFirstPoll(WaitState state, Duration now, double random) {
        WaitState atBirth = WaitState.NEW.knowing(Duration.ZERO, false, null, state.last());
        Duration left = bySchedule(atBirth, Duration.ZERO, random).minus(state.age(now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The same. After a long outage all waits come back at about the same time, and must not stay together from then on. */
    Duration afterSuccess(WaitState before, WaitState after, Duration now, double random) {
        Duration pause = bySchedule(after, now, random);
        Duration sent = before.sentAt();
        if (before.failures() == 0 || sent == null) {
            return pause;
        }
        Duration good = before.notYetAt() == null ? Duration.ZERO : before.notYetAt();
        boolean longAgo = sent.minus(good).compareTo(pause.multipliedBy(2)) > 0;
        return longAgo ? Duration.ofNanos((long) (pause.toNanos() * random)) : pause;
    }

    Duration afterFailure(WaitState after, Duration now, double random) {
        return pause(errorBackoff, PollContext.builder(after.failures(), now).build(), random);
    }

    /**
     * How long after a first 404 a second one ends the wait.
     *
     * @param seen whether a poll has found the job before
     * @param known whether the submission, or a webhook, has said something of it
     */
    Duration notFoundGrace(boolean seen, boolean known) {
        if (!lastPoll()) {
            return Duration.ZERO;
        }
        return seen ? NOT_FOUND_APART : known ? max(NOT_FOUND_APART, notFoundGrace) : notFoundGrace;
    }

    /** "Never" is a valid pause of a schedule. Here it has to be one to reckon with. */
    private static Duration pause(PollSchedule schedule, PollContext context, double random) {
        Duration pause = schedule.pause(context, random);
        if (isNull(pause)) {
            throw new IllegalStateException("a PollSchedule returned null; allowed is a Duration of zero or more");
        }
        return pause.isNegative() ? Duration.ZERO : min(pause, Checks.LONGEST);
    }

    /** Callers may not be null-marked. */
    private static boolean isNull(@Nullable Object value) {
        return value == null;
    }

    private PollContext context(WaitState state, Duration now) {
        Snapshot last = state.last();
        PollContext.Builder context = PollContext.builder(state.responses(), state.age(now))
                .waited(now)
                .kind(last == null || last.kind().isEmpty() ? kind : last.kind());
        if (last != null && last.progress().isPresent()) {
            context.progress(last.progress().getAsDouble());
        }
        (state.timesDoubtful ? Optional.<Duration>empty() : stated(last))
                .or(() -> Optional.ofNullable(expectedDuration))
                .ifPresent(context::expectedAge);
        return context.build();
    }

    /**
     * How long before the deadline the last poll is sent, so that its response is back in time. It may have to connect first: old
     * connections may be gone. With TLS that takes two round trips more.
     */
    Duration lead(WaitState state, Duration maxWait) {
        if (!lastPoll) {
            return Duration.ZERO;
        }
        Duration connecting = state.roundTripConnecting;
        Duration old = state.roundTrip == null && connecting == null ? TYPICAL_ROUND_TRIP : state.roundTrip;
        Duration connected = old == null ? Duration.ZERO : old.multipliedBy(3);
        Duration lead = allowance(connecting == null ? connected : max(connecting, connected))
                .plus(turn);
        return min(lead, min(requestTimeout, maxWait.dividedBy(4)));
    }

    /** The same for one more last poll, which takes as long as the one that was just answered. */
    static Duration leadOfRepetition(WaitState state) {
        Duration latest = state.latestRoundTrip == null ? state.roundTrip : state.latestRoundTrip;
        return allowance(latest == null ? TYPICAL_ROUND_TRIP : latest);
    }

    private static Duration allowance(Duration roundTrip) {
        return roundTrip.multipliedBy(3).dividedBy(2).plus(SLACK);
    }

    /**
     * How long a poll usually takes, after one that took so long. One slow response says little, so only a quarter of the excess
     * counts; of what was quicker one part in {@code slowness}.
     */
    static @Nullable Duration typical(@Nullable Duration before, @Nullable Duration took, int slowness) {
        if (before == null || took == null) {
            return before == null ? took : before;
        }
        Duration more = took.minus(before);
        return before.plus(more.dividedBy(more.isNegative() ? slowness : 4));
    }

    /** Both times are by the backend's clock, so it does not matter whether that is right. */
    private static Optional<Duration> stated(@Nullable Snapshot last) {
        return last == null
                ? Optional.empty()
                : last.createdAt()
                        .flatMap(created -> last.expectedAt().map(expected -> Duration.between(created, expected)))
                        .filter(Checks::isCredible);
    }

    static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
