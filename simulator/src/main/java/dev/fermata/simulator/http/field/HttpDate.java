package dev.fermata.simulator.http.field;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Times in HTTP (RFC 9110, section 5.6.7), such as {@code Sun, 06 Nov 1994 08:49:37 GMT}. Pure.
 *
 * <p>It does not use {@code DateTimeFormatter}, because loading the texts of a locale takes longer than the rest of a start.
 */
public final class HttpDate {

    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    /** The format has four digits for the year. */
    private static final long FIRST = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);

    private static final long LAST = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);

    private HttpDate() {}

    /**
     * Writes a time, rounded down to seconds. A time before the year 0 or after the year 9999 is written as the first or the last time
     * that the format has.
     *
     * @param micros since 1970-01-01T00:00Z
     */
    public static String of(long micros) {
        long second = Math.max(FIRST, Math.min(Math.floorDiv(micros, 1_000_000L), LAST));
        LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(29);
        word(text, DAYS, time.getDayOfWeek().getValue()).append(", ");
        two(text, time.getDayOfMonth()).append(' ');
        word(text, MONTHS, time.getMonthValue()).append(' ');
        two(text, time.getYear() / 100);
        two(text, time.getYear() % 100).append(' ');
        two(text, time.getHour()).append(':');
        two(text, time.getMinute()).append(':');
        return two(text, time.getSecond()).append(" GMT").toString();
    }

    private static StringBuilder word(StringBuilder text, String words, int number) {
        return text.append(words, 3 * number - 3, 3 * number);
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /**
     * The {@code Date} field of every answer (RFC 9110, section 6.6.1), by the simulator's clock. It is written once for each
     * second. To be used on the event loop.
     */
    public static final class DateField {

        private final LongSupplier clock;
        private long second = Long.MIN_VALUE;
        private byte[] line = {};

        /** @param clock tells microseconds since 1970-01-01T00:00Z */
        public DateField(LongSupplier clock) {
            this.clock = clock;
        }

        /** The whole line, with its end. Not to be changed. */
        public byte[] line() {
            long now = clock.getAsLong();
            long current = Math.floorDiv(now, 1_000_000L);
            if (current != second) {
                second = current;
                line = ("date: " + HttpDate.of(now) + "\r\n").getBytes(US_ASCII);
            }
            return line;
        }
    }
}
