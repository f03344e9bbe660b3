package dev.fermata.client;

import java.time.Duration;

/**
 * How hard a client may press its server, all waits together.
 *
 * @param inFlight so many requests at once
 * @param spacing at least so much from one request to the next; zero for no limit
 * @param retryBurst so many requests may follow trouble in a row
 * @param retriesPerSecond at this rate the former recovers by itself
 */
record Limits(int inFlight, Duration spacing, int retryBurst, double retriesPerSecond) {

    static final Limits DEFAULT = new Limits(64, Duration.ZERO, 100, 10);
}
