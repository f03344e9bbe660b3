package dev.fermata.client.internal.text;

import java.net.URI;
import java.util.regex.Pattern;

/** Makes text that comes from outside fit for one line of a log, a terminal or a message. */
public final class Printable {

    /**
     * Control characters (C0 and C1), format characters, line and paragraph separators, lone surrogates, and what stands for
     * bytes that were no text.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\uFFFD]+");

    private Printable() {}

    /** The text with a space in the place of everything that cannot be printed, without spaces at its ends. */
    public static String clean(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    }

    /** The text, cleaned and cut to a length. */
    public static String cut(String text, int longest) {
        String clean = clean(text);
        return clean.length() > longest ? clean.substring(0, longest) + "..." : clean;
    }

    /**
     * An address without what may be secret: user information is left out, and values in the query are masked, as in
     * {@code https://api.example.com/jobs/1?key=***}.
     */
    public static String masked(URI uri) {
        if (uri.isOpaque() || uri.getHost() == null) {
            return clean(uri.getScheme() == null ? "***" : uri.getScheme() + ":***");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + maskedQuery(uri.getRawQuery());
        return clean(uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath() + query);
    }

    private static String maskedQuery(String query) {
        return query.replaceAll("=[^&]*", "=***").replaceAll("(^|&)[^&=]+(?=&|$)", "$1***");
    }
}
