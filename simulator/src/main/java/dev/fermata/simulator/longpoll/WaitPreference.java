package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.field.DelaySeconds;
import dev.fermata.simulator.http.field.Prefer;
import dev.fermata.simulator.text.Printable;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;

/**
 * How long the client prefers that the server holds the request, and for what: {@code Prefer: wait=30, until=terminal} (RFC 7240) or {@code ?wait=30&until=terminal}. A
 * parameter takes precedence over the header.
 *
 * @param seconds how long at most; 0 if the server does not hold it
 * @param terminal whether only the end of a job counts, and no other change
 */
public record WaitPreference(int seconds, boolean terminal) {

    public static final WaitPreference NONE = new WaitPreference(0, false);

    private static final AsciiString PREFER = AsciiString.cached("prefer");
    private static final String TERMINAL = "terminal";
    /** The default of {@code until}. */
    private static final String CHANGE = "change";

    /**
     * @param most how many seconds are allowed
     * @throws RefusedException for an invalid parameter; an invalid header is ignored, as RFC 7240 says
     */
    static WaitPreference of(Request request, int most) {
        String wait = request.query("wait");
        String until = request.query("until");
        boolean prefers = request.head().headers().contains(PREFER);
        if (wait == null && until == null && !prefers) {
            return NONE;
        }
        List<String> header = prefers ? request.head().headers().getAll(PREFER) : List.of();
        boolean terminal = until == null ? Prefer.says(header, "until", TERMINAL) : isTerminal(until);
        int seconds = Math.min(wait == null ? seconds(header) : seconds(wait), most);
        return seconds == 0 ? NONE : new WaitPreference(seconds, terminal);
    }

    /** The value of {@code Preference-Applied}; empty if the server does not hold the request. */
    public String applied() {
        if (seconds == 0) {
            return "";
        }
        return terminal ? "wait=" + seconds + ", until=terminal" : "wait=" + seconds;
    }

    private static int seconds(String parameter) {
        return DelaySeconds.of(parameter)
                .orElseThrow(() -> RefusedException.badRequest(
                        "invalid_wait",
                        "wait is '" + Printable.value(parameter) + "'; allowed is a number of seconds, such as 30."));
    }

    private static int seconds(List<String> header) {
        return (int) Prefer.waiting(header).map(Duration::toSeconds).orElse(0L).longValue();
    }

    private static boolean isTerminal(String parameter) {
        if (!parameter.equals(TERMINAL) && !parameter.equals(CHANGE)) {
            throw RefusedException.badRequest(
                    "invalid_until",
                    "until is '" + Printable.value(parameter) + "'; allowed are '" + CHANGE
                            + "' (of state or stage, as without until) and '" + TERMINAL + "'.");
        }
        return parameter.equals(TERMINAL);
    }
}
