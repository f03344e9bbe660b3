package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.access.Sha256;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives a repeated request the response of the first one, and submits nothing (the IETF's draft of {@code Idempotency-Key}). Only
 * accepted requests are remembered. The response has the links of the first request, also if the second one has another prefix.
 *
 * <p>A submission is done before the next request is read. So no request can be repeated while it is still under way. Thread-safe.
 */
final class IdempotencyKeys {

    private static final long DAY = Duration.ofHours(24).toNanos() / 1_000;
    private static final int MOST = 10_000;
    private static final long MOST_BYTES =
            Math.min(32L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 16);

    /** A string of a structured field. The quotes may be missing, because most clients leave them out. */
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");

    private record Remembered(byte[] body, Response response, long expires) {}

    private final Map<String, Remembered> byKey = new LinkedHashMap<>();
    private long bytes;

    /** The remembered response for the request's key. If there is none: the response of {@code first}, remembered if it is 202. */
    synchronized Response once(Request request, long now, Supplier<Response> first) {
        String given = key(request);
        if (given == null) {
            return first.get();
        }
        forget(now);
        String key = name(request, given);
        byte[] body = Sha256.of(request.body());
        Remembered known = byKey.get(key);
        if (known != null) {
            return replay(given, body, known);
        }
        Response response = first.get();
        if (response.status() == HttpResponseStatus.ACCEPTED.code()) {
            byKey.put(key, new Remembered(body, response, now + DAY));
            bytes += response.size();
            forget(now);
        }
        return response;
    }

    synchronized void clear() {
        byKey.clear();
        bytes = 0;
    }

    /** The same key of another client is another key. The result is short, however long the key is. */
    private static String name(Request request, String key) {
        byte[] both = (ApiKeys.client(request) + '\n' + key).getBytes(UTF_8);
        return Base64.getEncoder().encodeToString(Sha256.of(both));
    }

    private static Response replay(String key, byte[] body, Remembered known) {
        if (MessageDigest.isEqual(body, known.body())) {
            return known.response();
        }
        return Problem.of(
                HttpResponseStatus.UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "The key '" + Printable.value(key)
                        + "' came before with another body. Take a new key for a new request, and the same"
                        + " body for a repeated one.");
    }

    private static @Nullable String key(Request request) {
        String header = request.header("idempotency-key");
        if (header == null) {
            return null;
        }
        boolean quoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
        String key = quoted ? header.substring(1, header.length() - 1) : header;
        if (!KEY.matcher(key).matches()) {
            throw RefusedException.badRequest(
                    "invalid_idempotency_key",
                    "The Idempotency-Key has " + key.length() + " characters; allowed are 1 to 255, all of them ASCII,"
                            + " such as a UUID.");
        }
        return key;
    }

    /** Forgets what is too old, and the oldest if there is too much. */
    private void forget(long now) {
        Iterator<Remembered> oldest = byKey.values().iterator();
        while (oldest.hasNext()) {
            Remembered one = oldest.next();
            if (one.expires() > now && byKey.size() <= MOST && bytes <= MOST_BYTES) {
                return;
            }
            oldest.remove();
            bytes -= one.response().size();
        }
    }
}
