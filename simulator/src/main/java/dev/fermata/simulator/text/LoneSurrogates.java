package dev.fermata.simulator.text;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Finds halves of surrogate pairs in JSON. {@code "\\ud83d"} is JSON, but no text: it cannot be written in UTF-8, and would be
 * stored as something else.
 */
public final class LoneSurrogates {

    private LoneSurrogates() {}

    /** A sentence that names the place of the first one; empty if there is none. */
    public static Optional<String> problem(JsonNode json) {
        return Optional.ofNullable(find(json)).map(found -> found.sentence("the value", "the object"));
    }

    /**
     * Refuses a text with one of them.
     *
     * @param name what the text is, for people
     * @throws IllegalArgumentException with the place
     */
    public static void refuse(String name, String text) {
        refuse(name, StringNode.valueOf(text));
    }

    /** As {@link #refuse(String, String)}, for all texts in a value. */
    public static void refuse(String name, JsonNode value) {
        Found found = find(value);
        if (found != null) {
            throw new IllegalArgumentException(found.below(name).sentence("", ""));
        }
    }

    /**
     * One of them, in a text or in a name.
     *
     * @param path of the text, or of the object that has the name. It is made from the end, so it costs nothing where there is none
     */
    private record Found(String path, boolean isInName, char half, int index) {

        Found below(String parent) {
            String dot = path.isEmpty() || path.startsWith("[") ? "" : ".";
            return new Found(parent + dot + path, isInName, half, index);
        }

        String sentence(String value, String object) {
            String where = isInName ? "a name in " + (path.isEmpty() ? object : path) : path.isEmpty() ? value : path;
            return String.format(
                    Locale.ROOT,
                    "%s has \\u%04x at character %d, which is half of a surrogate pair; send both halves, or leave it out",
                    Printable.value(where),
                    (int) half,
                    index + 1);
        }
    }

    private static @Nullable Found find(JsonNode json) {
        if (json.isString()) {
            return in(json.stringValue(), false);
        }
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            Found found = find(json.get(i));
            if (found != null) {
                return found.below("[" + i + "]");
            }
        }
        for (Map.Entry<String, JsonNode> each : json.properties()) {
            Found inName = in(each.getKey(), true);
            Found found = inName != null ? inName : find(each.getValue());
            if (found != null) {
                return found == inName ? found : found.below(each.getKey());
            }
        }
        return null;
    }

    private static @Nullable Found in(String text, boolean isName) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            return new Found("", isName, c, i);
        }
        return null;
    }
}
