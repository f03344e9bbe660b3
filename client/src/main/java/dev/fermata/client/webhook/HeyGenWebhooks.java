package dev.fermata.client.webhook;

import dev.fermata.client.internal.json.JsonValue;
import java.time.Instant;
import java.util.List;

/** {@link WebhookFormat#heyGen}. The signature covers the body alone, the time is beside it. */
final class HeyGenWebhooks extends WebhookFormat {

    private final byte[] key;

    HeyGenWebhooks(String secret) {
        key = Signatures.bytes(secret);
    }

    @Override
    Delivery read(Headers headers, byte[] body, Instant now) {
        String given = headers.first("Heygen-Signature").orElseGet(() -> header(headers, "Signature"));
        String expected = Signatures.hex(Signatures.hmac(key, body));
        if (!Signatures.isEqual(expected, given)) {
            throw Signatures.forged("its signature is not that of the secret");
        }
        headers.first("Heygen-Timestamp").ifPresent(at -> Signatures.requireRecent(at, now, FIVE_MINUTES));
        JsonValue data = json(body).path("event_data");
        List<String> ids = ids(
                data.path("video_translation_id"),
                data.path("video_translate_id"),
                data.path("video_id"),
                data.path("id"));
        return new Delivery(expected, ids.isEmpty() ? ids : ids.subList(0, 1));
    }
}
