package dev.fermata.client.internal.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code Retry-After}: seconds, or a date in any of the three forms of HTTP (RFC 9110, sections 10.2.3 and 5.6.7).
 *
 * <p>It also reads what servers send against the RFC: fractions, units ({@code 4s}, {@code 1m30s}), other time zones than GMT,
 * ISO 8601, and several values. Of several values the longest counts, so that the client never asks too early.
 */
public final class RetryAfter {

    /** Longer than any wait; keeps absurd values from overflowing. */
    private static final Duration LONGEST = Duration.ofDays(366);

    /** More parts than any honest header has. */
    private static final int MOST_PARTS = 20;

    private static final Pattern PART = Pattern.compile(
            "(\\d+(?:\\.\\d*)?)\\s*(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|)\\s*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern WEEKDAY =
            Pattern.compile("^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\\s+", Pattern.CASE_INSENSITIVE);
    private static final Pattern UTC = Pattern.compile("\\s+(UTC|UT|Z)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern COLON_IN_ZONE = Pattern.compile("(?<= [+-]\\d\\d):(?=\\d\\d$)");

    /** Without the weekday, which says nothing new and is wrong at times. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern("dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1990)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC),
            DateTimeFormatter.ISO_OFFSET_DATE_TIME);

    private RetryAfter() {}

    /**
     * How long the server wants no further request. Zero if it does not say so, or says it in words that cannot be read, or
     * names a moment in the past.
     *
     * @param now the client's time of day. A date counts from the server's own {@code Date} where that is sent, so that a wrong
     *     clock on either side does no harm.
     */
    public static Duration of(HttpHeaders headers, Instant now) {
        Instant origin = date(headers).orElse(now);
        Duration longest = Duration.ZERO;
        for (Object stated : stated(headers)) {
            Duration pause = stated instanceof Instant until ? Duration.between(origin, until) : (Duration) stated;
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
        return longest.compareTo(LONGEST) < 0 ? longest : LONGEST;
    }

    /** Whether the server says 0, which means that the client may ask again at once. */
    public static boolean isNow(HttpHeaders headers) {
        List<Object> stated = stated(headers);
        return !stated.isEmpty() && stated.stream().allMatch(Duration.ZERO::equals);
    }

    /** The server's {@code Date}. */
    static Optional<Instant> date(HttpHeaders headers) {
        return headers.firstValue("Date").flatMap(RetryAfter::date);
    }

    /** Everything in the header that can be read: durations and instants. */
    private static List<Object> stated(HttpHeaders headers) {
        List<Object> stated = new ArrayList<>();
        for (String value : headers.allValues("Retry-After")) {
            String[] parts = value.split(",", MOST_PARTS);
            for (int i = 0; i < parts.length; i++) {
                // The usual form of a date has a comma after the weekday, which then stands alone in the part before.
                Optional<Instant> date = date(parts[i]);
                date.ifPresent(stated::add);
                if (date.isEmpty()) {
                    duration(parts[i].strip()).ifPresent(stated::add);
                }
            }
        }
        return stated;
    }

    private static Optional<Duration> duration(String text) {
        Matcher part = PART.matcher(text);
        double seconds = 0;
        int end = 0;
        while (end < text.length() && part.find() && part.start() == end) {
            // A number without a unit is the only one.
            if (part.group(2).isEmpty() && !part.group().equals(text)) {
                return Optional.empty();
            }
            seconds +=
                    Double.parseDouble(part.group(1)) * secondsPer(part.group(2).toLowerCase(Locale.ROOT));
            end = part.end();
        }
        boolean whole = !text.isEmpty() && end == text.length();
        return whole ? Optional.of(atMostLongest(seconds)) : Optional.empty();
    }

    private static double secondsPer(String unit) {
        if (unit.startsWith("ms") || unit.startsWith("mil")) {
            return 0.001;
        }
        return unit.startsWith("m") ? 60 : unit.startsWith("h") ? 3600 : 1;
    }

    private static Duration atMostLongest(double seconds) {
        return seconds < LONGEST.toSeconds() ? Duration.ofNanos(Math.round(seconds * 1e9)) : LONGEST;
    }

    private static Optional<Instant> date(String text) {
        String date = WEEKDAY.matcher(text.strip()).replaceFirst("");
        date = COLON_IN_ZONE.matcher(UTC.matcher(date).replaceFirst(" GMT")).replaceFirst("");
        for (DateTimeFormatter format : DATES) {
            try {
                return Optional.of(format.parse(date, Instant::from));
            } catch (DateTimeException notThisForm) {
                // Try the next one.
            }
        }
        return Optional.empty();
    }
}
