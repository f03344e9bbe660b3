package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.field.DelaySeconds;
import dev.fermata.simulator.text.Printable;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long the client prefers that the server holds the request, and for what: {@code Prefer: wait=30, until=terminal} (RFC 7240), or
 * {@code ?wait=30&until=terminal}. A parameter takes precedence over the header. Preferences of the header that cannot be parsed are
 * ignored, as the RFC demands.
 *
 * @param seconds how long at most; 0 if the server does not hold it
 * @param terminal whether only the end of a job counts, and no other change
 */
public record Preference(int seconds, boolean terminal) {

    public static final Preference NONE = new Preference(0, false);

    private static final AsciiString PREFER = AsciiString.cached("prefer");
    private static final String TERMINAL = "terminal";
    /** The default of {@code until}. */
    private static final String CHANGE = "change";

    /**
     * @param most how many seconds are allowed
     * @throws RefusedException for an invalid parameter; an invalid header is ignored, as RFC 7240 says
     */
    static Preference of(Request request, int most) {
        String wait = request.query("wait");
        String until = request.query("until");
        boolean prefers = request.head().headers().contains(PREFER);
        if (wait == null && until == null && !prefers) {
            return NONE;
        }
        List<String> header = prefers ? request.head().headers().getAll(PREFER) : List.of();
        boolean terminal = until == null ? says(header, "until", TERMINAL) : isTerminal(until);
        int seconds = Math.min(wait == null ? seconds(header) : seconds(wait), most);
        return seconds == 0 ? NONE : new Preference(seconds, terminal);
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
        return (int) waiting(header).map(Duration::toSeconds).orElse(0L).longValue();
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

    /** How long the client waits for a better response: the first preference {@code wait}. */
    public static Optional<Duration> waiting(List<String> headers) {
        return raw(headers, "wait").flatMap(Preference::headerSeconds);
    }

    /** Whether the first preference of this name has this value. */
    public static boolean says(List<String> headers, String name, String value) {
        return raw(headers, name)
                .filter(said -> said.equals(value) || said.equals('"' + value + '"'))
                .isPresent();
    }

    /** The value of the first preference of this name, perhaps in quotes. */
    private static Optional<String> raw(List<String> headers, String name) {
        for (String header : headers) {
            for (String preference : split(header, ',')) {
                // Parameters may follow. No known preference has any.
                String pair = split(preference, ';').get(0);
                int equals = pair.indexOf('=');
                String found = equals < 0 ? pair : pair.substring(0, equals);
                if (found.strip().equalsIgnoreCase(name)) {
                    return Optional.of(pair.substring(equals < 0 ? pair.length() : equals + 1)
                            .strip());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Duration> headerSeconds(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        OptionalInt seconds = DelaySeconds.of(quoted ? value.substring(1, value.length() - 1) : value);
        return seconds.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds.getAsInt()));
    }

    /** Splits at the separators that are outside of quoted strings. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }
}
