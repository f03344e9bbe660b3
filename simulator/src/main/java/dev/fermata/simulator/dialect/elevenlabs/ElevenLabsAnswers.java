package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.RememberedResponses;
import dev.fermata.simulator.dialect.RememberedResponses.Remembered;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Successful responses.
 *
 * @param heeded whether a repeated request with the same {@code Idempotency-Key} gets the response of the first one
 */
record ElevenLabsAnswers(RememberedResponses remembered, boolean heeded, LongSupplier clock) {

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    static Response ok(JsonNode body) {
        return of(200, body);
    }

    static Response of(int status, JsonNode body) {
        return Response.json(HttpResponseStatus.valueOf(status), body);
    }

    static Response deleted() {
        return Response.empty(HttpResponseStatus.NO_CONTENT);
    }

    static Response done() {
        return ok(object().put("status", "ok"));
    }

    static <T> ObjectNode page(String name, Page<T> page, Function<T, JsonNode> json) {
        ObjectNode body = object();
        ArrayNode items = body.putArray(name);
        page.items().forEach(item -> items.add(json.apply(item)));
        return body.put("next_cursor", page.next());
    }

    /** What creates something. A refused request is not remembered. */
    Response once(Request request, Supplier<Response> first) {
        String key = request.header("Idempotency-Key");
        if (key == null || !heeded) {
            return first.get();
        }
        String name = RememberedResponses.name(request, request.method() + " " + request.pathInDialect(), key);
        long now = clock.getAsLong();
        Remembered known = remembered.find(name, now);
        if (known != null) {
            return known.response();
        }
        Response response = first.get();
        remembered.put(name, request, response, now, now);
        return response;
    }
}
