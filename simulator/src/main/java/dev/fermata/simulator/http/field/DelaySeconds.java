package dev.fermata.simulator.http.field;

import java.util.OptionalInt;

/** A number of seconds in HTTP, which may have any number of digits (RFC 9110, section 10.2.3). Pure. */
public final class DelaySeconds {

    /** A number with more digits counts as the largest number with this many digits, which is thirty years. */
    private static final int DIGITS = 9;

    private static final int MOST = 999_999_999;

    private DelaySeconds() {}

    /** The number, at most 999,999,999; empty if the text has anything but digits. */
    public static OptionalInt of(String text) {
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            zeros += c == '0' && zeros == i ? 1 : 0;
        }
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        String digits = text.substring(Math.min(zeros, text.length() - 1));
        return OptionalInt.of(digits.length() > DIGITS ? MOST : Integer.parseInt(digits));
    }
}
