package dev.fermata.client;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reading JSON that strangers sent. */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.shared();
    private static final int EXCERPT = 60;

    private Json() {}

    /** The one JSON value of a body. */
    static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException notJson) {
            throw new BadAnswerException("the answer is not JSON: " + excerpt(body));
        }
    }

    /**
     * Goes through the lists in the object that a body is, one element at a time: there may be a thousand, and few at once
     * need less.
     *
     * @param element is called with the name of the list and the element
     * @return the names of all lists, the empty ones included
     */
    static Set<String> eachListed(byte[] body, BiConsumer<String, JsonNode> element) {
        Set<String> lists = new HashSet<>();
        try (JsonParser parser = MAPPER.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return lists;
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                if (parser.nextToken() == JsonToken.START_ARRAY) {
                    lists.add(name);
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        element.accept(name, parser.readValueAsTree());
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return lists;
        } catch (JacksonException notJson) {
            throw new BadAnswerException("the answer is not JSON: " + excerpt(body));
        }
    }

    /** The beginning of a body, fit to be shown. */
    static String excerpt(byte[] body) {
        String beginning = new String(body, 0, Math.min(body.length, EXCERPT), StandardCharsets.UTF_8);
        String clean = Problems.printable(beginning);
        return clean.isEmpty() ? "nothing readable" : "'" + clean + (body.length > EXCERPT ? "...'" : "'");
    }

    /** A string, a number or a truth value as text; null for anything else. */
    static @Nullable String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? Problems.printable(node.asString()) : null;
    }

    static String textOr(JsonNode node, String otherwise) {
        String text = text(node);
        return text == null ? otherwise : text;
    }

    /** RFC 3339, or seconds since 1970; null for anything else: a time that cannot be read is no reason to doubt the rest. */
    static @Nullable Instant instant(JsonNode node) {
        try {
            if (node.isNumber()) {
                return Instant.ofEpochMilli((long) (node.asDouble() * 1000));
            }
            return node.isString() ? OffsetDateTime.parse(node.asString()).toInstant() : null;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** The texts of an object, by name; whatever is no text is left out. */
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
}
