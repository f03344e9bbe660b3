package dev.fermata.client.webhook;

import dev.fermata.client.internal.json.JsonPointer;
import java.time.Instant;

/** {@link WebhookFormat#unsigned}. */
final class UnsignedWebhooks extends WebhookFormat {

    private final JsonPointer id;

    UnsignedWebhooks(JsonPointer id) {
        this.id = id;
    }

    @Override
    Delivery read(WebhookHeaders headers, byte[] body, Instant now) {
        return new Delivery("", ids(json(body).at(id)));
    }
}
