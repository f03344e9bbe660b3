package dev.fermata.simulator.http;

import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
}
