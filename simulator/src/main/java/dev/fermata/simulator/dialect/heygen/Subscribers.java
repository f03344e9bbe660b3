package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.webhook.WebhookSecret;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The endpoints of receivers that get the events of all jobs, each with a secret of its own. Thread-safe. */
final class Subscribers {

    private static final int MOST = 100;

    /**
     * One of them.
     *
     * @param events the types that it gets; empty for all
     * @param createdAt in microseconds
     */
    record Subscriber(
            String id,
            String url,
            List<String> events,
            @Nullable String entityId,
            long createdAt,
            String secret) {

        boolean wants(String type) {
            return events.isEmpty() || events.contains(type);
        }
    }

    private final IdSequence ids;
    private final BoundedMap<Subscriber> byId = new BoundedMap<>(MOST);

    Subscribers(long seed) {
        ids = new IdSequence("ep_", seed);
    }

    Subscriber add(String url, List<String> events, @Nullable String entityId, long now) {
        Subscriber added = new Subscriber(ids.next(), url, events, entityId, now, newSecret());
        byId.put(added.id(), added);
        return added;
    }

    List<Subscriber> newestFirst() {
        return byId.newestFirst();
    }

    @Nullable
    Subscriber find(String id) {
        return byId.get(id);
    }

    @Nullable
    Subscriber change(String id, UnaryOperator<Subscriber> change) {
        return byId.change(id, change);
    }

    /** The old secret is worth nothing from now on, also for the next attempts of webhooks that were sent before. */
    @Nullable
    Subscriber rotate(String id) {
        return byId.change(
                id,
                old -> new Subscriber(old.id(), old.url(), old.events(), old.entityId(), old.createdAt(), newSecret()));
    }

    @Nullable
    Subscriber remove(String id) {
        return byId.remove(id);
    }

    private static String newSecret() {
        return WebhookSecret.generate().text();
    }

    void reset() {
        byId.clear();
        ids.reset();
    }
}
