package dev.fermata.simulator.files;

import java.math.BigInteger;
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
    private static final Pattern RANGE = Pattern.compile("(?i:bytes)=([0-9]*)-([0-9]*)");

    /** Null when the header is none that is understood here; then the whole file is the answer. */
    static @Nullable ByteRange of(@Nullable String header, int size) {
        Matcher range = RANGE.matcher(header == null ? "" : header.replace(" ", ""));
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return null;
        }
        BigInteger end = BigInteger.valueOf(size);
        if (range.group(1).isEmpty()) {
            BigInteger last = new BigInteger(range.group(2));
            return new ByteRange(end.subtract(last.min(end)).intValue(), last.signum() == 0 ? 0 : size);
        }
        BigInteger from = new BigInteger(range.group(1));
        BigInteger to = range.group(2).isEmpty() ? end.max(from) : new BigInteger(range.group(2));
        if (to.compareTo(from) < 0) {
            return null;
        }
        return new ByteRange(
                from.min(end).intValue(), to.add(BigInteger.ONE).min(end).intValue());
    }

    boolean isEmpty() {
        return to <= from;
    }
}
