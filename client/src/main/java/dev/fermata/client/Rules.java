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

    /** The same rules with other schedules. */
    Rules with(PollSchedule schedule, PollSchedule errorBackoff) {
        return new Rules(schedule, errorBackoff, requestTimeout, notFoundGrace, kind, lastLook);
    }

    /** For a request that is made for its own sake: it is never broken off so that there is time for another. */
    Rules forOrders() {
        PollSchedule never = PollSchedule.fixed(requestTimeout);
        return new Rules(never, errorBackoff, requestTimeout, Duration.ZERO, kind, false);
    }
}
