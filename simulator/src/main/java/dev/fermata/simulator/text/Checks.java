package dev.fermata.simulator.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks values where objects are made. The message says what it is, what the value is, and what is allowed. */
public final class Checks {

    /** Long enough for every job. Short enough that the arithmetic on stages fits a {@code long}. */
    public static final Duration LONGEST = DurationText.LONGEST;

    private static final int LONGEST_SHOWN = 200;

    private Checks() {}

    /** @throws IllegalArgumentException unless it is allowed */
    public static void that(boolean allowed, String name, @Nullable Object value, String rule) {
        if (!allowed) {
            throw new IllegalArgumentException(name + " is " + shown(value) + "; allowed is " + rule);
        }
    }

    /** 0 to 1000 days. */
    public static void duration(String name, Duration value) {
        that(!value.isNegative() && value.compareTo(LONGEST) <= 0, name, value, "0 to 1000 days");
    }

    /** 0 to 1. */
    public static void chance(String name, double value) {
        that(value >= 0 && value <= 1, name, value, "0 (never) to 1 (always)");
    }

    /** Where bytes stop being UTF-8, counted from 1; 0 if they are UTF-8. What is not would be stored as something else. */
    public static int badUtf8(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        return UTF_8.newDecoder().decode(in, out, true).isError() ? in.position() + 1 : 0;
    }

    private static String shown(@Nullable Object value) {
        String text = Printable.cut(String.valueOf(value), LONGEST_SHOWN);
        return value instanceof CharSequence ? "'" + text + "'" : text;
    }
}
