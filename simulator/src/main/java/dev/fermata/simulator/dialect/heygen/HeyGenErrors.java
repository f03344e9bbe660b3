package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Errors as HeyGen writes them: {@code {"error":{"code","message","param","doc_url"}}}. */
final class HeyGenErrors implements Problem.Format {

    static final String INVALID = "invalid_parameter";
    static final String IN_PROGRESS = "request_in_progress";
    static final String CONFLICT = "conflict";
    static final String NOT_FOUND = "resource_not_found";
    static final String ASSET_NOT_AVAILABLE = "asset_not_available";

    private static final String DOCS = "https://developers.heygen.com/docs/error-codes#";
    /** A wrong key and a missing one are not told apart. */
    private static final Set<String> NO_KEY = Set.of("api_key_required", "api_key_unknown");

    private final Replies replies;
    /** The code for a translation that does not exist, as the options say. */
    private final String notFound;

    HeyGenErrors(Replies replies, String notFound) {
        this.replies = replies;
        this.notFound = notFound;
    }

    @Override
    public Response response(Problem problem) {
        boolean noKey = NO_KEY.contains(problem.code());
        HttpResponseStatus status = noKey ? HttpResponseStatus.UNAUTHORIZED : status(problem);
        String code = noKey ? "unauthorized" : code(problem);
        ObjectNode body = Replies.object();
        body.putObject("error")
                .put("code", code)
                .put("message", noKey ? "Unauthorized" : problem.detail())
                .put("param", problem.field())
                .put("doc_url", DOCS + code.replace('_', '-'));
        return replies.response(status, body);
    }

    /** A body that cannot be read, or asks for too much, is a 400 here. */
    private static HttpResponseStatus status(Problem problem) {
        if (problem.isPlanned()) {
            return problem.status();
        }
        return switch (problem.status().code()) {
            case 415, 422 -> HttpResponseStatus.BAD_REQUEST;
            default -> problem.status();
        };
    }

    private String code(Problem problem) {
        return switch (problem.status().code()) {
            case 400, 415 -> problem.code().equals(ASSET_NOT_AVAILABLE) ? ASSET_NOT_AVAILABLE : INVALID;
            case 422 -> problem.isPlanned() ? INVALID : "resource_limit_reached";
            case 401 -> "unauthorized";
            case 402 -> "insufficient_credit";
            case 403 -> "forbidden";
            case 404 -> problem.code().equals(TranslationEndpoints.UNKNOWN) ? notFound : NOT_FOUND;
            case 409 -> problem.code().equals(IN_PROGRESS) ? IN_PROGRESS : CONFLICT;
            case 413 -> "payload_too_large";
            case 429 -> "rate_limit_exceeded";
            default -> problem.status().code() >= 500 ? "internal_error" : problem.code();
        };
    }

    static RefusedException invalid(String param, String message) {
        return RefusedException.badField(param, INVALID, message);
    }

    static RefusedException notFound(String message) {
        return notFound(NOT_FOUND, message);
    }

    static RefusedException notFound(String code, String message) {
        return new RefusedException(Problem.of(HttpResponseStatus.NOT_FOUND, code, message));
    }

    static RefusedException conflict(String code, String message) {
        return new RefusedException(Problem.of(HttpResponseStatus.CONFLICT, code, message));
    }
}
