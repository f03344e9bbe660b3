package dev.fermata.client.webhook;

import dev.fermata.client.internal.json.JsonPointer;
import java.time.Instant;
import java.util.Base64;

/** {@link WebhookFormat#standard}. Several signatures in one header are those of an old and a new secret: one is enough. */
final class StandardWebhooks extends WebhookFormat {

    private static final String PREFIX = "whsec_";

    private final byte[] key;
    private final JsonPointer id;

    StandardWebhooks(String secret, JsonPointer id) {
        this.id = id;
        try {
            key = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
        } catch (IllegalArgumentException noBase64) {
            throw new IllegalArgumentException("secret is not whsec_ and base64, as Standard Webhooks write it");
        }
    }

    @Override
    Delivery read(Headers headers, byte[] body, Instant now) {
        String message = header(headers, "webhook-id");
        String time = header(headers, "webhook-timestamp");
        byte[] mac = Signatures.hmac(key, Signatures.bytes(message + "." + time + "."), body);
        String expected = "v1," + Base64.getEncoder().encodeToString(mac);
        boolean signed = false;
        for (String given : header(headers, "webhook-signature").split(" ", 20)) {
            signed |= Signatures.isEqual(expected, given);
        }
        if (!signed) {
            throw Signatures.forged("its signature is not that of the secret");
        }
        Signatures.requireRecent(time, now, FIVE_MINUTES);
        // Each attempt has a time of its own and so another signature; the id is the same.
        return new Delivery(message, ids(json(body).at(id)));
    }
}
