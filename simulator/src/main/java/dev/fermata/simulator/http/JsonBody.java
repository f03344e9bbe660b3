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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Endpoints for requests with a JSON object. All other bodies are refused. */
public final class JsonBody {

    /** The deepest body of a valid request has about a fifth of these levels. */
    private static final int DEEPEST = 32;

    /**
     * How many keys, values and closing brackets a body may have, because a small object takes about thirty times its bytes in memory,
     * and the event loop reads the body. The largest batch of HeyGen has about 15,000, and a transcript of 10,000 words with their
     * times, as an input of fal, about 80,000.
     */
    private static final int MOST_TOKENS = 100_000;

    private static final int LONGEST_KEY = 50_000;
    private static final int MOST_DIGITS = 1_000;

    /** Created for the first body, because a start must be fast. */
    private static final class Reader {
        static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .maxTokenCount(MOST_TOKENS)
                                .maxNameLength(LONGEST_KEY)
                                .maxNumberLength(MOST_DIGITS)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .build();
    }

    private JsonBody() {}

    /** An endpoint that gets the request and its JSON object. */
    public static Endpoint taking(BiFunction<Request, ObjectNode, Answer> endpoint) {
        Endpoint any = ofAnyType(endpoint);
        return request ->
                isJson(request.header(HttpHeaderNames.CONTENT_TYPE)) ? any.answer(request) : unsupported(request);
    }

    /** As {@link #taking}, for an API that does not look at the content type. */
    public static Endpoint ofAnyType(BiFunction<Request, ObjectNode, Answer> endpoint) {
        return request -> {
            JsonNode json;
            try {
                json = Reader.JSON.readTree(text(request.body()));
            } catch (CharacterCodingException otherEncoding) {
                return malformed("The body is not UTF-8. Send JSON in that encoding.");
            } catch (JacksonException notJson) {
                return malformed(JsonMistake.of(notJson));
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

    /** The JSON in the body of a request; a missing node if it has none. */
    public static JsonNode of(Request request) {
        try {
            return Reader.JSON.readTree(text(request.body()));
        } catch (CharacterCodingException | JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
    }

    private static String kind(JsonNode json) {
        return switch (json.getNodeType()) {
            case MISSING -> "empty";
            case NULL -> "null";
            case ARRAY -> "an array";
            default -> "a " + json.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    /** JSON between systems is UTF-8 (RFC 8259, section 8.1). A byte order mark is ignored. */
    private static String text(byte[] body) throws CharacterCodingException {
        if (body.length > 1 && (body[0] == 0 || body[1] == 0)) {
            // In UTF-16 and UTF-32, one of the first two bytes is zero. In UTF-8, JSON has no zero.
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
                        + "; allowed is JSON. Send 'Content-Type: application/json'.",
                "accept",
                "application/json");
    }

    /** Says why a text is not JSON. The messages of the parser name its classes and options, which the client does not know. */
    public static final class JsonMistake {

        private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*)\"", Pattern.DOTALL);
        private static final Pattern CHARACTER =
                Pattern.compile("Unexpected character \\('(.*?)' \\(.*", Pattern.DOTALL);
        private static final Pattern WORD =
                Pattern.compile("Unrecognized token '(.*?)'(: was expecting .*)?", Pattern.DOTALL);
        private static final Pattern NUMBER =
                Pattern.compile("numeric|number|zeroes|decimal|exponent|NaN|Infinity|INF", Pattern.CASE_INSENSITIVE);

        private JsonMistake() {}

        /** A sentence about the body. */
        public static String of(JacksonException mistake) {
            String where = where(mistake.getLocation());
            if (mistake instanceof StreamConstraintsException) {
                return "The body is too large" + where + "; allowed are " + MOST_TOKENS
                        + " keys, values and closing brackets, values nested up to " + DEEPEST
                        + " levels deep, keys of at most " + LONGEST_KEY + " characters, and numbers of at most "
                        + MOST_DIGITS
                        + " digits. Send less in one request.";
            }
            Matcher duplicate = DUPLICATE.matcher(String.valueOf(mistake.getOriginalMessage()));
            return duplicate.matches()
                    ? "The body has the key '" + Printable.value(duplicate.group(1)) + "' twice in one object" + where
                            + "; send each key once."
                    : "The body is not JSON: " + what(mistake) + where + ".";
        }

        private static String what(JacksonException mistake) {
            if (mistake instanceof UnexpectedEndOfInputException) {
                return "it ends too early";
            }
            if (mistake instanceof MismatchedInputException) {
                return "something follows after its end";
            }
            String message = String.valueOf(mistake.getOriginalMessage());
            Matcher character = CHARACTER.matcher(message);
            if (character.matches()) {
                return "'" + Printable.value(character.group(1)) + "' cannot stand here";
            }
            Matcher word = WORD.matcher(message);
            if (word.matches()) {
                return "'" + Printable.value(word.group(1)) + "' is no value; text stands in double quotes";
            }
            if (message.startsWith("Unexpected character ((CTRL-CHAR") || message.startsWith("Illegal character")) {
                return "a control character cannot stand here";
            }
            if (message.startsWith("Illegal unquoted character")) {
                return "a control character cannot stand in a string; write it as an escape, such as \\n";
            }
            if (message.contains("surrogate")) {
                return "a name has half of a surrogate pair, which is no character";
            }
            if (message.contains("escape")) {
                return "an escape in a string is not one of JSON, which are \\\" \\\\ \\/ \\b \\f \\n"
                        + " \\r"
                        + " \\t and \\u with 4 digits";
            }
            return NUMBER.matcher(message).find()
                    ? "a number is not written as JSON has it"
                    : "a value is not written as JSON has it";
        }

        private static String where(TokenStreamLocation place) {
            return place == null || place.getLineNr() < 1
                    ? ""
                    : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
        }
    }
}
