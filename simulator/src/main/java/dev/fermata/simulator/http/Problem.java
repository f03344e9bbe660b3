package dev.fermata.simulator.http;

import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a request is refused, before a dialect says it in its own format.
 *
 * @param code a stable word for programs, such as {@code not_found}
 * @param detail what was wrong with this request, and what to do
 */
public record Problem(HttpResponseStatus status, String code, String detail) {

    private static final int LONGEST_DETAIL = 8_000;

    /** The detail has a line for each thing that is wrong. Each line is safe to print, and all together are short enough to read. */
    public Problem {
        detail = Printable.lines(detail, LONGEST_DETAIL);
    }

    /** How the errors of a dialect look. Headers that a refusal has, such as {@code Retry-After}, are added to the response. */
    @FunctionalInterface
    public interface Format {

        /** JSON as RFC 9457 has it: what {@link Problem#of} makes. */
        Format PROBLEM_DETAILS = problem -> problem.response(json -> {});

        Response response(Problem problem);
    }

    /**
     * A refusal as problem details (RFC 9457), which a dialect with another {@link Format} says in that one.
     *
     * @param headers names and values by turns
     */
    public static Response of(HttpResponseStatus status, String code, String detail, String... headers) {
        return new Problem(status, code, detail).response(json -> {}, headers);
    }

    /**
     * As {@link #of}, with more members of the JSON object.
     *
     * @param more adds to the object, or changes it
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
