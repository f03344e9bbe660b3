package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Errors as Replicate writes them: {@code {"title","detail","status"}}, and after too many requests only {@code {"detail"}}. */
final class ReplicateErrors implements Problem.Format {

    static final ReplicateErrors FORMAT = new ReplicateErrors();

    private static final String UNKNOWN_VERSION = "unknown_version";
    private static final String USUAL_SECONDS = "30";

    private ReplicateErrors() {}

    @Override
    public Response response(Problem problem) {
        return response(problem, null);
    }

    @Override
    public Response response(Problem problem, @Nullable Response refusal) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        HttpResponseStatus status = status(problem);
        if (status.code() == 429) {
            body.put("detail", "Request was throttled. Your rate limit resets in ~" + seconds(refusal) + "s.");
        } else {
            body.put("title", title(problem, status))
                    .put("detail", detail(problem, status))
                    .put("status", status.code());
        }
        return Response.json(status, body);
    }

    private static String seconds(@Nullable Response refusal) {
        String after = refusal == null ? null : refusal.header("retry-after");
        return after == null || !after.matches("[0-9]+") ? USUAL_SECONDS : after;
    }

    /** A wrong token and a missing one are not told apart, and what is wrong with a field of the body is a 422. */
    private static HttpResponseStatus status(Problem problem) {
        return switch (problem.code()) {
            case "api_key_required", "api_key_unknown" -> HttpResponseStatus.UNAUTHORIZED;
            case UNKNOWN_VERSION -> HttpResponseStatus.UNPROCESSABLE_ENTITY;
            default -> problem.field() == null ? problem.status() : HttpResponseStatus.UNPROCESSABLE_ENTITY;
        };
    }

    private static String title(Problem problem, HttpResponseStatus status) {
        return switch (status.code()) {
            case 401 -> "Unauthenticated";
            case 404 -> "Not found";
            case 422 ->
                problem.code().equals(UNKNOWN_VERSION) ? "Invalid version or not permitted" : "Input validation failed";
            default -> status.reasonPhrase();
        };
    }

    private static String detail(Problem problem, HttpResponseStatus status) {
        return switch (problem.code()) {
            case "api_key_required" -> "You did not pass an authentication token";
            case "api_key_unknown" -> "You did not pass a valid authentication token";
            case UNKNOWN_VERSION -> problem.detail();
            default -> problem.field() == null ? problem.detail() : "- " + problem.detail() + "\n";
        };
    }

    static RefusedException unknownVersion() {
        return RefusedException.badField(
                "version",
                UNKNOWN_VERSION,
                "The specified version does not exist (or perhaps you don't have permission to use it?)");
    }
}
