package dev.fermata.simulator;

import dev.fermata.simulator.access.RequestLog;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that the simulator received. Immutable.
 *
 * @param path decoded, without the query
 * @param query the text after the question mark, as it was sent; empty without one
 * @param headers by name in lower case, each with its values in order
 * @param body as UTF-8; at most the first 16 KiB of it
 * @param status of the response; 0 if there is none (yet)
 * @param faults the ids of the fault rules that changed the response
 */
public record RecordedRequest(
        Instant at,
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        String body,
        int status,
        List<String> faults) {

    /** Safe to log: without headers and body, which may have secrets, and without control characters. */
    @Override
    public String toString() {
        return method + " " + Printable.clean(path) + " -> " + status + (faults.isEmpty() ? "" : " " + faults);
    }

    /** The first value of a header, by its name in upper or lower case; null if it was not sent. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    static RecordedRequest of(RequestLog.Entry entry) {
        return new RecordedRequest(
                Micros.instant(entry.at()),
                entry.method(),
                entry.path(),
                entry.query(),
                entry.headers(),
                new String(entry.body(), StandardCharsets.UTF_8),
                entry.status(),
                entry.faults());
    }
}
