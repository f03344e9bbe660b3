package dev.fermata.simulator.fault;

import java.util.List;
import java.util.function.Function;
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
        String word, String meaning, List<FaultField<F, ?>> fields, Function<FaultField.Values, F> reader) {

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
}
