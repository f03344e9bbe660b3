package dev.fermata.simulator.text;

/** Text from elsewhere, made safe for a log, a terminal or an error message. */
public final class Printable {

    /** Longer values are cut in messages. */
    private static final int LONGEST_VALUE = 200;

    private Printable() {}

    /** With {@code ?} for each control character (C0, C1) and each line separator, so that the text stays on its line. */
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return text.replaceAll("[\\p{Cc}\u2028\u2029]", "?");
            }
        }
        return text;
    }

    /** At most so many characters of the text; it then ends in {@code ...}. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "...";
    }

    /** For a value in a message: clean and at most 200 characters. */
    public static String value(String text) {
        return clean(cut(text, LONGEST_VALUE));
    }

    private static boolean isControl(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
