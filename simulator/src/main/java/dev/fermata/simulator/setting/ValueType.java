package dev.fermata.simulator.setting;

import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What values a setting takes, and how they are read and written. {@link ValueTypes} has the usual ones.
 *
 * @param reader throws any {@link RuntimeException} if the value is not allowed; {@link SettingKey} says what is allowed
 * @param writer so that the reader reads the same value
 * @param allowed for people: what is allowed
 * @param label what {@code --help} calls a value, such as {@code NUMBER}
 * @param isSecret whether messages hide the value
 * @param isList whether there can be several values, in a text with commas between them
 * @param <T> the values
 */
public record ValueType<T>(
        Function<JsonNode, T> reader,
        Function<T, JsonNode> writer,
        String allowed,
        String label,
        boolean isSecret,
        boolean isList) {

    public ValueType(Function<JsonNode, T> reader, Function<T, JsonNode> writer, String allowed, String label) {
        this(reader, writer, allowed, label, false, false);
    }

    /** @throws RuntimeException if the value is not allowed */
    public T read(JsonNode node) {
        return reader.apply(node);
    }

    public JsonNode write(T value) {
        return writer.apply(value);
    }
}
