package dev.fermata.simulator.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON of requests to the admin routes, and of their responses. */
final class AdminBody {

    private AdminBody() {}

    /** A route that changes something takes a JSON object. Otherwise, any web page could make a browser send the request. */
    static Endpoint taking(BiFunction<Request, ObjectNode, Answer> endpoint) {
        return JsonBody.taking((request, body) -> {
            try {
                return endpoint.apply(request, body);
            } catch (IllegalArgumentException notAllowed) {
                return invalid(String.valueOf(notAllowed.getMessage()));
            }
        });
    }

    static Response ok(JsonNode body) {
        return Response.of(
                HttpResponseStatus.OK, "application/json", body.toString().getBytes(UTF_8));
    }

    static Response invalid(String detail) {
        return Problem.of(HttpResponseStatus.BAD_REQUEST, "invalid_value", detail);
    }

    /** Refuses fields that would have no effect. */
    static void only(ObjectNode body, String... names) {
        List<String> known = List.of(names);
        for (String name : body.propertyNames()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown field '" + Printable.value(name) + "'; "
                        + (known.isEmpty() ? "send {}" : "did you mean '" + Nearest.of(name, known) + "'?"));
            }
        }
    }
}
