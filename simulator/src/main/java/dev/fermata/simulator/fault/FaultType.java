package dev.fermata.simulator.fault;

import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kind of fault: what files call it, its fields, and what is said about it.
 *
 * @param word as files name it, such as {@code reset_before}
 * @param meaning what happens, for people
 * @param fields what it is made of
 * @param reader makes one from the values of the fields; throws IllegalArgumentException when they do not fit together
 */
public record FaultType<F extends FaultSpec>(
        String word, String meaning, List<Field<F, ?>> fields, Function<Values, F> reader) {

    /** A fault without fields. */
    static <F extends FaultSpec> FaultType<F> plain(String word, String meaning, F fault) {
        return new FaultType<>(word, meaning, List.of(), none -> fault);
    }

    /** Writes the fields of a fault of this type. */
    void write(FaultSpec fault, ObjectNode into) {
        @SuppressWarnings("unchecked") // A fault gives its own type.
        F own = (F) fault;
        fields.forEach(field -> field.write(own, into));
    }

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
    record Field<F, T>(
            String name, ValueType<T> kind, @Nullable T byDefault, String meaning, Function<F, @Nullable T> getter) {

        /** @throws IllegalArgumentException with the value and what is allowed */
        T check(T value) {
            return key("", value).read(kind.write(value));
        }

        /** Reads the value, or adds to the problems what is wrong with it. */
        private void read(JsonNode node, String where, Map<Field<?, ?>, Object> values, List<String> problems) {
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
    }

    /** The values of some fields of one object. */
    static final class Values {

        private final Map<Field<?, ?>, Object> values;

        private Values(Map<Field<?, ?>, Object> values) {
            this.values = values;
        }

        /** Reads all of these fields that are there. What is wrong is added to the problems, and left out. */
        static Values read(List<? extends Field<?, ?>> fields, JsonNode node, String where, List<String> problems) {
            Map<Field<?, ?>, Object> values = new HashMap<>();
            for (Field<?, ?> field : fields) {
                if (node.has(field.name)) {
                    field.read(node.path(field.name), where, values, problems);
                }
            }
            return new Values(values);
        }

        /** The value that was given; null without one. */
        @SuppressWarnings("unchecked") // read() puts in only what the field gives.
        <T> @Nullable T given(Field<?, T> field) {
            return (T) values.get(field);
        }

        /** The value that was given, or the default. */
        <T> T get(Field<?, T> field) {
            T given = given(field);
            return given == null ? Objects.requireNonNull(field.byDefault, field.name) : given;
        }
    }

    /** All faults that there are. A new one has its line here. Apart, because each of these types is made from this class. */
    static final class All {

        static final List<FaultType<?>> TYPES = List.of(
                ResponseFaults.Latency.TYPE,
                StatusFault.TYPE,
                ConnectionFaults.ResetBefore.TYPE,
                ConnectionFaults.ResetDuring.TYPE,
                ConnectionFaults.Empty.TYPE,
                ConnectionFaults.Truncate.TYPE,
                ConnectionFaults.Drip.TYPE,
                ConnectionFaults.NoAnswer.TYPE,
                ResponseFaults.Garbage.TYPE,
                ResponseFaults.Html.TYPE,
                ContentFaults.StateWord.TYPE,
                ContentFaults.NoResult.TYPE,
                JobFaults.NotFoundAfterCreation.TYPE,
                ResponseFaults.AcceptThenStatus.TYPE,
                JobFaults.Stuck.TYPE,
                JobFaults.Relapse.TYPE);

        private static final Map<String, FaultType<?>> BY_WORD = new LinkedHashMap<>();

        static {
            TYPES.forEach(type -> BY_WORD.put(type.word(), type));
        }

        private All() {}

        static @Nullable FaultType<?> find(String word) {
            return BY_WORD.get(word);
        }

        static Set<String> words() {
            return BY_WORD.keySet();
        }

        /** The tables of {@code docs/scenarios.md}: the keys of a rule, and all faults. */
        static String documentation() {
            return Stream.concat(
                                    Stream.of("| key of a rule | allowed | only these requests |", "|---|---|---|"),
                                    FaultRuleSpec.FIELDS.stream()
                                            .map(field -> "| `" + field.name() + "` | "
                                                    + cell(field.kind().allowed()) + " | " + cell(field.meaning())
                                                    + " |"))
                            .collect(Collectors.joining("\n", "", "\n\n"))
                    + Stream.concat(
                                    Stream.of("| fault | what happens | its fields |", "|---|---|---|"),
                                    TYPES.stream()
                                            .map(type -> "| `" + type.word() + "` | " + cell(type.meaning()) + " | "
                                                    + fields(type) + " |"))
                            .collect(Collectors.joining("\n", "", "\n"));
        }

        private static String fields(FaultType<?> type) {
            return type.fields().stream()
                    .map(field -> "`" + field.name() + "`"
                            + (field.byDefault() == null ? "" : " (`" + field.writtenDefault() + "`)") + ": "
                            + cell(field.meaning()) + "; " + cell(field.kind().allowed()))
                    .collect(Collectors.joining("<br>"));
        }

        private static String cell(String text) {
            return text.replace("|", "\\|");
        }
    }
}
