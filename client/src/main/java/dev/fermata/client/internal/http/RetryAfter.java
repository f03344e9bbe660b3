package dev.fermata.client.internal.http;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code Retry-After}: seconds, or a date in any of the three forms of HTTP (RFC 9110, sections 10.2.3 and 5.6.7).
 *
 * <p>It also reads what servers send against the RFC: fractions, units ({@code 4s}, {@code 1m30s}, {@code PT2M}), {@code 00:00:30},
 * thousands ({@code 1,000}), words and brackets around a pause, the time since 1970, other forms of dates ({@link HttpDate}), and
 * several values. Where a header can be read in several ways, the longest one counts, so that the client never asks too early.
 */
public final class RetryAfter {

    /** Longer than any wait; keeps absurd values from overflowing. */
    private static final Duration LONGEST = Duration.ofDays(366);

    /** More parts than any honest header has. */
    private static final int MOST_PARTS = 20;

    /** More characters than a number with a unit for each of its parts has. */
    private static final int LONGEST_PHRASE = 100;

    private static final Pattern PART = Pattern.compile(
            "(\\d+(?:\\.\\d*)?)\\s*(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\\b\\.?"
                    + "(?:\\s*,\\s*|\\s+and\\s+|\\s*)",
            Pattern.CASE_INSENSITIVE);

    /** {@code 1m30s} has no end of a word between its parts. */
    private static final Pattern BETWEEN_PARTS = Pattern.compile("(?<=[a-zA-Z])(?=\\d)");

    /** {@code [d.]hh:mm:ss}, as .NET writes it, or {@code mm:ss}. */
    private static final Pattern CLOCK = Pattern.compile("(?:(?:(\\d+)\\.)?(\\d+):)?(\\d+):(\\d\\d(?:\\.\\d*)?)");

    private static final Pattern NUMBER = Pattern.compile("\\+?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d{1,3})?");

    /** A space after the comma separates two values, unless the second would begin with a zero. */
    private static final Pattern THOUSANDS = Pattern.compile("\\+?\\d{1,3}(?:,\\d{3}|,\\s+0\\d{2})+");

    private static final Pattern QUOTES = Pattern.compile("^[\"']|[\"']$");

    /** {@code in 30 seconds}, {@code try again after 30 seconds}, {@code 30 seconds from now}. */
    private static final Pattern WORDS_AROUND =
            Pattern.compile("^(?:[a-z]+ )*(?:in|after) | (?:later|from now)$", Pattern.CASE_INSENSITIVE);

    /** From 2001 on, in seconds: no server asks for a pause of thirty years. */
    private static final BigDecimal SINCE_1970 = BigDecimal.valueOf(1_000_000_000L);

    /** Until the year 33658, in seconds; more are milliseconds, microseconds or nanoseconds. */
    private static final BigDecimal SECONDS = BigDecimal.valueOf(1_000_000_000_000L);

    /** More than any time has; computing with thousands of digits would take long. */
    private static final int MOST_DIGITS = 40;

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
    public static Optional<Instant> date(HttpHeaders headers) {
        return headers.firstValue("Date").flatMap(HttpDate::parse);
    }

    /** Everything in the header that can be read: durations and instants. */
    private static List<Object> stated(HttpHeaders headers) {
        List<Object> stated = new ArrayList<>();
        for (String value : headers.allValues("Retry-After")) {
            // "2 (minutes)" needs what "19:01:00 GMT+0000 (Coordinated Universal Time)" must lose.
            addStated(value.replaceAll("\\([^()]*\\)", " "), stated);
            addStated(value.replaceAll("[()]", " "), stated);
        }
        return stated;
    }

