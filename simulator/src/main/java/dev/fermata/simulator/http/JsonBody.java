package dev.fermata.simulator.http;

import dev.fermata.simulator.text.LoneSurrogates;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Endpoints that take a JSON object. Whatever else comes is refused before they see it. */
public final class JsonBody {

    /** As deep as any body here needs to be, many times over. */
    private static final int DEEPEST = 32;

    /** Made when the first body comes, not when a server starts. */
    private static final class Reader {
        static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .build();
    }

    private JsonBody() {}

    /** An endpoint that is given the request and its JSON object. */
    public static Endpoint taking(BiFunction<Request, ObjectNode, Answer> endpoint) {
        return request -> {
            if (!isJson(request.header(HttpHeaderNames.CONTENT_TYPE))) {
                return unsupported(request);
            }
            try {
                JsonNode json = Reader.JSON.readTree(request.body());
                Optional<String> noText = LoneSurrogates.problem(json);
                if (noText.isPresent()) {
                    return Problem.of(HttpResponseStatus.BAD_REQUEST, "invalid_text", noText.get() + ".");
                }
                return json instanceof ObjectNode object
                        ? endpoint.apply(request, object)
                        : malformed("The body is " + kind(json) + ", not a JSON object. Send {...}.");
            } catch (JacksonException notJson) {
                return malformed("The body is not JSON: " + notJson.getOriginalMessage() + where(notJson) + ".");
            }
        };
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
    }

    private static String kind(JsonNode json) {
        return json.isMissingNode() ? "empty" : json.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String where(JacksonException problem) {
        return problem.getLocation() == null
                ? ""
                : " (line " + problem.getLocation().getLineNr() + ", column "
                        + problem.getLocation().getColumnNr() + ")";
    }

    private static Response malformed(String detail) {
        return Problem.of(HttpResponseStatus.BAD_REQUEST, "malformed_json", detail);
    }

    private static Response unsupported(Request request) {
        String given = request.header(HttpHeaderNames.CONTENT_TYPE);
        return Problem.of(
                HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                (given == null ? "There is no content type" : "The content type is '" + given + "'")
                        + "; taken here is JSON. Send 'Content-Type: application/json'.",
                "accept",
                "application/json");
    }
}
