package dev.fermata.client.internal.http;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the server shall treat a request ({@code Prefer}, RFC 7240): what the client prefers, or what the server says that it
 * applied.
 *
 * @param hold how long the server holds the request at most; zero if it answers at once
 * @param untilEnd whether the server holds the request until a job has ended, and not only until the next change
 * @param minimal whether the response lists only jobs that have ended
 */
public record Preference(Duration hold, boolean untilEnd, boolean minimal) {

    /** No preference: the server answers at once and in full. */
    public static final Preference NONE = new Preference(Duration.ZERO, false, false);

    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})(?!\\d)");
    private static final Pattern UNTIL = Pattern.compile("(?:^|[,;\\s])until\\s*=\\s*\"?terminal\\b");
    private static final Pattern MINIMAL = Pattern.compile("(?:^|[,;\\s])return\\s*=\\s*\"?minimal\\b");

    /** What the server says that it applied; {@link #NONE} if it does not say that it holds the request. */
    public static Preference applied(HttpHeaders headers) {
        String all = String.join(",", headers.allValues("Preference-Applied")).toLowerCase(Locale.ROOT);
        Matcher wait = WAIT.matcher(all);
        return wait.find()
                ? new Preference(
                        Duration.ofSeconds(Long.parseLong(wait.group(1))),
                        UNTIL.matcher(all).find(),
                        MINIMAL.matcher(all).find())
                : NONE;
    }

    /** Whether the server holds the request. */
    public boolean isHeld() {
        return !hold.isZero();
    }

    /** The value of the {@code Prefer} header. */
    public String text() {
        return "wait=" + hold.toSeconds() + (untilEnd ? ", until=terminal" : "") + (minimal ? ", return=minimal" : "");
    }
}
