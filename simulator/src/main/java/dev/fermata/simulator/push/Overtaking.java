package dev.fermata.simulator.push;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Webhooks that wait until another one to the same receiver has gone first. Guarded by the {@link Outbox}. */
final class Overtaking {

    private final Map<String, List<Delivery>> held = new HashMap<>();

    void hold(Delivery delivery) {
        held.computeIfAbsent(delivery.target.origin(), key -> new ArrayList<>()).add(delivery);
    }

    /** They may go now, in this order. */
    List<Delivery> release(String receiver) {
        List<Delivery> all = held.remove(receiver);
        return all == null ? List.of() : all;
    }

    /** It goes for another reason. */
    void forget(Delivery delivery) {
        List<Delivery> all = held.get(delivery.target.origin());
        if (all != null && all.remove(delivery) && all.isEmpty()) {
            held.remove(delivery.target.origin());
        }
    }

    void clear() {
        held.clear();
    }
}
