package dev.fermata.client;

import java.time.Duration;

/**
 * What all waits of a client go by.
 *
 * @param notFoundGrace for how long after the start of a wait 404 may mean "not there yet"
 * @param kind of jobs about which nothing is known yet
 * @param lastLook whether there is to be a look just before the deadline, whatever else is under way
 */
record Rules(
        PollSchedule schedule,
        PollSchedule errorBackoff,
        Duration requestTimeout,
        Duration notFoundGrace,
        String kind,
        boolean lastLook) {

    Rules(
            PollSchedule schedule,
            PollSchedule errorBackoff,
            Duration requestTimeout,
            Duration notFoundGrace,
            String kind) {
        this(schedule, errorBackoff, requestTimeout, notFoundGrace, kind, true);
    }

    /** The same rules with other schedules. */
    Rules with(PollSchedule schedule, PollSchedule errorBackoff) {
        return new Rules(schedule, errorBackoff, requestTimeout, notFoundGrace, kind, lastLook);
    }

    /** For a request that does something: it is sent again only when it has failed. */
    Rules once() {
        return new Rules(PollSchedule.fixed(requestTimeout), errorBackoff, requestTimeout, Duration.ZERO, kind, false);
    }
}
