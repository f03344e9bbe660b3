package dev.fermata.client.internal.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads dates in headers: the three forms of HTTP (RFC 9110, section 5.6.7), ISO 8601, and what servers make of them, such as {@code
 * 2026-11-28 19:01:00+00:00} or {@code Sat Nov 28 19:01:00 UTC 2026}. A date without a time zone is UTC.
 */
final class HttpDate {

    private static final int LONGEST = 60;

    /** The weekday says nothing new and is wrong at times. */
    private static final Pattern WEEKDAY =
            Pattern.compile("^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+", Pattern.CASE_INSENSITIVE);

    /** Of a second. */
    private static final Pattern FRACTION = Pattern.compile("(?<=:\\d\\d)\\.\\d{1,9}");

    private static final Pattern SPACES = Pattern.compile("\\s+");

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
