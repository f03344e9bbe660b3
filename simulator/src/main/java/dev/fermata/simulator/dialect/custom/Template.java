package dev.fermata.simulator.dialect.custom;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * JSON with placeholders. What has no value at the moment is left out of the object or the list around it, and a text is left out
 * if one of its placeholders has no value. Pure.
 *
 * @param longest about how many characters it can take
 * @param <F> what placeholders get their values from
 */
record Template<F>(Filling<F> filling, long longest) {

    @FunctionalInterface
    interface Filling<F> {
        /** Null if there is no value now. */
        @Nullable
        JsonNode from(F facts);
    }

    /** A member of an object. */
    record Member<F>(Template<F> name, Template<F> value) {}

    @Nullable
    JsonNode fill(F facts) {
        return filling.from(facts);
    }

    static <F> Template<F> constant(JsonNode value) {
        return new Template<>(facts -> value, value.toString().length());
    }

    static <F> Template<F> object(List<Member<F>> members) {
        long longest = 2;
        for (Member<F> member : members) {
            longest += member.name.longest + member.value.longest + 4;
        }
        return new Template<>(facts -> object(members, facts), longest);
    }

    private static <F> JsonNode object(List<Member<F>> members, F facts) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Member<F> member : members) {
            JsonNode name = member.name.fill(facts);
            JsonNode value = member.value.fill(facts);
            if (name != null && value != null) {
                object.set(text(name), value);
            }
        }
        return object;
    }

    static <F> Template<F> list(List<Template<F>> elements) {
        long longest = 2 + elements.stream().mapToLong(each -> each.longest + 1).sum();
        return new Template<>(
                facts -> {
                    ArrayNode list = JsonNodeFactory.instance.arrayNode();
                    for (Template<F> element : elements) {
                        JsonNode value = element.fill(facts);
                        if (value != null) {
                            list.add(value);
                        }
                    }
                    return list;
                },
                longest);
    }

    /** The parts as one text. */
    static <F> Template<F> text(List<Template<F>> parts) {
        long longest = parts.stream().mapToLong(Template::longest).sum();
        return new Template<>(
                facts -> {
                    StringBuilder text = new StringBuilder();
                    for (Template<F> part : parts) {
                        JsonNode value = part.fill(facts);
                        if (value == null) {
                            return null;
                        }
                        text.append(text(value));
                    }
                    return StringNode.valueOf(text.toString());
                },
                longest);
    }

    /** The value as text, changed. */
    Template<F> asText(UnaryOperator<String> change) {
        return new Template<>(
                facts -> {
                    JsonNode value = fill(facts);
                    return value == null ? null : StringNode.valueOf(change.apply(text(value)));
                },
                longest);
    }

    static String text(JsonNode value) {
        return value.isContainer() ? value.toString() : value.asString("");
    }
}
