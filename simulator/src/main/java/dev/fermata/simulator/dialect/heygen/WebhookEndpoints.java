package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.heygen.HeyGenEvents.Event;
import dev.fermata.simulator.dialect.heygen.HeyGenEvents.EventTypes;
import dev.fermata.simulator.dialect.heygen.Subscribers.Subscriber;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/webhooks}: endpoints of receivers, the types of events, and the events that there were. */
record WebhookEndpoints(
        Services services,
        HeyGenJobs jobs,
        Subscribers subscribers,
        HeyGenEvents events,
        IdempotentCalls calls,
        Replies replies) {

    Answer create(Request request, ObjectNode body) {
        return calls.once(request, () -> {
            RequestFields fields = RequestFields.ignoringOthers(body, "");
            String url = fields.required("url", url(fields));
            Subscriber added = subscribers.add(url, types(fields), fields.text("entity_id", 1_000), services.now());
            return replies.data(json(added).put("secret", added.secret()));
        });
    }

    Response list(Request request) {
        Page.Wanted wanted = Page.Wanted.of(request, "limit", 10, 100, "token");
        return replies.list(Page.of(subscribers.newestFirst(), wanted, Subscriber::id), WebhookEndpoints::json);
    }

    Response update(Request request, ObjectNode body) {
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        String url = url(fields);
        List<String> types = types(fields);
        boolean all = body.has("events") && body.get("events").isNull();
        Subscriber changed = subscribers.change(
                request.value(0),
                old -> new Subscriber(
                        old.id(),
                        url == null ? old.url() : url,
                        all || !types.isEmpty() ? types : old.events(),
                        old.entityId(),
                        old.createdAt(),
                        old.secret()));
        return replies.data(json(known(changed, request)));
    }

    Response delete(Request request) {
        known(subscribers.remove(request.value(0)), request);
        return replies.data(Replies.object());
    }

    Answer rotate(Request request) {
        return calls.once(request, () -> {
            Subscriber changed = known(subscribers.rotate(request.value(0)), request);
            return replies.data(
                    Replies.object().put("endpoint_id", changed.id()).put("secret", changed.secret()));
        });
    }

    Response eventTypes(Request request) {
        List<Map.Entry<String, String>> all = List.copyOf(EventTypes.ALL.entrySet());
        return replies.list(
                new Page<>(all, null),
                type -> Replies.object().put("event_type", type.getKey()).put("description", type.getValue()));
    }

    Response history(Request request) {
        Page.Wanted wanted = Page.Wanted.of(request, "limit", 10, 100, "token");
        String type = request.query("event_type");
        if (type != null && !EventTypes.ALL.containsKey(type)) {
            throw unknownType("event_type", type);
        }
        String entity = request.query("entity_id");
        List<Event> found = events.newestFirst().stream()
                .filter(event -> type == null || event.type().equals(type))
                .filter(event -> entity == null || event.entity().equals(entity))
                .toList();
        return replies.list(Page.of(found, wanted, Event::id), Event::json);
    }

    private @Nullable String url(RequestFields fields) {
        String url = fields.url("url");
        jobs.refuseBadTarget("url", url);
        return url;
    }

    private static List<String> types(RequestFields fields) {
        List<String> types = fields.texts("events", EventTypes.ALL.size(), 100);
        types.stream()
                .filter(type -> !EventTypes.ALL.containsKey(type))
                .findFirst()
                .ifPresent(unknown -> {
                    throw unknownType("events", unknown);
                });
        return types;
    }

    private static RuntimeException unknownType(String param, String type) {
        return HeyGenErrors.invalid(
                param,
                "There is no event type '" + Printable.value(type) + "'. GET /v3/webhooks/event-types lists them.");
    }

    private static Subscriber known(@Nullable Subscriber found, Request request) {
        if (found == null) {
            throw HeyGenErrors.notFound("There is no webhook endpoint '" + Printable.value(request.value(0)) + "'.");
        }
        return found;
    }

    private static ObjectNode json(Subscriber subscriber) {
        ObjectNode json = Replies.object().put("endpoint_id", subscriber.id()).put("url", subscriber.url());
        if (subscriber.events().isEmpty()) {
            json.putNull("events");
        } else {
            ArrayNode events = json.putArray("events");
            subscriber.events().forEach(events::add);
        }
        return json.put("status", "enabled")
                .put("created_at", Micros.instant(subscriber.createdAt()).toString())
                .put("secret", (String) null);
    }
}
