package dev.fermata.client;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code Retry-After}: seconds, or a date in any of the three forms of HTTP (RFC 9110, sections 10.2.3 and 5.6.7). */
final class RetryAfter {

    /** More than any wait may last; keeps absurd values from overflowing. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1990)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /**
     * How long the server wants to be left alone; zero if it does not say, says it unintelligibly, or names a moment in the
     * past.
     *
     * @param now the client's time of day; the server's own {@code Date} is used instead where it is sent, so that a wrong
     *     clock on either side does no harm
     */
    static Duration of(HttpHeaders headers, Instant now) {
        return headers.firstValue("Retry-After")
                .map(String::strip)
                .map(value -> value.matches("\\d+") ? seconds(value) : until(value, headers, now))
                .orElse(Duration.ZERO);
    }

    /** Whether the server says 0, which is legal and means now. */
    static boolean isNow(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(value -> value.strip().matches("0+"))
                .isPresent();
    }

    private static Duration seconds(String digits) {
        return digits.length() > 8 ? LONGEST : atMostLongest(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static Duration until(String date, HttpHeaders headers, Instant now) {
        Instant origin = date(headers).orElse(now);
        return date(date)
                .map(instant -> Duration.between(origin, instant))
                .filter(pause -> !pause.isNegative())
                .map(RetryAfter::atMostLongest)
                .orElse(Duration.ZERO);
    }

    /** The server's {@code Date}. */
    static Optional<Instant> date(HttpHeaders headers) {
        return headers.firstValue("Date").flatMap(RetryAfter::date);
    }

    private static Optional<Instant> date(String text) {
        for (DateTimeFormatter format : DATES) {
            try {
                return Optional.of(format.parse(text, Instant::from));
            } catch (DateTimeException notThisForm) {
                // Try the next one.
            }
        }
        return Optional.empty();
    }

    private static Duration atMostLongest(Duration pause) {
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
