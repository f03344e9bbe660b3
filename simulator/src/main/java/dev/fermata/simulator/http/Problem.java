package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The reason why a request is refused. Each dialect has its own {@link Format} for it.
 *
 * @param code a stable word for programs, such as {@code not_found}
 * @param detail for people: what is wrong with this request, and what to do
 * @param field the field or parameter that is wrong, such as {@code video.url}; null if it is not one
 */
public record Problem(
        HttpResponseStatus status,
        String code,
        String detail,
        @Nullable String field) {

    /** The code of a problem that a rule for faults asks for. */
    public static final String PLANNED = "planned_fault";

    private static final int LONGEST_DETAIL = 8_000;

    /** The detail has one line for each mistake. The lines are cleaned and cut. */
    public Problem {
        detail = Printable.lines(detail, LONGEST_DETAIL);
    }

    public Problem(HttpResponseStatus status, String code, String detail) {
        this(status, code, detail, null);
    }

    /** Whether a rule for faults asks for it. A dialect sends its status as it is. */
    public boolean isPlanned() {
        return code.equals(PLANNED);
    }

    /** Makes the error responses of a dialect. Headers of a refusal, such as {@code Retry-After}, are added to the response. */
    @FunctionalInterface
    public interface Format {

        /** JSON as RFC 9457 defines it. {@link Problem#of} makes the same. */
        Format PROBLEM_DETAILS = problem -> problem.response(json -> {});

        Response response(Problem problem);

        /** @param refusal the same as problem details, for a format that shows its headers, too */
        default Response response(Problem problem, Response refusal) {
            return response(problem);
        }

        /** The format for a route whose errors have another shape, such as {@code /v1/jobs/{id}}. */
        default Format at(String route) {
            return this;
        }

        /** Whether the response has this header of the refusal. */
        default boolean keeps(String header, Problem problem) {
            return true;
        }
    }

    /**
     * A refusal as problem details (RFC 9457). If the dialect has another {@link Format}, the client gets that one.
     *
     * @param headers each name is followed by its value
     */
    public static Response of(HttpResponseStatus status, String code, String detail, String... headers) {
        return new Problem(status, code, detail).response(json -> {}, headers);
    }

    /**
     * As {@link #of}, with a changed JSON object.
     *
     * @param more changes the object
     */
    public Response response(Consumer<ObjectNode> more, String... headers) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("type", "about:blank")
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("code", code)
                .put("detail", detail);
        more.accept(json);
        byte[] body = JsonMapper.shared().writeValueAsBytes(json);
        return Response.of(status, "application/problem+json", body, headers).because(this);
    }

    /** In the format of the dialect that has the path, as far as the request could be read. */
    static Response of(InvalidRequestException invalid, Endpoint endpoint, HttpRequest request) {
        return of(invalid).in(endpoint.errors(request.uri()));
    }

    static Response of(InvalidRequestException invalid) {
        Response problem = of(invalid.status(), invalid.code(), invalid.detail());
        return problem.status() == 503 ? problem.with("retry-after", "1") : problem;
    }

    /** For a mistake in the simulator. The log has the details, the response has not. */
    static Response ofMistake(String where, Throwable mistake) {
        Mistake.LOG.error("{} failed", Printable.cut(where, 500), Printable.clean(mistake));
        return Mistake.RESPONSE;
    }

    /** Loaded with the first mistake. Written without the library that writes JSON: that one may be what is broken. */
    private static final class Mistake {

        static final Logger LOG = LoggerFactory.getLogger(Problem.class);

        private static final Problem PROBLEM = new Problem(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "This is a mistake in the simulator, not in the request. Its log has the details; please report it.");
        private static final String JSON =
                "{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,\"code\":\""
                        + PROBLEM.code() + "\",\"detail\":\"" + PROBLEM.detail() + "\"}";

        static final Response RESPONSE = Response.of(
                        PROBLEM.status(), "application/problem+json", JSON.getBytes(StandardCharsets.US_ASCII))
                .because(PROBLEM);
    }

    /** An endpoint refuses a request. The response says why. */
    public static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Response response;

        public RefusedException(Response response) {
            // Without a stack trace, because this is no mistake in the simulator.
            super("answered with " + response.status(), null, false, false);
            this.response = response;
        }

        /** 400, with a stable code for programs and a detail for people. */
        public static RefusedException badRequest(String code, String detail) {
            return new RefusedException(Problem.of(HttpResponseStatus.BAD_REQUEST, code, detail));
        }

        /** 404. */
        public static RefusedException notFound(String code, String detail) {
            return new RefusedException(Problem.of(HttpResponseStatus.NOT_FOUND, code, detail));
        }

        /** 400 for a field of the body or a parameter of the query. The formats of some dialects name it. */
        public static RefusedException badField(String field, String code, String detail) {
            Problem problem = new Problem(HttpResponseStatus.BAD_REQUEST, code, detail, field);
            return new RefusedException(problem.response(json -> {}));
        }

        public Response response() {
            return response;
        }
    }
}
