package dev.fermata.simulator.fault;

import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One field of a fault or of a rule, defined once: files, admin routes, checks in Java and the documentation come from it.
 *
 * @param name as files write it
 * @param kind what it may be
 * @param byDefault null for a field that has no value unless one is given
 * @param meaning for people
 * @param getter its value in a fault or rule; null when there is nothing to write
 * @param <F> the fault or the rule
 * @param <T> the value
 */
record FaultField<F, T>(
        String name, ValueType<T> kind, @Nullable T byDefault, String meaning, Function<F, @Nullable T> getter) {

    /** @throws IllegalArgumentException with the value and what is allowed */
    T check(T value) {
        return key("", value).read(kind.write(value));
    }

    /** Reads the value, or adds to the problems what is wrong with it. */
    private void read(JsonNode node, String where, Map<FaultField<?, ?>, Object> values, List<String> problems) {
        try {
            values.put(this, key(where + ".", byDefault).read(node));
        } catch (IllegalArgumentException notAllowed) {
            problems.add(String.valueOf(notAllowed.getMessage()));
        }
    }

    private SettingKey<T> key(String where, @Nullable T otherwise) {
        @SuppressWarnings("NullAway") // The key only reads here, and never gives its default.
        SettingKey<T> key = new SettingKey<>(where + name, kind, otherwise, meaning);
        return key;
    }

    void write(F from, ObjectNode into) {
        T value = getter.apply(from);
        if (value != null) {
            into.set(name, kind.write(value));
        }
    }

    /** The default as files write it; empty without one. */
    String writtenDefault() {
        return byDefault == null ? "" : kind.write(byDefault).asString();
    }

    /** The values of some fields of one object. */
    static final class Values {

        private final Map<FaultField<?, ?>, Object> values;

        private Values(Map<FaultField<?, ?>, Object> values) {
            this.values = values;
        }

        /** Reads all of these fields that are there. What is wrong is added to the problems, and left out. */
        static Values read(
                List<? extends FaultField<?, ?>> fields, JsonNode node, String where, List<String> problems) {
            Map<FaultField<?, ?>, Object> values = new HashMap<>();
            for (FaultField<?, ?> field : fields) {
                if (node.has(field.name)) {
                    field.read(node.path(field.name), where, values, problems);
                }
            }
            return new Values(values);
        }

        /** The value that was given; null without one. */
        @SuppressWarnings("unchecked") // read() puts in only what the field gives.
        <T> @Nullable T given(FaultField<?, T> field) {
            return (T) values.get(field);
        }

        /** The value that was given, or the default. */
        <T> T get(FaultField<?, T> field) {
            T given = given(field);
            return given == null ? Objects.requireNonNull(field.byDefault, field.name) : given;
        }
    }
}
