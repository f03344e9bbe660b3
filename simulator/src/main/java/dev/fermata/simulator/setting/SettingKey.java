package dev.fermata.simulator.setting;

import tools.jackson.databind.JsonNode;

/**
 * One setting.
 *
 * @param path its name, with a dot for each level, such as {@code jobs.error_chance}
 * @param meaning for people
 */
public record SettingKey<T>(String path, ValueType<T> kind, T byDefault, String meaning) {

    /** @throws IllegalArgumentException with the path, the value and what is allowed */
    public T read(JsonNode node) {
        try {
            return kind.read(node);
        } catch (RuntimeException notAllowed) {
            throw new IllegalArgumentException(path + " is " + shown(node) + "; allowed is " + kind.allowed());
        }
    }

    /** The value as people wrote it, unless that is very long. */
    static String shown(JsonNode node) {
        String text = node.isString() ? "'" + node.asString() + "'" : node.toString();
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }
}
