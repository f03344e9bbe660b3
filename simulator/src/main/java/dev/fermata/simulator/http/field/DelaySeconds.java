package dev.fermata.simulator.http.field;

import java.util.OptionalInt;

/** A number of seconds as HTTP writes it: any number of digits (RFC 9110, section 10.2.3). Pure. */
public final class DelaySeconds {

    /** More digits than this say the same as this many nines: thirty years. */
    private static final int DIGITS = 9;

    private static final int MOST = 999_999_999;

    private DelaySeconds() {}

    /** The number, at most 999,999,999; empty when the text is anything else than digits. */
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
