package dev.fermata.simulator.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that a receiver shares with the simulator to recognize its webhooks (Standard Webhooks, symmetric). Immutable. Only
 * {@link #text()} shows it; {@code toString} does not, because it ends up in logs.
 */
public final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final String ALGORITHM = "HmacSHA256";
    private static final String ALLOWED =
            PREFIX + " and the base64 of " + MIN_BYTES + " to " + MAX_BYTES + " random bytes";

    private final byte[] key;

    private WebhookSecret(byte[] key) {
        this.key = key;
    }

    /** A new random secret. */
    public static WebhookSecret generate() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new WebhookSecret(key);
    }

    /**
     * Reads what {@link #text()} writes.
     *
     * @throws IllegalArgumentException with what is allowed. The message does not repeat the text, because it may be a secret
     */
    public static WebhookSecret parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "the webhook secret does not begin with " + PREFIX + "; allowed is " + ALLOWED);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException(
                    "the webhook secret is not base64 after " + PREFIX + "; allowed is " + ALLOWED);
        }
        if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the webhook secret has " + key.length + " bytes; allowed is " + ALLOWED);
        }
        return new WebhookSecret(key);
    }

    /** {@code whsec_} and base64: what the receiver needs. */
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /** The header fields of one attempt. */
    Map<String, String> headers(String id, long seconds, byte[] body) {
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", Long.toString(seconds),
                "webhook-signature", sign(id, seconds, body));
    }

    /** What goes into {@code webhook-signature}. */
    String sign(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "...";
    }
}
