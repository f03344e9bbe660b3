package dev.fermata.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The question that a step has for a schedule. Schedules and histories are code of callers and may take their time, so they
 * are not asked while a wait is locked: this stands in for them, notes what is asked, and says "not before the last look"
 * until it has the answer. Rules are pure functions, so that the step can then be taken again with it.
 */
final class Inquiry {

    private static final Duration NOT_SOON = Duration.ofDays(365);

    private @Nullable PollSchedule asked;
    private @Nullable Look look;
    private double random;
    private @Nullable Duration answer;
    private WaitEvent.Why why = WaitEvent.Why.SCHEDULE;

    /** The machine, with this in the place of its schedules. */
    WaitMachine machine(WaitMachine real) {
        Rules rules = real.rules();
        return new WaitMachine(rules.with(instead(rules.schedule()), instead(rules.errorBackoff())), real.maxWait());
    }

    private PollSchedule instead(PollSchedule schedule) {
        return isQuick(schedule) ? schedule : new Stand(schedule);
    }

    /** Known to be no code of callers, and to answer at once. */
    private static boolean isQuick(PollSchedule schedule) {
        return schedule instanceof ExponentialSchedule
                || schedule instanceof JitteredSchedule jittered && isQuick(jittered.schedule());
    }

    /** In the place of a schedule. */
    private final class Stand implements PollSchedule {
        private final PollSchedule real;

        Stand(PollSchedule real) {
            this.real = real;
        }

        @Override
        public Duration pause(Look at, double chance) {
            return note(real, at, chance);
        }

        @Override
        public WaitEvent.Why why(Look at) {
            return why;
        }
    }

    private Duration note(PollSchedule whom, Look at, double chance) {
        Duration known = answer;
        if (known != null) {
            return known;
        }
        asked = whom;
        look = at;
        random = chance;
        return NOT_SOON;
    }

    /** Whether a schedule has to be asked. */
    boolean isOpen() {
        return asked != null && answer == null;
    }

    /** Asks it; may take long, and throws what that throws. */
    void ask() {
        PollSchedule whom = asked;
        Look at = look;
        if (whom != null && at != null) {
            Duration pause = whom.pause(at, random);
            if (isNull(pause)) {
                throw new IllegalStateException("a PollSchedule returned null; allowed is a Duration of zero or more");
            }
            answer = pause;
            why = whom.why(at);
        }
    }

    /** Callers may not be null-marked. */
    private static boolean isNull(@Nullable Object value) {
        return value == null;
    }
}
