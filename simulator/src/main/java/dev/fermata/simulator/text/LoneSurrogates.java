package dev.fermata.simulator.text;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        return find("", json);
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
        find(name, value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    private static Optional<String> find(String path, JsonNode json) {
        if (json.isString()) {
            return in(json.stringValue(), path.isEmpty() ? "the value" : path);
        }
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            Optional<String> problem = find(path + "[" + i + "]", json.get(i));
            if (problem.isPresent()) {
                return problem;
            }
        }
        for (Map.Entry<String, JsonNode> each : json.properties()) {
            String name = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
            Optional<String> problem = in(each.getKey(), "a name in " + (path.isEmpty() ? "the object" : path))
                    .or(() -> find(name, each.getValue()));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> in(String text, String where) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s has \\u%04x at character %d, which is half of a surrogate pair; send both halves, or leave it out",
                    Printable.value(where),
                    (int) c,
                    i + 1));
        }
        return Optional.empty();
    }
}
