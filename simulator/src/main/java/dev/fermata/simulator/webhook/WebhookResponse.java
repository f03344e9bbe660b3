package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.field.DelaySeconds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt to send a webhook.
 *
 * @param status of the response; {@link #NONE} without one, {@link #REFUSED} if the target is not allowed
 * @param retryAfterField as received
 * @param dateField as received
 * @param problem why there is no response
 */
record WebhookResponse(
        int status,
        @Nullable String retryAfterField,
        @Nullable String dateField,
        @Nullable String problem) {

    static final int NONE = 0;
    static final int REFUSED = -1;

    /** A receiver cannot delay a webhook for longer than the longest pause of the standard schedule. */
    private static final Duration LONGEST = Duration.ofHours(24);

    static WebhookResponse none(String problem) {
        return new WebhookResponse(NONE, null, null, problem);
    }

    static WebhookResponse refused(String problem) {
        return new WebhookResponse(REFUSED, null, null, problem);
    }

    boolean success() {
        return status >= 200 && status < 300;
    }

    String says() {
        return problem != null ? problem : "the receiver answered " + status;
    }

    /** {@code Retry-After} in microseconds from now; 0 without one. */
    long retryAfter(long now) {
        String field = retryAfterField == null ? "" : retryAfterField.strip();
        OptionalInt seconds = DelaySeconds.of(field);
        if (seconds.isPresent()) {
            return atMost(Duration.ofSeconds(seconds.getAsInt()));
        }
        // By the receiver's own clock if it says its date, because it does not know the simulator's.
        return date(field)
                .map(until -> Duration.between(
                        date(dateField).orElseGet(() -> Micros.instant(now).atZone(until.getZone())), until))
                .map(WebhookResponse::atMost)
                .orElse(0L);
    }

    private static long atMost(Duration wanted) {
        return Micros.of(wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted);
    }

    private static Optional<ZonedDateTime> date(@Nullable String field) {
        try {
            return field == null
                    ? Optional.empty()
                    : Optional.of(ZonedDateTime.parse(field, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
