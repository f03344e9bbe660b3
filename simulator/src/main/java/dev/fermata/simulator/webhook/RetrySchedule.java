package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.field.DelaySeconds;
import dev.fermata.simulator.text.Checks;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a webhook that was not delivered is sent again: one pause after each attempt. After the last pause it is given up.
 *
 * <p>There is no jitter, so that a test that advances by five seconds finds the second attempt.
 */
public record RetrySchedule(List<Duration> pauses) {

    private static final Duration LONGEST = Duration.ofDays(30);

    private static final RetrySchedule STANDARD =
            new RetrySchedule(Stream.of("PT5S", "PT5M", "PT30M", "PT2H", "PT5H", "PT10H", "PT14H", "PT20H", "PT24H")
                    .map(Duration::parse)
                    .toList());

    public RetrySchedule {
        pauses = List.copyOf(pauses);
        Checks.that(pauses.size() <= 100, "number of webhook retries", pauses.size(), "at most 100");
        for (Duration pause : pauses) {
            boolean allowed = !pause.isNegative() && pause.compareTo(LONGEST) <= 0;
            Checks.that(allowed, "webhook retry pause", pause, "0 to " + LONGEST.toDays() + " days");
        }
    }

    /** As Standard Webhooks suggests: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. */
    public static RetrySchedule standard() {
        return STANDARD;
    }

    /** Each pause is twice as long as the one before; the last attempt is made no later than {@code within} after the first. */
    public static RetrySchedule doubling(Duration first, Duration within) {
        List<Duration> pauses = new ArrayList<>();
        Duration pause = first;
        for (Duration total = first; total.compareTo(within) <= 0 && pauses.size() < 100; total = total.plus(pause)) {
            pauses.add(pause);
            pause = pause.multipliedBy(2);
        }
        return new RetrySchedule(pauses);
    }

    /** One attempt and no other. */
    public static RetrySchedule never() {
        return new RetrySchedule(List.of());
    }

    /**
     * What follows from a response.
     *
     * @param attempts made so far, this one included
     * @param again whether to send it again even if it was delivered
     * @param now in microseconds
     */
    Decision decide(WebhookResponse response, int attempts, boolean again, long now) {
        boolean last = attempts > pauses.size();
        if (response.success() && (last || !again)) {
            return Decision.last(null);
        }
        if (response.status() == 410) {
            return Decision.last("the receiver says that it is gone (410)");
        }
        if (response.status() == WebhookResponse.REFUSED) {
            return Decision.last(response.says());
        }
        if (last) {
            return Decision.last(response.says() + ", and this was the last attempt");
        }
        long pause = Micros.of(pauses.get(attempts - 1));
        return new Decision(now + Math.max(pause, response.success() ? 0 : response.retryAfter(now)), response.says());
    }

    /**
     * What becomes of a webhook after an attempt.
     *
     * @param at when it is sent again, in microseconds; never if it was delivered or given up
     * @param problem why it is sent again or given up; null if it was delivered
     */
    record Decision(long at, @Nullable String problem) {

        private static Decision last(@Nullable String problem) {
            return new Decision(Micros.NEVER, problem);
        }

        boolean again() {
            return at != Micros.NEVER;
        }
    }

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
}
