package dev.fermata.simulator.dialect.custom;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A response with placeholders.
 *
 * @param headers those without value are left out
 * @param body a text is sent as it is, and anything else as JSON
 */
record AnswerTemplate<F>(ToIntFunction<F> status, Map<String, Template<F>> headers, Template<F> body) {

    private static final String CONTENT_TYPE = "content-type";

    Response response(F facts) {
        HttpResponseStatus code = HttpResponseStatus.valueOf(status.applyAsInt(facts));
        JsonNode content = body.fill(facts);
        boolean text = content == null || content.isString();
        String type = text ? "text/plain; charset=utf-8" : "application/json";
        List<String> said = new ArrayList<>();
        for (Map.Entry<String, Template<F>> header : headers.entrySet()) {
            JsonNode value = header.getValue().fill(facts);
            // A line break in a value, which may be a client's, would begin another header.
            String line = value == null || value.isNull() ? "" : Printable.clean(Template.text(value));
            if (header.getKey().equalsIgnoreCase(CONTENT_TYPE)) {
                type = line.isEmpty() ? type : line;
            } else if (!line.isEmpty()) {
                said.add(header.getKey());
                said.add(line);
            }
        }
        if (code.code() == 204 || code.code() == 304) {
            return Response.empty(code, said.toArray(String[]::new));
        }
        return Response.of(code, type, bytes(content), said.toArray(String[]::new));
    }

    /** The body alone, as JSON. */
    byte[] json(F facts) {
        return JsonMapper.shared().writeValueAsBytes(body.fill(facts));
    }

    private static byte[] bytes(@Nullable JsonNode content) {
        return content == null
                ? new byte[0]
                : content.isString()
                        ? content.asString().getBytes(UTF_8)
                        : JsonMapper.shared().writeValueAsBytes(content);
    }
}
