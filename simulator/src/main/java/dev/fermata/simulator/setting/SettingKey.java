package dev.fermata.simulator.setting;

import dev.fermata.simulator.text.DurationText;
import dev.fermata.simulator.text.LoneSurrogates;
import dev.fermata.simulator.text.Printable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The definition of one setting.
 *
 * @param path its name, with a dot for each level, such as {@code jobs.error_chance}
 * @param meaning a sentence for people
 */
public record SettingKey<T>(String path, ValueType<T> kind, T byDefault, String meaning) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The same setting under another name, which messages then use. */
    public SettingKey<T> named(String other) {
        return new SettingKey<>(other, kind, byDefault, meaning);
    }

    /** @throws IllegalArgumentException with the path, the value and what is allowed */
    public T read(JsonNode node) {
        LoneSurrogates.refuse(path, node);
        try {
            return kind.read(node);
        } catch (RuntimeException notAllowed) {
            String value = kind.isSecret() ? "(hidden)" : shown(node);
            throw new IllegalArgumentException(
                    path + " is " + value + DurationText.allowed(meantDuration(node), kind.allowed()));
        }
    }

    /** Empty if this is no setting for durations. */
    private Optional<String> meantDuration(JsonNode node) {
        return DurationText.meant(kind.isSecret() ? "" : node.asString("")).filter(meant -> {
            try {
                kind.read(NODES.stringNode(meant));
                return true;
            } catch (RuntimeException notAllowed) {
                return false;
            }
        });
    }

    /**
     * Checks a value from Java.
     *
     * @param value a number, a boolean, a {@link Duration}, a list of these, of lists or of maps, or anything whose
     *     {@code toString} is text as in a file
     * @throws IllegalArgumentException with the path, the value and what is allowed
     */
    public T check(Object value) {
        return read(node(value));
    }

    /** A value as a file or a flag has it; for no value of several, {@code none}. */
    public String text(T value) {
        JsonNode node = kind.write(value);
        if (kind.isList()) {
            String each = node.valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
            return each.isEmpty() ? "none" : each;
        }
        return node.isValueNode() ? node.asString("") : node.toString();
    }

    /** The value as it was written, without control characters and cut if it is very long. */
    static String shown(JsonNode node) {
        return node.isString() ? "'" + Printable.value(node.asString()) + "'" : Printable.value(node.toString());
    }

    private static JsonNode node(@Nullable Object value) {
        if (value instanceof Collection<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(each -> array.add(node(each)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((name, each) -> object.set(String.valueOf(name), node(each)));
            return object;
        }
        if (value instanceof Duration duration) {
            return NODES.stringNode(DurationText.of(duration));
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return NODES.numberNode(new BigDecimal(number.toString()));
        }
        return value instanceof JsonNode node ? node : NODES.stringNode(String.valueOf(value));
    }
}
