package dev.fermata.simulator.dialect;

import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.field.Authority;
import dev.fermata.simulator.text.DurationText;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the fields of a JSON object, and checks each of them. */
public final class RequestFields {

    private final String path;
    private final ObjectNode object;

    private RequestFields(String path, ObjectNode object) {
        this.path = path;
        this.object = object;
    }

    /** @throws RefusedException for a field that is not known: most of them are typos */
    public static RequestFields of(ObjectNode object, String path, List<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw RefusedException.badField(
                        path + name,
                        "unknown_field",
                        "There is no field '" + path + Printable.value(name) + "'." + Nearest.hint(name, known));
            }
        }
        return new RequestFields(path, object);
    }

    /** As {@link #of}, for an API that ignores fields that it does not know. */
    public static RequestFields ignoringOthers(ObjectNode object, String path) {
        return new RequestFields(path, object);
    }

    /** The object in that field, which may have any fields; null if there is no such field. */
    public @Nullable RequestFields object(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof ObjectNode inner) {
            return ignoringOthers(inner, path + name + ".");
        }
        throw wrong(name, value, "an object");
    }

    /** The objects in the array of that field, 1 to {@code most}; each may have any fields. */
    public List<RequestFields> objects(String name, int most) {
        JsonNode value = value(name);
        if (!(value instanceof ArrayNode array) || array.isEmpty() || array.size() > most) {
            required(name, value == null ? null : name);
            throw wrong(name, Objects.requireNonNull(value), "an array of 1 to " + most + " objects");
        }
        List<RequestFields> objects = new ArrayList<>(array.size());
        for (JsonNode one : array) {
            String place = name + "[" + objects.size() + "]";
            if (!(one instanceof ObjectNode inner)) {
                throw wrong(place, one, "an object");
            }
            objects.add(ignoringOthers(inner, path + place + "."));
        }
        return objects;
    }

    /** The object in that field; null if there is no such field. */
    public @Nullable RequestFields object(String name, List<String> known) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof ObjectNode inner) {
            return of(inner, path + name + ".", known);
        }
        throw wrong(name, value, "an object");
    }

    /** What names a field of this object in an error, such as {@code input.url}. */
    public String place(String name) {
        return path + name;
    }

    public String required(String name, @Nullable String value) {
        if (value == null) {
            throw RefusedException.badField(
                    path + name, "missing_field", "The field '" + path + name + "' is missing.");
        }
        return value;
    }

    public @Nullable String text(String name, int longest) {
        JsonNode value = value(name);
        return value == null ? null : text(name, value, longest);
    }

    /** An absolute URL with http or https, as the client wrote it. */
    public @Nullable String url(String name) {
        String text = text(name, 2_000);
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && Authority.of(uri).isPresent()) {
                return text;
            }
        } catch (URISyntaxException notOne) {
            // Refused below.
        }
        throw RefusedException.badField(
                path + name,
                "invalid_url",
                path + name + " is '" + Printable.value(text)
                        + "'; allowed is an absolute URL with http or https, such as"
                        + " https://example.com/video.mp4.");
    }

    /** An array of 1 to {@code most} strings; empty if there is no such field. */
    public List<String> texts(String name, int most, int longest) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ArrayNode array) || array.isEmpty() || array.size() > most) {
            throw wrong(name, value, "an array of 1 to " + most + " strings");
        }
        List<String> texts = new ArrayList<>(array.size());
        for (JsonNode one : array) {
            texts.add(text(name + "[" + texts.size() + "]", one, longest));
        }
        return texts;
    }

    /** An object of at most {@code most} strings; empty if there is no such field. */
    public Map<String, String> map(String name, int most, int longest) {
        JsonNode value = value(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof ObjectNode inner) || inner.size() > most) {
            throw wrong(name, value, "an object with at most " + most + " strings");
        }
        Map<String, String> map = new LinkedHashMap<>();
        inner.properties().forEach(entry -> {
            String key = entry.getKey();
            if (key.isEmpty() || key.length() > 64) {
                throw RefusedException.badField(
                        path + name,
                        "invalid_value",
                        "A key of " + path + name + " has " + key.length() + " characters; allowed are 1 to 64.");
            }
            map.put(key, text(name + "." + key, entry.getValue(), longest));
        });
        return map;
    }

    /** A number of seconds, or a duration as {@link DurationText} reads it; at most that long. */
    public @Nullable Duration duration(String name, Duration most) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        Optional<Duration> duration = value.isNumber() ? seconds(value, most) : DurationText.parse(text(value), most);
        return duration.orElseThrow(() -> refusal(
                name,
                value,
                DurationText.allowed(
                        DurationText.meant(text(value))
                                .filter(found -> DurationText.parse(found, most).isPresent()),
                        "a number of seconds, or " + DurationText.EXAMPLES + ", at most " + DurationText.of(most))));
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : "";
    }

    private static Optional<Duration> seconds(JsonNode value, Duration most) {
        // A number that no double can hold is as wrong as any other outside of the bounds.
        double seconds = value.asDouble(Double.NaN);
        return seconds >= 0 && seconds <= most.toSeconds()
                ? Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)))
                : Optional.empty();
    }

    /** A number; null if there is no such field. */
    public @Nullable Double number(String name, double least, double most) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        // A number that no double can hold is as wrong as any other outside of the bounds.
        double number = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
        if (!(number >= least && number <= most)) {
            throw wrong(name, value, "a number from " + (long) least + " to " + (long) most);
        }
        return number;
    }

    /** A whole number; null if there is no such field. */
    public @Nullable Long whole(String name, long least, long most) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            throw wrong(name, value, "a whole number from " + least + " to " + most);
        }
        return value.asLong();
    }

    public boolean yes(String name, boolean byDefault) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, value, "true or false");
        }
        return value == null ? byDefault : value.booleanValue();
    }

    public @Nullable String word(String name, List<String> words) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isString() || !words.contains(value.stringValue())) {
            throw wrong(name, value, "one of " + String.join(", ", words));
        }
        return value.stringValue();
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private String text(String name, JsonNode value, int longest) {
        if (!value.isString() || value.stringValue().length() > longest) {
            throw wrong(name, value, "a string of at most " + longest + " characters");
        }
        return value.stringValue();
    }

    private RefusedException wrong(String name, JsonNode value, String allowed) {
        return refusal(name, value, "; allowed is " + allowed);
    }

    private RefusedException refusal(String name, JsonNode value, String allowed) {
        String shown = Printable.cut(value.toString(), 100);
        return RefusedException.badField(
                path + name, "invalid_value", path + Printable.value(name) + " is " + shown + allowed + ".");
    }
}
