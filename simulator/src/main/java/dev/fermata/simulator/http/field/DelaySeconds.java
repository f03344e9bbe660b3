package dev.fermata.simulator.http.field;

import java.util.OptionalInt;

/** A number of seconds in HTTP, which may have any number of digits (RFC 9110, section 10.2.3). Pure. */
public final class DelaySeconds {

    /** A larger number counts as this one, which is thirty years. */
    private static final int MOST = 999_999_999;

    private DelaySeconds() {}

    /** The number, at most 999,999,999; empty if the text has anything but digits. */
    public static OptionalInt of(String text) {
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            seconds = Math.min(MOST, 10 * seconds + c - '0');
        }
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) seconds);
    }
}
