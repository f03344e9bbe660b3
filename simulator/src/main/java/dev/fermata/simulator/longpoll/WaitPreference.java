package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.http.Prefer;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.field.DelaySeconds;
import dev.fermata.simulator.text.Printable;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;

/**
 * How a request prefers to be held: {@code Prefer: wait=30, until=terminal} (RFC 7240) or {@code ?wait=30&until=terminal}. A
 * parameter goes before the header.
 *
 * @param seconds for how long at most; 0 when it is not to be held
 * @param terminal whether only an end is news, and no change before it
 */
public record WaitPreference(int seconds, boolean terminal) {

    public static final WaitPreference NONE = new WaitPreference(0, false);

    private static final AsciiString PREFER = AsciiString.cached("prefer");
    private static final String TERMINAL = "terminal";
    /** What the request is held until when it says nothing, under the name that it may say it by. */
    private static final String CHANGE = "change";

    /**
     * @param most how many seconds are allowed
     * @throws RefusedException for a parameter that makes no sense; a header that cannot be understood is ignored, as its
     *     RFC wants it
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

    /** As {@code Preference-Applied} says it; empty when it is not to be held. */
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
