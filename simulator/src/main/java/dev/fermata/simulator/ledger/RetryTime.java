package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.field.DelaySeconds;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After} (RFC 9110, section 10.2.3). Pure. */
final class RetryTime {

    /** A timer may be early by a part of the time. */
    private static final int PARTS = 50;

    private RetryTime() {}

    /**
     * When the next request may come: a little before the time that the field says, because timers are not exact.
     *
     * @param now when the response is sent
     * @return 0 if the field says nothing
     */
    static long earliest(@Nullable String field, long now) {
        if (field == null) {
            return 0;
        }
        OptionalInt seconds = DelaySeconds.of(field);
        long wait = seconds.isPresent() ? seconds.getAsInt() * 1_000_000L : date(field, now) - now;
        return wait <= 0 ? 0 : now + wait - wait / PARTS;
    }

    private static long date(String field, long now) {
        try {
            return Micros.of(ZonedDateTime.parse(field, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException invalid) {
            return now;
        }
    }
}
