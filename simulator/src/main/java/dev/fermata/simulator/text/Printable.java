package dev.fermata.simulator.text;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cleans foreign text (from a client, a receiver, a file) before it goes to a log, a terminal or a message. Such a text
 * could begin a line that looks like one of the simulator's, or move the cursor.
 */
public final class Printable {

    /**
     * Control characters (C0 and C1), format characters (such as those that turn the direction of text around), line and
     * paragraph separators, lone surrogates, and what stands for bytes that are no text.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\uFFFD]+");

    /** Causes can go round in a circle. */
    private static final int MOST_CAUSES = 20;

    /** Longer values are cut in messages. */
    private static final int LONGEST_VALUE = 200;

    private Printable() {}

    /** The text on one line: a space stands for what cannot be printed. */
    public static String clean(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ");
    }

    /** The failure with its stack trace and its causes, but with clean messages: a message may quote a client. */
    public static Throwable clean(Throwable failure) {
        return clean(failure, MOST_CAUSES);
    }

    private static Throwable clean(Throwable failure, int causes) {
        Throwable cause = causes == 0 ? null : failure.getCause();
        Throwable clean = new CleanFailure(clean(failure.toString()), cause == null ? null : clean(cause, causes - 1));
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }

    /** Shown as the failure that it stands for. */
    private static final class CleanFailure extends Exception {

        private static final long serialVersionUID = 1;

        CleanFailure(String text, @Nullable Throwable cause) {
            super(text, cause);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }

    /** The text, cleaned and cut to a length. */
    public static String cut(String text, int longest) {
        // What is cut off anyway needs no cleaning. A pair of surrogates is kept whole or becomes a space.
        String clean = clean(text.length() <= longest ? text : text.substring(0, longest));
        return text.length() <= longest ? clean : clean + "...";
    }

    /** Lines of text, each of them clean, together cut to a length. */
    public static String lines(String text, int longest) {
        return text.indexOf('\n') < 0
                ? cut(text, longest)
                : Arrays.stream(text.substring(0, Math.min(text.length(), longest))
                                .split("\n"))
                        .map(Printable::clean)
                        .collect(Collectors.joining("\n", "", text.length() <= longest ? "" : "..."));
    }

    /** For a value in a message: clean and at most 200 characters. */
    public static String value(String text) {
        return cut(text, LONGEST_VALUE);
    }
}
