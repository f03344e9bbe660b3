package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /configurations/event-hub}: a configuration that is stored, and has no effect. */
final class EventHub {

    private static final List<String> EVENTS = List.of("Ping", "TranslationCompletion", "IterationCompletion");

    private @Nullable ObjectNode stored;

    synchronized Response get() {
        return AzureJson.ok(known());
    }

    synchronized Response put(Request request, ObjectNode body) {
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        boolean enabled = fields.yes("isEnabled", false);
        fields.required("isEnabled", body.path("isEnabled").isBoolean() ? "" : null);
        List<String> events = fields.texts("enabledEvents", EVENTS.size(), 100);
        fields.required("enabledEvents", events.isEmpty() ? null : events.get(0));
        events.stream().filter(event -> !EVENTS.contains(event)).findFirst().ifPresent(unknown -> {
            throw AzureErrors.invalid(
                    "enabledEvents",
                    "There is no event '" + Printable.value(unknown) + "'; there are " + String.join(", ", EVENTS)
                            + ".");
        });
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("isEnabled", enabled)
                .put("eventHubNamespaceHostName", text(fields, "eventHubNamespaceHostName"))
                .put("eventHubName", text(fields, "eventHubName"));
        String identity = fields.text("managedIdentityClientId", 200);
        if (identity != null) {
            json.put("managedIdentityClientId", identity);
        }
        ArrayNode enabledEvents = json.putArray("enabledEvents");
        events.forEach(enabledEvents::add);
        stored = json;
        return AzureJson.ok(json);
    }

    private static String text(RequestFields fields, String name) {
        return fields.required(name, fields.text(name, 1_000));
    }

    synchronized Response delete() {
        stored = null;
        return Response.empty(HttpResponseStatus.NO_CONTENT);
    }

    synchronized Response ping() {
        known();
        return AzureJson.ok(JsonMapper.shared().createObjectNode());
    }

    private ObjectNode known() {
        ObjectNode known = stored;
        if (known == null) {
            throw AzureErrors.notFound("There is no event hub configuration. PUT one first.");
        }
        return known;
    }

    synchronized void reset() {
        stored = null;
    }
}
