package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Printable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Reads JSON of a server; what cannot be read is a {@link MalformedResponseException}. */
final class Json {

    private static final int EXCERPT = 60;

    private Json() {}

    /**
     * The one JSON value of a body.
     *
     * @throws MalformedResponseException if there is none, or more than one
     */
    static JsonValue read(byte[] body) {
        return parsed(body, JsonReader::read);
    }

    /** {@link JsonReader#eachListed}. */
    static Set<String> eachListed(byte[] body, BiConsumer<String, JsonValue> element) {
        return parsed(body, bytes -> JsonReader.eachListed(bytes, element));
    }

    static <T> T parsed(byte[] body, Function<byte[], T> reading) {
        try {
            return reading.apply(body);
        } catch (JsonException problem) {
            throw new MalformedResponseException(
                    "the response " + problem.getMessage() + ": " + excerpt(body), problem);
        }
    }

    /** The beginning of a body, fit to be shown. */
    static String excerpt(byte[] body) {
        String beginning = JsonReader.text(Arrays.copyOf(body, Math.min(body.length, EXCERPT)));
        String clean = Printable.clean(beginning);
        return clean.isEmpty() ? "nothing readable" : "'" + clean + (body.length > EXCERPT ? "...'" : "'");
    }

    /** The values of an object as texts, by name; objects, arrays and nulls in it are left out. */
    static Map<String, String> texts(JsonValue object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.members().forEach((name, value) -> {
            String text = value.text();
            if (text != null) {
                texts.put(name, text);
            }
        });
        return texts;
    }
}
