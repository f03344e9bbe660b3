package dev.fermata.simulator.http.field;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The {@code Prefer} header (RFC 7240). Preferences that cannot be parsed are ignored, as the RFC demands. */
public final class Prefer {

    private Prefer() {}

    /** How long the client waits for a better response: the first preference {@code wait}. */
    public static Optional<Duration> waiting(List<String> headers) {
        return raw(headers, "wait").flatMap(Prefer::seconds);
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

    private static Optional<Duration> seconds(String value) {
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
