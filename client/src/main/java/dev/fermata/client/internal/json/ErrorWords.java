package dev.fermata.client.internal.json;

import java.util.ArrayList;
import java.util.List;

/** What an error in JSON says to people, wherever in it that stands. */
public final class ErrorWords {

    private static final int MOST_ITEMS = 5;
    private static final int DEEPEST = 4;

    /** Where servers explain an error, best first: RFC 9457 and what else is common. */
    private static final List<String> FIELDS = List.of(
            "detail",
            "message",
            "Message",
            "error_description",
            "description",
            "msg",
            "title",
            "error",
            "reason",
            JsonPointer.TEXT);

    private ErrorWords() {}

    /** The words of a value; of an object the first field that explains something; empty if there are none. */
    public static String of(JsonValue error) {
        return words(error, 0);
    }

    private static String words(JsonValue node, int depth) {
        if (depth > DEEPEST) {
            return "";
        }
        if (node.isArray()) {
            return joined(node, depth);
        }
        String text = node.string();
        return node.isObject() ? ofObject(node, depth) : text == null ? "" : text.strip();
    }

    private static String joined(JsonValue array, int depth) {
        List<String> items = new ArrayList<>();
        for (JsonValue item : array.items()) {
            String words = words(item, depth + 1);
            if (!words.isEmpty() && items.size() < MOST_ITEMS) {
                items.add(words);
            }
        }
        return String.join("; ", items);
    }

    /** {@code errors} adds what the general field does not say; {@code loc} names the field that an item is about. */
    private static String ofObject(JsonValue object, int depth) {
        String general = "";
        for (String field : FIELDS) {
            general = general.isEmpty() ? words(object.path(field), depth + 1) : general;
        }
        JsonValue errors = object.path("errors");
        String listed = errors.isObject() ? byField(errors, depth) : words(errors, depth + 1);
        List<String> place = new ArrayList<>();
        object.path("loc").items().forEach(step -> place.add(step.textOr("")));
        String text = general.isEmpty() || listed.isEmpty() ? general + listed : general + " " + listed;
        return place.isEmpty() || text.isEmpty() ? text : String.join(".", place) + ": " + text;
    }

    private static String byField(JsonValue errors, int depth) {
        List<String> items = new ArrayList<>();
        errors.members().entrySet().stream()
                .limit(MOST_ITEMS)
                .forEach(field -> items.add(field.getKey() + ": " + words(field.getValue(), depth + 2)));
        return String.join("; ", items);
    }
}
