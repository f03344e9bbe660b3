package dev.fermata.simulator.http;

import java.time.Duration;

/**
 * How much of anything one request may bring. Everything is finite.
 *
 * @param line bytes of the request line; more is 414
 * @param headers bytes of all headers; more is 431
 * @param body bytes of the body; more is 413
 * @param quiet how long a connection may go without a complete request before it is closed; a stream is
 *     sent a sign of life after a quarter of that
 * @param unread bytes of a stream that wait for a peer to read them before it is cut off
 */
record HttpLimits(int line, int headers, long body, Duration quiet, long unread) {

    /** The line has room for a thousand ids of jobs, with their commas percent-encoded. */
    static final HttpLimits DEFAULT =
            new HttpLimits(20 * 1024, 16 * 1024, 64 * 1024, Duration.ofSeconds(60), 1024 * 1024);
}
