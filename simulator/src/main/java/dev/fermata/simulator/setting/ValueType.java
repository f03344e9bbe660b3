package dev.fermata.simulator.setting;

import tools.jackson.databind.JsonNode;

/**
 * What values a setting takes, and how they are read and written. Immutable.
 *
 * @param <T> the values
 */
public interface ValueType<T> {

    /** @throws IllegalArgumentException if the value is not allowed; the message need not say more than {@link #allowed} */
    T read(JsonNode node);

    /** So that {@link #read} gives the same value. */
    JsonNode write(T value);

    /** For people: what is allowed. */
    String allowed();

    /** What {@code --help} calls a value, such as {@code NUMBER}. */
    default String label() {
        return "VALUE";
    }

    /** Whether messages hide the value. */
    default boolean isSecret() {
        return false;
    }

    /** Whether there can be several values, in a text with commas between them. */
    default boolean isList() {
        return false;
    }
}
