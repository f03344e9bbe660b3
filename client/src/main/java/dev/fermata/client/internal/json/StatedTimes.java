package dev.fermata.client.internal.json;

import dev.fermata.client.internal.text.Printable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Times as servers state them: by RFC 3339, by RFC 1123 as HTTP has it, in seconds, milliseconds, microseconds or nanoseconds since
 * 1970, told apart by magnitude, and without a zone if that is declared. A time that cannot be true is ignored, and so never moves a
 * poll. Thread-safe.
 */
public final class StatedTimes {

    private static final System.Logger LOG = System.getLogger(StatedTimes.class.getName());

    /** A number since 1970 in quotes: other numbers of digits are dates such as 20240501120000. */
    private static final Pattern EPOCH = Pattern.compile("\\d{10}(\\.\\d{1,9})?|\\d{13}|\\d{16}|\\d{19}");

    /** More than any time has; computing with thousands of digits would take long. */
    private static final int MAX_DIGITS = 40;

    /** 1970-01-02, in seconds: a time before is a zero, or one that was never set. */
    private static final BigDecimal EARLIEST = BigDecimal.valueOf(86_400);

    /** 2001-09-09, in seconds: a smaller number is a date such as 20260101, or something else. */
    private static final BigDecimal EARLIEST_NUMBER = BigDecimal.valueOf(1_000_000_000);

    /** What languages and databases write in the place of {@code Z} and {@code +00:00} behind a time of day. */
    private static final Pattern ZONE_NAME = Pattern.compile("(?i)(?<=[\\d.])(?:UTC|GMT)$");

    private static final Pattern SHORT_OFFSET = Pattern.compile("(?<=:\\d\\d|\\.\\d{1,9})([+-]\\d\\d):?(\\d\\d)?$");

    private static final Pattern ZONE_ID = Pattern.compile("\\[[\\w/+-]+]$");

    /** 2200-01-01, in seconds; read as milliseconds it is in March 1970, so the units can be told apart. */
    private static final BigDecimal LATEST = BigDecimal.valueOf(7_258_118_400L);

    private final @Nullable ZoneId zone;
    private final Set<String> noted = ConcurrentHashMap.newKeySet();

    /** @param zone of times that state none; null to ignore such times */
    public StatedTimes(@Nullable ZoneId zone) {
        this.zone = zone;
    }

    /** The time, or null. What is there and is no time is noted in the log, once for each place. */
    @Nullable
    public Instant read(String place, JsonValue value) {
        Instant time = of(value, zone);
        String text = value.string() == null ? value.toString() : value.string();
        if (time == null && value.isThere() && !text.isBlank() && !isNever(value, text) && noted.add(place)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the time at " + place + " is '" + Printable.cut(text, 60)
                            + "' and is ignored; readable are RFC 3339, RFC 1123, a number since 1970 that is a time from"
                            + " 2001-09-09 on, and a time without a zone if timeZone is set");
        }
        return time;
    }

    /** What stands for "no time" in some languages. */
    private static boolean isNever(JsonValue value, String text) {
        return value.number() <= 0
                || text.equals("false")
                || Stream.of("0001-01-01", "1970-01-01", "9999-12-31").anyMatch(text::startsWith);
    }

    /** As {@link #read}, without a zone and without a note. */
    public static @Nullable Instant of(JsonValue value) {
        return of(value, null);
    }

    private static @Nullable Instant of(JsonValue value, @Nullable ZoneId zone) {
        String text = value.string();
        if (text != null && !EPOCH.matcher(text.strip()).matches()) {
            return ofText(text.strip(), zone);
        }
        String digits = text == null ? value.digits() : text.strip();
        try {
            return digits == null || digits.length() > MAX_DIGITS ? null : sinceEpoch(new BigDecimal(digits));
        } catch (NumberFormatException noTime) {
            return null;
        }
    }

    private static @Nullable Instant ofText(String text, @Nullable ZoneId zone) {
        try {
            return credible(parsed(text, zone));
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static Instant parsed(String text, @Nullable ZoneId zone) {
        if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.replaceFirst("UTC$", "GMT"), Instant::from);
        }
        // RFC 3339, section 5.6: a space may stand in the place of the T.
        String iso = text.replaceFirst("(?<=\\d) (?=\\d)", "T").replace(" ", "");
        iso = ZONE_NAME.matcher(ZONE_ID.matcher(iso).replaceFirst("")).replaceFirst("Z");
        Matcher offset = SHORT_OFFSET.matcher(iso);
        if (offset.find()) {
            iso = offset.replaceFirst("$1:" + (offset.group(2) == null ? "00" : "$2"));
        }
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException withoutZone) {
            if (zone == null) {
                throw withoutZone;
            }
            return LocalDateTime.parse(iso).atZone(zone).toInstant();
        }
    }

    private static @Nullable Instant credible(Instant time) {
        return isCredible(BigDecimal.valueOf(time.getEpochSecond())) ? time : null;
    }

    private static @Nullable Instant sinceEpoch(BigDecimal number) {
        BigDecimal seconds = number;
        for (int unit = 0; unit < 3 && seconds.compareTo(LATEST) >= 0; unit++) {
            seconds = seconds.movePointLeft(3);
        }
        if (seconds.compareTo(EARLIEST_NUMBER) < 0 || !isCredible(seconds)) {
            return null;
        }
        long whole = seconds.longValue();
        BigDecimal fraction = seconds.subtract(BigDecimal.valueOf(whole));
        return Instant.ofEpochSecond(whole, fraction.movePointRight(9).longValue());
    }

    private static boolean isCredible(BigDecimal seconds) {
        return seconds.compareTo(EARLIEST) >= 0 && seconds.compareTo(LATEST) < 0;
    }
}
