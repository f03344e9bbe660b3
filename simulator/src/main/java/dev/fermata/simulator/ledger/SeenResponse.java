package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.field.DelaySeconds;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What rules need to know of a response.
 *
 * @param status 0 without a response
 * @param at when it is sent
 * @param earliest when {@code Retry-After} (RFC 9110, section 10.2.3) allows the next request; 0 without one
 * @param earliestReal the same in real time, as {@link VirtualClock#realTimeIn}: the speed of the clock may change before it
 * @param held whether the server has held the request
 * @param version stands for its {@code ETag}; 0 without one
 * @param failed whether it says that the client should try later, or the client can read nothing of it
 */
record SeenResponse(int status, long at, long earliest, long earliestReal, boolean held, int version, boolean failed) {

    static final int OK = 200;
    static final int REDIRECT = 300;
    private static final int NOT_MODIFIED = 304;
    static final int ERROR = 400;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    /** A timer may be early by a part of the time. */
    private static final int PARTS = 50;

    /**
     * @param response as it is sent; null if there is none
     * @param real the same as {@code now} in real time
     * @param later whether it comes later than the request
     * @param prefersHold whether the client asked the server to hold the request
     * @param unreadable whether the client can read nothing of it
     */
    static SeenResponse of(
            @Nullable Response response,
            long now,
            long real,
            VirtualClock clock,
            boolean later,
            boolean prefersHold,
            boolean unreadable) {
        if (response == null) {
            // It was held until the client gave it up: the server did not fail.
            boolean wasHeld = later && prefersHold;
            return new SeenResponse(0, now, 0, 0, wasHeld, 0, !wasHeld);
        }
        int status = response.status();
        String retryAfter = response.header("retry-after");
        double pace = clock.speed() == 0 ? 1 : clock.speed();
        long wait = retryAfter == null ? 0 : wait(retryAfter, now, pace);
        boolean held = later && response.header("preference-applied") != null;
        boolean failed = unreadable || status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
        return new SeenResponse(
                status,
                now,
                wait == 0 ? 0 : now + wait,
                wait == 0 ? 0 : real + (long) (wait / pace),
                held,
                SeenRequest.version(response.header("etag")),
                failed);
    }

    /** A part of a stream, or its end. */
    static SeenResponse ofStream(long now) {
        return new SeenResponse(OK, now, 0, 0, false, 0, false);
    }

    /** Some APIs redirect to the result when a job is over. */
    boolean isSuccess() {
        return status >= OK && status < ERROR;
    }

    boolean isRedirection() {
        return status >= REDIRECT && status < ERROR && status != NOT_MODIFIED;
    }

    /** Whether more asking does not help. */
    boolean rejected() {
        return status == 401 || status == 403 || status == 404 || status == 410;
    }

    /** A little less than the field says: seconds of real time, or a date of the clock. */
    private static long wait(String field, long now, double pace) {
        OptionalInt seconds = DelaySeconds.of(field);
        long wait = seconds.isPresent() ? (long) (seconds.getAsInt() * 1e6 * pace) : date(field, now) - now;
        return wait <= 0 ? 0 : wait - wait / PARTS;
    }

    private static long date(String field, long now) {
        try {
            return Micros.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(field, Instant::from));
        } catch (DateTimeException invalid) {
            return now;
        }
    }
}
