package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsOptions.ErrorFields;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Errors as ElevenLabs writes them, in four shapes: {@code {"detail":{"status","message"}}}; for wrong fields a list, {@code
 * {"detail":[{"loc","msg","type"}]}}; for unknown paths {@code {"detail":"Not Found"}}; for files of dubs {@link #flat}.
 */
record ElevenLabsErrors(SettingValues options, IdSequence requests) implements Problem.Format {

    /** The reason for 404, which the options give a code. */
    private static final String UNKNOWN = "unknown";

    private static final Set<String> QUERY = Set.of(
            "cursor",
            "page_size",
            "format_type",
            "status",
            "sort_direction",
            "order_by",
            "order_direction",
            "filter_by_creator");

    @Override
    public Response response(Problem problem) {
        return switch (problem.code()) {
            case "not_found", "method_not_allowed" ->
                response(problem.status(), body().put("detail", problem.status().reasonPhrase()));
            case "api_key_required" ->
                error(
                        HttpResponseStatus.UNAUTHORIZED,
                        "needs_authorization",
                        "Neither authorization header nor xi-api-key received, please provide one.");
            case "api_key_unknown" -> error(HttpResponseStatus.UNAUTHORIZED, "invalid_api_key", "Invalid API key");
            case "malformed_json", "unsupported_media_type", "invalid_text" -> invalid(problem, "json_invalid");
            case Problem.PLANNED ->
                problem.status().code() == 422
                        ? invalid(problem, "value_error")
                        : error(problem.status(), planned(problem.status().code()), problem.detail());
            case UNKNOWN -> error(problem.status(), options.get(ElevenLabsOptions.NOT_FOUND), problem.detail());
            default ->
                problem.field() == null
                        ? error(problem.status(), word(problem), problem.detail())
                        : invalid(problem, problem.code().equals("missing_field") ? "missing" : "value_error");
        };
    }

    @Override
    public boolean keeps(String header, Problem problem) {
        return !header.equalsIgnoreCase("retry-after")
                || problem.status().code() != 429
                || problem.isPlanned()
                || options.get(ElevenLabsOptions.RETRY_AFTER);
    }

    /** The two kinds of 429 need different reactions: the first one is about the client's own jobs. */
    private static String word(Problem problem) {
        return switch (problem.code()) {
            case "too_many_jobs" -> "too_many_concurrent_requests";
            case "too_many_requests" -> "rate_limit_exceeded";
            default -> problem.code();
        };
    }

    /** The word of an error that a rule for faults asks for. */
    private String planned(int status) {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 403 -> "permission_denied";
            case 404 -> options.get(ElevenLabsOptions.NOT_FOUND);
            case 409 -> "conflict";
            case 425 -> DubFiles.TOO_EARLY;
            case 429 -> "system_busy";
            default -> type(status);
        };
    }

    /**
     * For the files of dubs. Keys, limits and fields come before the file, and have the usual shapes.
     *
     * @param notFound the error for 404
     */
    Response ofFiles(Problem problem, String notFound) {
        int status = problem.status().code();
        if (!problem.isPlanned() || status == 401 || status == 422 || status == 429) {
            return response(problem);
        }
        return flatResponse(problem.status(), status == 404 ? notFound : planned(status), problem.detail());
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "authorization_error";
            case 404 -> "not_found";
            case 409 -> "conflict";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "internal_error" : "validation_error";
        };
    }

    private Response error(HttpResponseStatus status, String word, String message) {
        ObjectNode body = body();
        ObjectNode detail = body.putObject("detail");
        String id = requests.next();
        if (options.get(ElevenLabsOptions.ERROR_FIELDS) == ErrorFields.ALL) {
            detail.put("type", type(status.code())).put("code", word).put("request_id", id);
        }
        detail.put("status", word).put("message", message);
        return response(status, body).with("x-request-id", id);
    }

    private static Response invalid(Problem problem, String type) {
        ObjectNode body = body();
        ObjectNode one = body.putArray("detail").addObject();
        String field = problem.field();
        ArrayNode place = one.putArray("loc");
        if (field == null) {
            place.add("body");
        } else {
            boolean query = QUERY.contains(field) || field.startsWith("dubbing_");
            place.add(query ? "query" : field.equals("format") ? "path" : "body");
            for (String part : field.split("\\.")) {
                place.add(part);
            }
        }
        one.put("msg", problem.detail()).put("type", type);
        return response(HttpResponseStatus.UNPROCESSABLE_ENTITY, body);
    }

    private static ObjectNode body() {
        return JsonMapper.shared().createObjectNode();
    }

    private static Response response(HttpResponseStatus status, ObjectNode body) {
        return Response.json(status, body);
    }

    /** The shape that only the files of dubs have: {@code {"error","message"}}. */
    static RefusedException flat(HttpResponseStatus status, String error, String message) {
        return new RefusedException(flatResponse(status, error, message));
    }

    private static Response flatResponse(HttpResponseStatus status, String error, String message) {
        return response(status, body().put("error", error).put("message", message));
    }

    /** @param kind such as {@code project} */
    static RefusedException unknown(String kind, String id) {
        return new RefusedException(Problem.of(
                HttpResponseStatus.NOT_FOUND, UNKNOWN, "There is no " + kind + " '" + Printable.value(id) + "'."));
    }

    static RefusedException conflict(String message) {
        return new RefusedException(Problem.of(HttpResponseStatus.CONFLICT, "conflict", message));
    }

    static RefusedException invalid(String field, String message) {
        return RefusedException.badField(field, "invalid_value", message);
    }
}
