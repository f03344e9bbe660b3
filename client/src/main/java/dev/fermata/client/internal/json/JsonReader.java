package dev.fermata.client.internal.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads JSON from any server: one odd value in it never makes the rest unreadable. Depth and the length of names are bounded. */
public final class JsonReader {

    /** Numbers may have any length, as the response is bounded; NaN is what Python writes by default. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonReader() {}

    /**
     * The one JSON value of a body.
     *
     * @throws JsonException if there is none, or more than one
     */
    public static JsonValue read(byte[] body) {
        return parsed(body, parser -> {
            parser.nextToken();
            JsonValue value = value(parser);
            requireEnd(parser);
            return value;
        });
    }

    /**
     * The first JSON value of a body, whatever follows.
     *
     * @throws JsonException if there is none
     */
    public static JsonValue readFirst(byte[] body) {
        return parsed(body, parser -> {
            parser.nextToken();
            return value(parser);
        });
    }

    /**
     * Goes through the arrays in the object that a body is, one element at a time: a response may list a thousand jobs, and this way
     * only one of them is in memory as JSON.
     *
     * @param element receives the name of the array and the element
     * @return the names of all arrays, the empty ones included; none if the body is not an object
     * @throws JsonException if the body is not JSON, or has more than one value
     */
    public static Set<String> eachListed(byte[] body, BiConsumer<String, JsonValue> element) {
        return parsed(body, parser -> {
            Set<String> lists = new HashSet<>();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return lists;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                if (parser.nextToken() == JsonToken.START_ARRAY) {
                    lists.add(name);
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        element.accept(name, value(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
            requireEnd(parser);
            return lists;
        });
    }

    /** The text of a body that may be no JSON: UTF-8, perhaps cut off within a character, or ISO 8859-1. */
    public static String text(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        CharBuffer chars = CharBuffer.allocate(body.length);
        boolean valid =
                !StandardCharsets.UTF_8.newDecoder().decode(bytes, chars, false).isError();
        String text = chars.flip().toString();
        // One odd byte at the end, and none before it, is a letter of ISO 8859-1.
        boolean utf8 = valid && (!bytes.hasRemaining() || text.chars().anyMatch(c -> c > 0x7f));
        return utf8 ? text : new String(body, StandardCharsets.ISO_8859_1);
    }

    private static void requireEnd(JsonParser parser) {
        if (parser.nextToken() != null) {
            throw new JsonException("has more than one JSON value");
        }
    }

    /** JSON is UTF-8, but some servers send ISO 8859-1 and do not say so. */
    private static <T> T parsed(byte[] body, Function<JsonParser, T> reading) {
        ObjectReadContext context = ObjectReadContext.empty();
        try (JsonParser parser = isUtf8(body)
                ? FACTORY.createParser(context, body)
                : FACTORY.createParser(context, new String(body, StandardCharsets.ISO_8859_1))) {
            return reading.apply(parser);
        } catch (StreamConstraintsException tooDeep) {
            throw new JsonException("is nested too deep, or has a name that is too long", tooDeep);
        } catch (JacksonException notJson) {
            throw new JsonException("is not JSON", notJson);
        }
    }

    /** A zero byte is a sign of UTF-16, which the parser detects by itself. */
    private static boolean isUtf8(byte[] body) {
        boolean ascii = true;
        for (byte b : body) {
            if (b == 0) {
                return true;
            }
            ascii &= b > 0;
        }
        return ascii || isStrictUtf8(body);
    }

    private static boolean isStrictUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }

    /** The value at the parser's current token. The parser bounds the depth, and with it the recursion. */
    private static JsonValue value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonException("is empty");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield new JsonValue(members);
            }
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield new JsonValue(items);
            }
            // As it was sent: a double would round it, and computing with a million digits would take minutes.
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue(new JsonValue.Digits(parser.getString()));
            case VALUE_TRUE, VALUE_FALSE -> new JsonValue(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> JsonValue.NULL;
            default -> new JsonValue(parser.getString());
        };
    }

    /** A text is not one JSON value. The message follows the name of the text: {@code is not JSON}, {@code is empty}. */
    public static final class JsonException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private JsonException(String problem) {
            super(problem);
        }

        private JsonException(String problem, Throwable cause) {
            super(problem, cause);
        }

        /** What is wrong, as the parser says it; the message if the parser says nothing. */
        public String details() {
            return getCause() instanceof tools.jackson.core.JacksonException parser
                    ? parser.getOriginalMessage()
                    : String.valueOf(getMessage());
        }
    }
}
