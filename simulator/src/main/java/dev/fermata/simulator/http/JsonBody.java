package dev.fermata.simulator.http;

import dev.fermata.simulator.text.LoneSurrogates;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
            JsonNode json;
            try {
                json = Reader.JSON.readTree(text(request.body()));
            } catch (CharacterCodingException otherEncoding) {
                return malformed("The body is not UTF-8. Send JSON in that encoding.");
            } catch (JacksonException notJson) {
                return malformed(JsonMistake.of(notJson, DEEPEST));
            }
            Optional<String> noText = LoneSurrogates.problem(json);
            if (noText.isPresent()) {
                return Problem.of(HttpResponseStatus.BAD_REQUEST, "invalid_text", noText.get() + ".");
            }
            return json instanceof ObjectNode object
                    ? endpoint.apply(request, object)
                    : malformed("The body is " + kind(json) + ", not a JSON object. Send {...}.");
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

    /** JSON between systems is UTF-8 (RFC 8259, section 8.1); a mark at its beginning is ignored. */
    private static String text(byte[] body) throws CharacterCodingException {
        if (body.length > 1 && (body[0] == 0 || body[1] == 0)) {
            // The first character has a zero beside it in UTF-16 and UTF-32. In UTF-8 no JSON has one.
            throw new CharacterCodingException();
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(body))
                .toString();
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static Response malformed(String detail) {
        return Problem.of(HttpResponseStatus.BAD_REQUEST, "malformed_json", detail);
    }

    private static Response unsupported(Request request) {
        String given = request.header(HttpHeaderNames.CONTENT_TYPE);
        return Problem.of(
                HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                (given == null ? "There is no content type" : "The content type is '" + Printable.value(given) + "'")
                        + "; taken here is JSON. Send 'Content-Type: application/json'.",
                "accept",
                "application/json");
    }
}