    private static void addStated(String value, List<Object> stated) {
        String whole = bare(value);
        if (THOUSANDS.matcher(whole).matches()) {
            number(whole.replaceAll("[,\\s]", "")).ifPresent(stated::add);
        }
        phrase(whole).ifPresent(stated::add);
        for (String part : whole.split("[,;]", MOST_PARTS)) {
            // The usual form of a date has a comma after the weekday, which then stands alone in the part before.
            one(bare(part)).ifPresent(stated::add);
        }
    }

    private static String bare(String text) {
        String unquoted = QUOTES.matcher(text.strip()).replaceAll("").strip();
        return unquoted.length() > LONGEST_PHRASE
                ? unquoted
                : WORDS_AROUND.matcher(unquoted.replaceAll("\\s+", " ")).replaceAll("");
    }

    private static Optional<?> one(String text) {
        Optional<?> number = number(text);
        if (number.isPresent()) {
            return number;
        }
        Optional<Duration> phrase = phrase(text);
        return phrase.isPresent() ? phrase : HttpDate.parse(text);
    }

    /** Seconds, or the time since 1970. */
    private static Optional<?> number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        String digits = text.replaceFirst("^\\+?0*(?=\\d)", "");
        if (digits.length() > MOST_DIGITS) {
            return Optional.of(LONGEST);
        }
        BigDecimal seconds = new BigDecimal(digits);
        return seconds.compareTo(SINCE_1970) < 0
                ? Optional.of(atMostLongest(seconds))
                : Optional.of(since1970(seconds));
    }

    private static Object since1970(BigDecimal number) {
        BigDecimal seconds = number;
        for (int unit = 0; unit < 3 && seconds.compareTo(SECONDS) >= 0; unit++) {
            seconds = seconds.movePointLeft(3);
        }
        return seconds.compareTo(SECONDS) < 0
                ? Instant.ofEpochMilli(seconds.movePointRight(3).longValue())
                : LONGEST;
    }

    /** {@code 1m30s}, {@code 1 hour, 30 minutes}, {@code PT1M30S}. */
    private static Optional<Duration> phrase(String text) {
        if (text.isEmpty() || text.length() > LONGEST_PHRASE) {
            return Optional.empty();
        }
        if (text.charAt(0) == 'P' || text.charAt(0) == 'p') {
            return iso8601(text);
        }
        Matcher clock = CLOCK.matcher(text);
        String units = clock.matches() ? clock.replaceFirst("0$1d 0$2h $3m $4s") : text;
        String spaced = BETWEEN_PARTS.matcher(units).replaceAll(" ");
        Matcher part = PART.matcher(spaced);
        BigDecimal seconds = BigDecimal.ZERO;
        int end = 0;
        while (end < spaced.length() && part.find() && part.start() == end) {
            seconds = seconds.add(new BigDecimal(part.group(1)).multiply(secondsPer(part.group(2))));
            end = part.end();
        }
        return end == spaced.length() ? Optional.of(atMostLongest(seconds)) : Optional.empty();
    }

    private static Optional<Duration> iso8601(String text) {
        try {
            return Optional.of(Duration.parse(text)).filter(pause -> !pause.isNegative());
        } catch (DateTimeException noDuration) {
            return Optional.empty();
        }
    }

    private static BigDecimal secondsPer(String unit) {
        String word = unit.toLowerCase(Locale.ROOT);
        if (word.startsWith("ms") || word.startsWith("mil")) {
            return BigDecimal.valueOf(1, 3);
        }
        return BigDecimal.valueOf(
                switch (word.charAt(0)) {
                    case 'd' -> 86_400;
                    case 'h' -> 3_600;
                    case 'm' -> 60;
                    default -> 1;
                });
    }

    private static Duration atMostLongest(BigDecimal seconds) {
        return seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) < 0
                ? Duration.ofNanos(seconds.movePointRight(9).longValue())
                : LONGEST;
    }

    /**
     * Reads dates in headers: the three forms of HTTP (RFC 9110, section 5.6.7), ISO 8601, and what servers make of them, such as {@code
     * 2026-11-28 19:01:00+00:00} or {@code Sat Nov 28 19:01:00 UTC 2026}. A date without a time zone is UTC.
     */
    private static final class HttpDate {

        private static final int LONGEST = 60;

        /** The weekday says nothing new and is wrong at times. */
        private static final Pattern WEEKDAY =
                Pattern.compile("^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+", Pattern.CASE_INSENSITIVE);

        /** Of a second. */
        private static final Pattern FRACTION = Pattern.compile("(?<=:\\d\\d)\\.\\d{1,9}");

        private static final Pattern SPACES = Pattern.compile("\\s+");

        /** Of North America. */
        private static final Pattern ZONE = Pattern.compile(" ([ECMP])([SD])T\\b");

        /** A time and a name of UTC; the year may stand before or behind the name. */
        private static final Pattern UTC =
                Pattern.compile("(:\\d\\d(?: \\d{4})?) ?(?:GMT|UTC|UT|Z)( \\d{4})?$", Pattern.CASE_INSENSITIVE);

        /** A time and an offset such as {@code +02:00}, {@code +0200} or {@code +02}. */
        private static final Pattern OFFSET = Pattern.compile("(:\\d\\d) ?([+-]\\d\\d)(?::?(\\d\\d))?( \\d{4})?$");

        private static final Pattern WITH_ZONE = Pattern.compile(".* [+-]\\d{4}$");

        private static final List<DateTimeFormatter> FORMS = Stream.of(
                        "d MMM yyyy HH:mm[:ss] xx",
                        "d-MMM-yyyy HH:mm[:ss] xx",
                        "MMM d HH:mm[:ss] yyyy xx",
                        "MMM d yyyy HH:mm[:ss] xx",
                        "yyyy-MM-dd['T'][ ]HH:mm[:ss] xx")
                .map(pattern -> new DateTimeFormatterBuilder()
                        .parseCaseInsensitive()
                        .appendPattern(pattern)
                        .toFormatter(Locale.ENGLISH))
                .toList();

        /** RFC 850, with a year of two digits. */
        private static final DateTimeFormatter RFC_850 = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern("d-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, 1990)
                .appendPattern(" HH:mm[:ss] xx")
                .toFormatter(Locale.ENGLISH);

        private HttpDate() {}

        static Optional<Instant> parse(String text) {
            if (text.length() > LONGEST) {
                return Optional.empty();
            }
            String date = inOneForm(text.strip());
            return Stream.concat(FORMS.stream(), Stream.of(RFC_850))
                    .flatMap(form -> parse(form, date).stream())
                    .findFirst();
        }

        /** Without the weekday, and with an offset at the end. */
        private static String inOneForm(String text) {
            String whole = FRACTION.matcher(text).replaceFirst("");
            String date = WEEKDAY.matcher(SPACES.matcher(whole).replaceAll(" ")).replaceFirst("");
            date = ZONE.matcher(date.toUpperCase(Locale.ROOT))
                    .replaceFirst(z -> " -0" + (4 + "ECMP".indexOf(z.group(1)) + "DS".indexOf(z.group(2))) + "00")
                    .replaceFirst(" ?(?:GMT|UTC)(?=[+-]\\d)", " ");
            date = UTC.matcher(date).replaceFirst("$1$2 +0000");
            date = WITH_ZONE.matcher(date).matches()
                    ? date
                    : OFFSET.matcher(date)
                            .replaceFirst(match -> match.group(1)
                                    + (match.group(4) == null ? "" : match.group(4))
                                    + " "
                                    + match.group(2)
                                    + (match.group(3) == null ? "00" : match.group(3)));
            return WITH_ZONE.matcher(date).matches() ? date : date + " +0000";
        }

        private static Optional<Instant> parse(DateTimeFormatter form, String date) {
            try {
                return Optional.of(form.parse(date, Instant::from));
            } catch (DateTimeException notThisForm) {
                return Optional.empty();
            }
        }
    }
}
