package dev.fermata.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a request is to be answered ({@code Prefer}, RFC 7240): the client's wish, or what the server says that it heeds.
 *
 * @param hold how long the request is held at most; zero for not at all
 * @param untilEnd whether it is held until a job has ended, and not just until the next change
 * @param minimal whether the answer tells only of jobs that have ended
 */
record Preference(Duration hold, boolean untilEnd, boolean minimal) {

    static final Preference NONE = new Preference(Duration.ZERO, false, false);

    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?");
    private static final Pattern UNTIL = Pattern.compile("(?:^|[,;\\s])until\\s*=\\s*\"?terminal\\b");
    private static final Pattern MINIMAL = Pattern.compile("(?:^|[,;\\s])return\\s*=\\s*\"?minimal\\b");

    /** What the server says that it heeds; {@link #NONE} if it does not say that it would hold. */
    static Preference applied(HttpHeaders headers) {
        String all = String.join(",", headers.allValues("Preference-Applied")).toLowerCase(Locale.ROOT);
        Matcher wait = WAIT.matcher(all);
        return wait.find()
                ? new Preference(
                        Duration.ofSeconds(Long.parseLong(wait.group(1))),
                        UNTIL.matcher(all).find(),
                        MINIMAL.matcher(all).find())
                : NONE;
    }

    boolean isHeld() {
        return !hold.isZero();
    }

    /** The same wish, for so long; zero for not to be held at all. */
    Preference held(Duration hold) {
        return hold.isZero() ? NONE : new Preference(hold, untilEnd, minimal);
    }

    /** The same wish, but to be told everything. */
    Preference full() {
        return new Preference(hold, untilEnd, false);
    }

    /** In the words of the header. */
    String text() {
        return "wait=" + hold.toSeconds() + (untilEnd ? ", until=terminal" : "") + (minimal ? ", return=minimal" : "");
    }
}
