package dev.fermata.client;

import java.time.Duration;

/**
 * What all waits of a client go by.
 *
 * @param notFoundGrace for how long after the start of a wait 404 may mean "not there yet"
 * @param kind of jobs about which nothing is known yet
 */
record Rules(
        PollSchedule schedule,
        PollSchedule errorBackoff,
        Duration requestTimeout,
        Duration notFoundGrace,
        String kind) {}
