package dev.fermata.client;

import java.time.Duration;

/** {@link PollSchedule#withJitter}. */
record JitteredSchedule(PollSchedule schedule, double fraction) implements PollSchedule {

    JitteredSchedule {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("jitter is " + fraction + "; allowed is 0 to 1");
        }
    }

    @Override
    public Duration pause(Look look, double random) {
        Duration pause = schedule.pause(look, random);
        Duration most = pause.compareTo(Checks.LONGEST) < 0 ? pause : Checks.LONGEST;
        return Duration.ofNanos((long) (most.toNanos() * (1 - fraction * random)));
    }

    @Override
    public WaitEvent.Why why(Look look) {
        return schedule.why(look);
    }
}
