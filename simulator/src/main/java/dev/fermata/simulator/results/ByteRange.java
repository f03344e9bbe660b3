package dev.fermata.simulator.results;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that was asked for (RFC 9110, section 14).
 *
 * @param from first byte
 * @param to behind the last byte; not more than {@code from} when there is no such part
 */
record ByteRange(int from, int to) {

    /** One range: several at once may be ignored, and are. */
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /** Null when the header is none that is understood here; then the whole file is the answer. */
    static @Nullable ByteRange of(@Nullable String header, int size) {
        Matcher range = RANGE.matcher(header == null ? "" : header.replace(" ", ""));
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return null;
        }
        if (range.group(1).isEmpty()) {
            long last = Long.parseLong(range.group(2));
            return new ByteRange((int) Math.max(0, size - last), last == 0 ? 0 : size);
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size : Long.parseLong(range.group(2)) + 1;
        if (to <= from && !range.group(2).isEmpty()) {
            return null;
        }
        return new ByteRange((int) Math.min(from, size), (int) Math.min(to, size));
    }

    boolean isEmpty() {
        return to <= from;
    }
}
