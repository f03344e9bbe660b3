package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Errors as fal writes them: {@code {"detail"}}. It is a text, or for a wrong parameter a list of {@code {"loc","msg","type"}} with 422.
 * What the infrastructure refuses also has an {@code error_type}, in the body and in a header.
 */
final class FalErrors implements Problem.Format {

    static final FalErrors FORMAT = new FalErrors();

    static final String TYPE_HEADER = "x-fal-error-type";
    static final String BAD_REQUEST = "bad_request";

    private FalErrors() {}

    @Override
    public Response response(Problem problem) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        switch (problem.code()) {
            case "api_key_required" -> body.put("detail", "Authentication is required to access this application.");
            case "api_key_unknown" -> body.put("detail", "No user found for Key ID and Secret");
            case BAD_REQUEST -> {
                body.put("detail", problem.detail()).put("error_type", BAD_REQUEST);
                return json(problem.status(), body, TYPE_HEADER, BAD_REQUEST);
            }
            default -> {
                if (problem.field() != null) {
                    mistake(body, "query", problem.field(), problem.detail(), "value_error");
                    return json(HttpResponseStatus.UNPROCESSABLE_ENTITY, body);
                }
                body.put("detail", problem.detail());
            }
        }
        boolean noKey = problem.code().startsWith("api_key_");
        return json(noKey ? HttpResponseStatus.UNAUTHORIZED : problem.status(), body);
    }

    /** Adds a list with one mistake. */
    static void mistake(ObjectNode body, String where, String field, String message, String type) {
        ObjectNode mistake = body.putArray("detail").addObject();
        mistake.putArray("loc").add(where).add(field);
        mistake.put("msg", message).put("type", type);
    }

    static Response json(HttpResponseStatus status, ObjectNode body, String... headers) {
        return Response.json(status, body, headers);
    }

    static RefusedException badRequest(String detail) {
        return RefusedException.badRequest(BAD_REQUEST, detail);
    }

    static RefusedException notFound(String detail) {
        return new RefusedException(Problem.of(HttpResponseStatus.NOT_FOUND, "not_found", detail));
    }
}
