package dev.fermata.client.internal.text;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes text that comes from outside fit for one line of a log, a terminal or a message. */
public final class Printable {

    /**
     * Control characters (C0 and C1), format characters (such as those that turn the direction of text around), line and
     * paragraph separators, lone surrogates, and what stands for bytes that are no text.
     */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\uFFFD]+");

    /** What stands for a text that may be secret. */
    static final String HIDDEN = "***";

    private static final int LONGEST_INPUT = 200;

    /** A scheme, an authority, and the rest. What looks like a rare scheme may be a user name. */
    private static final Pattern URL = Pattern.compile("(?i)((?:https?|wss?|ftp)://)?([^/?#]*)(.*)", Pattern.DOTALL);

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]*]?|[^:]*)(:.*)?", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile(":\\d{0,5}");
    private static final Pattern USER_INFORMATION = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*@");
    private static final Pattern OPAQUE = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*:)(?!/).*", Pattern.DOTALL);

    private Printable() {}

    /** The text with a space in the place of everything that cannot be printed, without spaces at its ends. */
    public static String clean(String text) {
        return isPlain(text) ? text : UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    }

    /** The same map with clean names and values, in the same order. Unmodifiable. */
    public static Map<String, String> clean(String argument, Map<String, String> map) {
        Map<String, String> clean = new LinkedHashMap<>();
        Objects.requireNonNull(map, argument)
                .forEach((name, value) -> clean.put(
                        clean(Objects.requireNonNull(name, () -> argument + " has a null in it")),
                        clean(Objects.requireNonNull(value, () -> argument + " has a null in it"))));
        return clean.isEmpty() ? Map.of() : Collections.unmodifiableMap(clean);
    }

    /** Printable ASCII without spaces at its ends: most texts are, and one response may hold thousands. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = i > 0 && i < text.length() - 1;
            if (c < ' ' || c > '~' || c == ' ' && !inside) {
                return false;
            }
        }
        return true;
    }

    /** The text, cleaned and cut to a length. */
    public static String cut(String text, int longest) {
        String clean = clean(text);
        if (clean.length() <= longest) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(longest - 1)) ? longest - 1 : longest;
        return clean.substring(0, end) + "...";
    }

    /** {@link #masked(String)} of an address. */
    public static String masked(URI uri) {
        return masked(uri.toString());
    }

    /**
     * An absolute or relative address without what may be secret, as in {@code https://api.example.com/jobs/1?key=***}: user
     * information and fragment are left out, and values in the query are masked. Text that is no address is treated alike.
     */
    public static String masked(String address) {
        String whole = clean(address);
        String withoutFragment = whole.replaceFirst("#.*", "");
        String withoutUser = USER_INFORMATION.matcher(withoutFragment).replaceFirst("$1//");
        int query = withoutUser.indexOf('?');
        String masked = query < 0
                ? withoutUser
                : withoutUser.substring(0, query + 1) + maskedQuery(withoutUser.substring(query + 1));
        return OPAQUE.matcher(masked).replaceFirst("$1***");
    }

    /**
     * What somebody gave as a URL and what perhaps is none: {@link #masked(String)}, but with less. If @, /, ? or # may stand in a
     * password as it is, only the scheme is left, and nothing if there is none. What should be a port and is none may be a password.
     */
    static String maskedInput(String text) {
        Matcher url = URL.matcher(clean(text));
        if (!url.matches()) {
            return HIDDEN;
        }
        String scheme = url.group(1) == null ? "" : url.group(1);
        String authority = url.group(2);
        String rest = url.group(3);
        int at = authority.indexOf('@');
        boolean clear = at == authority.lastIndexOf('@') && rest.indexOf('@') < 0 && (at < 0 || !scheme.isEmpty());
        // The slashes make a host of what masked() would take for a scheme.
        String masked = clear
                ? masked("//" + hostAndPort(authority.substring(at + 1)) + rest).substring(2)
                : HIDDEN;
        return cut(scheme + masked, LONGEST_INPUT);
    }

    private static String hostAndPort(String text) {
        Matcher parts = HOST_AND_PORT.matcher(text);
        boolean noPort = parts.matches()
                && parts.group(2) != null
                && !PORT.matcher(parts.group(2)).matches();
        return noPort ? parts.group(1) + ":" + HIDDEN : text;
    }

    private static String maskedQuery(String query) {
        return query.replaceAll("=[^&]*", "=***").replaceAll("(^|&)[^&=]+(?=&|$)", "$1***");
    }
}
