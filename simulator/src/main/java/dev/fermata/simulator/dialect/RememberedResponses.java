package dev.fermata.simulator.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.setting.MemoryShare;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Responses by idempotency key, for 24 hours of the simulator's time. Bounded in number and bytes: if there are too many, the oldest is
 * forgotten. How a key looks and what a repeated request gets is the matter of the dialect. Thread-safe.
 */
public final class RememberedResponses {

    private static final long LASTING = Micros.of(Duration.ofHours(24));
    private static final int MOST = 10_000;
    /** Each of the dialects that take keys has such responses. */
    private static final long MOST_BYTES = MemoryShare.RESPONSES.bytes() / 3;
    /** Besides a response: its key, the digest of the request, and a place in the map. */
    private static final long ENTRY_BYTES = 600;

    /**
     * The response to the first request with a key.
     *
     * @param sentAt when it is sent; before that, the first request is in flight
     */
    public record Remembered(byte[] body, Response response, long sentAt, long expires) {

        /** Whether a request has the same body as the first one. */
        public boolean sameBody(Request request) {
            return MessageDigest.isEqual(body, ApiKeys.sha256(request.body()));
        }

        private long bytes() {
            return ENTRY_BYTES + response.size();
        }
    }

    private final Map<String, Remembered> byName = new LinkedHashMap<>();
    private long bytes;

    /** The same key of another client or in another scope is another one. The result is short, however long they are. */
    public static String name(Request request, String scope, String key) {
        byte[] all = (ApiKeys.client(request) + '\n' + scope + '\n' + key).getBytes(UTF_8);
        return Base64.getEncoder().encodeToString(ApiKeys.sha256(all));
    }

    /** Null if there is none, or no longer. */
    public synchronized @Nullable Remembered find(String name, long now) {
        forget(now);
        return byName.get(name);
    }

    public synchronized void put(String name, Request request, Response response, long now, long sentAt) {
        Remembered added = new Remembered(ApiKeys.sha256(request.body()), response, sentAt, now + LASTING);
        Remembered replaced = byName.put(name, added);
        bytes += added.bytes() - (replaced == null ? 0 : replaced.bytes());
        forget(now);
    }

    public synchronized void clear() {
        byName.clear();
        bytes = 0;
    }

    /** Forgets what is too old, and the oldest if there is too much. */
    private void forget(long now) {
        Iterator<Remembered> oldest = byName.values().iterator();
        while (oldest.hasNext()) {
            Remembered one = oldest.next();
            if (one.expires() > now && byName.size() <= MOST && bytes <= MOST_BYTES) {
                return;
            }
            oldest.remove();
            bytes -= one.bytes();
        }
    }
}
