package dev.fermata.client.webhook;

import dev.fermata.client.internal.json.JsonPointer;
import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a vendor signs its webhooks, and where they name the job. Immutable, or thread-safe. */
public abstract sealed class WebhookFormat
        permits HeyGenWebhooks, ElevenLabsWebhooks, StandardWebhooks, FalWebhooks, WebhookFormat.Unsigned {

    WebhookFormat() {}

    /**
     * HeyGen: {@code Heygen-Signature}, or {@code Signature} as older versions have it.
     *
     * @param secret as HeyGen shows it once, with {@code whsec_} if it has that
     */
    public static WebhookFormat heyGen(String secret) {
        return new HeyGenWebhooks(secret(secret));
    }

    /**
     * ElevenLabs: {@code ElevenLabs-Signature: t=...,v0=...}.
     *
     * @param secret as ElevenLabs shows it once
     */
    public static WebhookFormat elevenLabs(String secret) {
        return new ElevenLabsWebhooks(secret(secret));
    }

    /**
     * Replicate, which follows Standard Webhooks.
     *
     * @param secret {@code whsec_} and base64
     */
    public static WebhookFormat replicate(String secret) {
        return standard(secret, "/id");
    }

    /**
     * Fermata's simulator, which follows Standard Webhooks.
     *
     * @param secret {@code whsec_} and base64
     */
    public static WebhookFormat fermata(String secret) {
        return standard(secret, "/data/id");
    }

    /**
     * Any vendor that follows <a href="https://www.standardwebhooks.com">Standard Webhooks</a>.
     *
     * @param secret {@code whsec_} and base64
     * @param id where the body has the id of the job, as a JSON Pointer (RFC 6901)
     * @throws IllegalArgumentException if the secret is not {@code whsec_} and base64, or if that is no JSON Pointer
     */
    public static WebhookFormat standard(String secret, String id) {
        return new StandardWebhooks(secret(secret), JsonPointer.of(id));
    }

    /** fal: signed with Ed25519. The keys are fetched from fal when they are needed, and kept for a day. */
    public static WebhookFormat fal() {
        return fal(FalKeys.fromFal());
    }

    /** fal, or a server that acts as fal, with keys from another place. */
    public static WebhookFormat fal(FalKeys keys) {
        return new FalWebhooks(keys);
    }

    /**
     * Webhooks without a signature. Everybody who knows the URL can have the waiter poll for a job, and no more than that.
     *
     * @param id where the body has the id of the job, as a JSON Pointer
     */
    public static WebhookFormat unsigned(String id) {
        return new Unsigned(JsonPointer.of(id));
    }

    /** The headers of a webhook. */
    @FunctionalInterface
    interface Headers {

        /** The first value of a header, whose name may be in any case. */
        Optional<String> first(String name);

        static Headers of(Map<String, ? extends List<String>> headers) {
            return name -> headers.entrySet().stream()
                    .filter(header -> name.equalsIgnoreCase(header.getKey()))
                    .flatMap(header -> header.getValue().stream())
                    .findFirst();
        }
    }

    /**
     * A webhook whose sender is known.
     *
     * @param signature the same if the webhook is sent again; empty if a repetition cannot be told from a new one
     * @param jobs ids of the jobs that it is about
     */
    record Delivery(String signature, List<String> jobs) {}

    /** @throws WebhookRefusal if the vendor did not send it, or if it cannot be read */
    abstract Delivery read(Headers headers, byte[] body, Instant now);

    static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private static String secret(String secret) {
        if (secret.isBlank()) {
            throw new IllegalArgumentException("secret is empty; allowed is the one that the vendor shows");
        }
        return secret;
    }

    static String header(Headers headers, String name) {
        return headers.first(name).orElseThrow(() -> Signatures.forged("it has no header " + name));
    }

    static JsonValue json(byte[] body) {
        try {
            return JsonReader.read(body);
        } catch (JsonException unreadable) {
            throw new WebhookRefusal(Receipt.Result.MALFORMED, "the body " + unreadable.getMessage());
        }
    }

    /** The ids among these values; most webhooks are about one job, and some are about none. */
    static List<String> ids(JsonValue... values) {
        List<String> ids = new ArrayList<>();
        for (JsonValue value : values) {
            String id = value.textOr("");
            if (!id.isEmpty() && !ids.contains(id)) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** {@link #unsigned}. */
    static final class Unsigned extends WebhookFormat {

        private final JsonPointer id;

        private Unsigned(JsonPointer id) {
            this.id = id;
        }

        @Override
        Delivery read(Headers headers, byte[] body, Instant now) {
            return new Delivery("", ids(json(body).at(id)));
        }
    }
}
