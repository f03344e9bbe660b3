package dev.fermata.client.webhook;

import java.time.Instant;
import java.util.HexFormat;

/** {@link WebhookFormat#fal}: Ed25519 over four lines, the last of which is the digest of the body. */
final class FalWebhooks extends WebhookFormat {

    private final FalKeys keys;

    FalWebhooks(FalKeys keys) {
        this.keys = keys;
    }

    @Override
    Delivery read(Headers headers, byte[] body, Instant now) {
        String request = header(headers, "X-Fal-Webhook-Request-Id");
        String user = header(headers, "X-Fal-Webhook-User-Id");
        String time = header(headers, "X-Fal-Webhook-Timestamp");
        String given = header(headers, "X-Fal-Webhook-Signature");
        Signatures.requireRecent(time, now, FIVE_MINUTES);
        byte[] message =
                Signatures.bytes(String.join("\n", request, user, time, Signatures.hex(Signatures.sha256(body))));
        if (!keys.isSignature(message, signature(given), now)) {
            throw Signatures.forged("its signature is of none of fal's keys");
        }
        return new Delivery(given, ids(json(body).path("request_id")));
    }

    private static byte[] signature(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException noHex) {
            throw Signatures.forged("its signature is not hexadecimal");
        }
    }
}
