package dev.fermata.simulator.webhook;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks that wait until another one to the same receiver has gone first, one for each receiver. Guarded by the {@link WebhookQueue}.
 */
final class ReorderBuffer {

    private final Map<String, Delivery> held = new HashMap<>();

    /** Holds it, unless another one to the same receiver waits already: then it is this one that overtakes that. */
    boolean holds(Delivery delivery) {
        return held.putIfAbsent(delivery.target.origin(), delivery) == null;
    }

    /** It may go now, if there is one. */
    @Nullable
    Delivery release(String receiver) {
        return held.remove(receiver);
    }

    /** It goes for another reason. */
    void forget(Delivery delivery) {
        held.remove(delivery.target.origin(), delivery);
    }

    void clear() {
        held.clear();
    }
}
