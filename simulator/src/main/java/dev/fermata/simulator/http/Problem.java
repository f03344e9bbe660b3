package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Errors as JSON (RFC 9457), with a stable {@code code} for programs and a {@code detail} for people. */
public final class Problem {

    private Problem() {}

    /**
     * @param code a stable word for programs, such as {@code not_found}
     * @param detail what was wrong with this request, and what to do
     * @param headers names and values by turns
     */
    public static Response of(HttpResponseStatus status, String code, String detail, String... headers) {
        ObjectNode problem = JsonMapper.shared().createObjectNode();
        problem.put("type", "about:blank")
                .put("title", status.reasonPhrase())
                .put("status", status.code())
                .put("code", code)
                .put("detail", detail);
        byte[] body = JsonMapper.shared().writeValueAsBytes(problem);
        return Response.of(status, "application/problem+json", body, headers);
    }
}
