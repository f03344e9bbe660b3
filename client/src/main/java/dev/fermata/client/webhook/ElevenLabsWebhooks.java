package dev.fermata.client.webhook;

import dev.fermata.client.internal.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@link WebhookFormat#elevenLabs}. A job is a language of a project, or the project. */
final class ElevenLabsWebhooks extends WebhookFormat {

    /** What the vendor's own clients allow. */
    private static final Duration TOLERANCE = Duration.ofMinutes(30);

    private final byte[] key;

    ElevenLabsWebhooks(String secret) {
        key = Signatures.bytes(secret);
    }

    @Override
    Delivery read(Headers headers, byte[] body, Instant now) {
        String time = "";
        List<String> given = new ArrayList<>();
        for (String part : header(headers, "ElevenLabs-Signature").split(",", 10)) {
            String[] pair = part.strip().split("=", 2);
            if (pair[0].equals("t") && pair.length == 2) {
                time = pair[1];
            } else if (pair[0].equals("v0") && pair.length == 2) {
                given.add(pair[1]);
            }
        }
        String expected = Signatures.hex(Signatures.hmac(key, Signatures.bytes(time + "."), body));
        if (given.stream().noneMatch(signature -> Signatures.isEqual(expected, signature))) {
            throw Signatures.forged("its signature is not that of the secret");
        }
        Signatures.requireRecent(time, now, TOLERANCE);
        JsonValue data = json(body).path("data");
        String project = data.path("project_id").textOr(data.path("dubbing_id").textOr(""));
        String language = data.path("language_id").textOr("");
        String job = language.isEmpty() ? project : project + "/" + language;
        return new Delivery(expected, ids(JsonValue.of(job), JsonValue.of(project)));
    }
}
