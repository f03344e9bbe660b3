package dev.fermata.simulator.dialect.runway;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Errors as Runway writes them: {@code {"error": "..."}}, and for a field of the body also which one. */
final class RunwayErrors implements Problem.Format {

    static final RunwayErrors FORMAT = new RunwayErrors();

    /** A wrong key and a missing one are not told apart. */
    private static final Set<String> NO_KEY = Set.of("api_key_required", "api_key_unknown");

    private RunwayErrors() {}

    @Override
    public Response response(Problem problem) {
        boolean noKey = NO_KEY.contains(problem.code());
        HttpResponseStatus status = noKey ? HttpResponseStatus.UNAUTHORIZED : status(problem);
        ObjectNode body = JsonMapper.shared().createObjectNode();
        if (problem.field() == null) {
            body.put("error", noKey ? "Unauthorized" : problem.detail());
        } else {
            body.put("error", "Validation of body failed");
            ObjectNode issue = body.putArray("issues").addObject().put("message", problem.detail());
            issue.putArray("path").add(problem.field());
        }
        return Response.json(status, body);
    }

    /** What is wrong with a field is a 400. */
    private static HttpResponseStatus status(Problem problem) {
        return problem.field() == null ? problem.status() : HttpResponseStatus.BAD_REQUEST;
    }

    static RefusedException notFound(String id) {
        return new RefusedException(Problem.of(
                HttpResponseStatus.NOT_FOUND, "not_found", "There is no task '" + Printable.value(id) + "'."));
    }

    static RefusedException withoutVersion() {
        return new RefusedException(Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                "version_required",
                "The header X-Runway-Version is missing. Send a version, such as 2024-11-06."));
    }
}
