package dev.fermata.simulator.text;

import java.util.regex.Pattern;

/**
 * Cleans text that somebody else wrote (a client, a receiver, a file) before it goes to a log, a terminal or a message. Such a text
 * could begin a line that looks like one of the simulator's, or move the cursor.
 */
public final class Printable {

    /**
     * Control characters (C0 and C1), format characters (such as those that turn the direction of text around), line and
     * paragraph separators, lone surrogates, and what stands for bytes that are no text.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\uFFFD]+");

    private Printable() {}

    /** The text on one line: a space stands for what cannot be printed. */
    public static String clean(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ");
    }

    /** The text, cleaned and cut to a length. */
    public static String cut(String text, int longest) {
        // What is cut off anyway needs no cleaning. A pair of surrogates is kept whole or becomes a space.
        String clean = clean(text.length() <= longest ? text : text.substring(0, longest));
        return text.length() <= longest ? clean : clean + "...";
    }
}
