package dev.fermata.client.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in JSON by RFC 6901, such as {@code /data/status}, with one addition: {@code [name=value]} is the first element of a list
 * that has this value under this name, as in {@code /status/conditions/[type=Complete]/status}.
 */
public record JsonPointer(String text, List<String> steps) {

    /** The member with the text of an XML element that has attributes, too. */
    public static final String TEXT = "#text";

    private static final Pattern SELECTION = Pattern.compile("\\[([^=\\]]+)=([^]]*)]");
    private static final Pattern INDEX = Pattern.compile("0|[1-9]\\d{0,8}");

    /** @throws IllegalArgumentException if the text is not empty and does not begin with a slash */
    public static JsonPointer of(String text) {
        if (!Objects.requireNonNull(text, "pointer").isEmpty() && !text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "pointer is '" + text
                            + "'; a JSON pointer begins with a slash, such as /data/status; an empty one is the whole response");
        }
        List<String> steps = new ArrayList<>();
        for (String step : text.isEmpty() ? new String[0] : text.substring(1).split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return new JsonPointer(text, List.copyOf(steps));
    }

    JsonValue in(JsonValue root) {
        JsonValue value = root;
        for (String step : steps) {
            // XML has no list of one.
            boolean selected = value.isObject() && SELECTION.matcher(step).matches();
            value = value.isArray() || selected
                    ? inArray(selected ? List.of(value) : value.items(), step)
                    : value.path(step);
        }
        return ofText(value);
    }

    /** An XML element that has text is that text, whatever else it has. */
    private static JsonValue ofText(JsonValue value) {
        JsonValue text = value.path(TEXT);
        return text.isThere() ? text : value;
    }

    private static JsonValue inArray(List<JsonValue> items, String step) {
        Matcher selection = SELECTION.matcher(step);
        if (selection.matches()) {
            return items.stream()
                    .filter(item -> selection
                            .group(2)
                            .equals(ofText(item.path(selection.group(1))).text()))
                    .findFirst()
                    .orElse(JsonValue.MISSING);
        }
        boolean exists = INDEX.matcher(step).matches() && Integer.parseInt(step) < items.size();
        return exists ? items.get(Integer.parseInt(step)) : JsonValue.MISSING;
    }

    @Override
    public String toString() {
        return text;
    }
}
