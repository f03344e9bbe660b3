package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Printable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.util.RawValue;

/** Reads JSON from any server: one odd value in it never makes the rest unreadable. */
final class Json {

    /** Numbers may have any length, as the response is bounded; NaN is what Python writes by default. */
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int EXCERPT = 60;

    /** More than any time has; computing with thousands of digits would take long. */
    private static final int MAX_DIGITS_OF_A_TIME = 40;

    /** 1970-01-02, in seconds: a time before is a zero, or one that was never set. */
    private static final BigDecimal EARLIEST = BigDecimal.valueOf(86_400);

    /** 2200-01-01, in seconds; read as milliseconds it is in March 1970, so the units can be told apart. */
    private static final BigDecimal LATEST = BigDecimal.valueOf(7_258_118_400L);

    private Json() {}

    /**
     * The one JSON value of a body.
     *
     * @throws MalformedResponseException if there is none, or more than one
     */
    static JsonNode read(byte[] body) {
        return parsed(body, parser -> {
            parser.nextToken();
            JsonNode value = value(parser);
            requireEnd(parser, body);
            return value;
        });
    }

    /**
     * Goes through the arrays in the object that a body is, one element at a time: a response may list a thousand jobs,
     * and this way only one of them is in memory as JSON.
     *
     * @param element receives the name of the array and the element
     * @return the names of all arrays, the empty ones included; none if the body is not an object
     * @throws MalformedResponseException if the body is not JSON, or has more than one value
     */
    static Set<String> eachListed(byte[] body, BiConsumer<String, JsonNode> element) {
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
            requireEnd(parser, body);
            return lists;
        });
    }

    private static void requireEnd(JsonParser parser, byte[] body) {
        if (parser.nextToken() != null) {
            throw new MalformedResponseException("the response has more than one JSON value: " + excerpt(body));
        }
    }

    /** The beginning of a body, fit to be shown. */
    static String excerpt(byte[] body) {
        String beginning = new String(body, 0, Math.min(body.length, EXCERPT), StandardCharsets.UTF_8);
        String clean = Printable.clean(beginning);
        return clean.isEmpty() ? "nothing readable" : "'" + clean + (body.length > EXCERPT ? "...'" : "'");
    }

    /** A string, a number or a truth value as text, exactly as it was sent; null for anything else. */
    static @Nullable String text(JsonNode node) {
        String digits = digits(node);
        if (digits != null) {
            return digits;
        }
        return node.isValueNode() && !node.isNull() ? node.asString() : null;
    }

    /** A number as a double, or a string that holds one; NaN for anything else. */
    static double number(JsonNode node) {
        String text = node.isString() ? node.asString() : digits(node);
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            return Double.NaN;
        }
    }

    /** A number exactly as it was sent; null for anything else. */
    private static @Nullable String digits(JsonNode node) {
        return node instanceof POJONode number && number.getPojo() instanceof RawValue raw
                ? String.valueOf(raw.rawValue())
                : null;
    }

    static String textOr(JsonNode node, String otherwise) {
        String text = text(node);
        return text == null ? otherwise : text;
    }

    /**
     * A time: a string by RFC 3339, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970, told
     * apart by magnitude. Null for anything else, and for times before 1970-01-02 or from 2200 on: a time that cannot
     * be true is no reason to doubt the rest of a response.
     */
    static @Nullable Instant instant(JsonNode node) {
        if (node.isString()) {
            try {
                // RFC 3339, section 5.6: a space may stand in the place of the T.
                Instant time =
                        OffsetDateTime.parse(node.asString().replace(' ', 'T')).toInstant();
                return credible(BigDecimal.valueOf(time.getEpochSecond())) ? time : null;
            } catch (DateTimeException unreadable) {
                return null;
            }
        }
        String digits = digits(node);
        try {
            return digits == null || digits.length() > MAX_DIGITS_OF_A_TIME ? null : sinceEpoch(new BigDecimal(digits));
        } catch (NumberFormatException noTime) {
            return null;
        }
    }

    private static @Nullable Instant sinceEpoch(BigDecimal number) {
        BigDecimal seconds = number;
        for (int unit = 0; unit < 3 && seconds.compareTo(LATEST) >= 0; unit++) {
            seconds = seconds.movePointLeft(3);
        }
        if (!credible(seconds)) {
            return null;
        }
        long whole = seconds.longValue();
        BigDecimal fraction = seconds.subtract(BigDecimal.valueOf(whole));
        return Instant.ofEpochSecond(whole, fraction.movePointRight(9).longValue());
    }

    private static boolean credible(BigDecimal seconds) {
        return seconds.compareTo(EARLIEST) >= 0 && seconds.compareTo(LATEST) < 0;
    }

    /** The values of an object as texts, by name; objects, arrays and nulls in it are left out. */
    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.propertyStream().forEach(entry -> {
            String text = text(entry.getValue());
            if (text != null) {
                texts.put(entry.getKey(), text);
            }
        });
        return texts;
    }

    /** JSON is UTF-8, but some servers send ISO 8859-1 and do not say so. */
    private static <T> T parsed(byte[] body, Function<JsonParser, T> reading) {
        try (JsonParser parser = isUtf8(body)
                ? MAPPER.createParser(body)
                : MAPPER.createParser(new String(body, StandardCharsets.ISO_8859_1))) {
            return reading.apply(parser);
        } catch (StreamConstraintsException tooDeep) {
            throw new MalformedResponseException(
                    "the response is nested too deep, or has a name that is too long: " + excerpt(body), tooDeep);
        } catch (JacksonException notJson) {
            throw new MalformedResponseException("the response is not JSON: " + excerpt(body), notJson);
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
    private static JsonNode value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new MalformedResponseException("the response is empty");
        }
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    parser.nextToken();
                    object.set(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            // As it was sent: a double would round it, and computing with a million digits would take minutes.
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NODES.rawValueNode(new RawValue(parser.getString()));
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.stringNode(parser.getString());
        };
    }
}
