package dev.fermata.simulator.setting;

import tools.jackson.databind.JsonNode;

/**
 * What a setting may be: how its values are read and written. Immutable.
 *
 * @param <T> its values
 */
public interface ValueType<T> {

    /** @throws IllegalArgumentException when that is no such value; the message need not say more than {@link #allowed} */
    T read(JsonNode node);

    /** So that {@link #read} gives the same value. */
    JsonNode write(T value);

    /** For people: what is allowed. */
    String allowed();
}
