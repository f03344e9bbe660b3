package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Successful responses: {@code {"data":...}}, and for lists {@code has_more} and {@code next_token} beside it.
 *
 * @param identified whether each has {@code X-Request-Id}
 */
record Replies(IdSequence requests, boolean identified) {

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    Response data(JsonNode data) {
        return data(HttpResponseStatus.OK, data);
    }

    Response data(HttpResponseStatus status, JsonNode data) {
        return response(status, object().set("data", data));
    }

    /** What a deletion is answered with: never without a body, because the command line needs one. */
    Response deleted(String id) {
        return data(object().put("id", id));
    }

    <T> Response list(Page<T> page, Function<T, JsonNode> json) {
        ObjectNode body = object();
        ArrayNode data = body.putArray("data");
        page.items().forEach(item -> data.add(json.apply(item)));
        return response(HttpResponseStatus.OK, more(body, page));
    }

    static ObjectNode more(ObjectNode body, Page<?> page) {
        return body.put("has_more", page.next() != null).put("next_token", page.next());
    }

    Response response(HttpResponseStatus status, ObjectNode body) {
        Response response = Response.json(status, body);
        return identified ? response.with("x-request-id", requests.next()) : response;
    }
}
