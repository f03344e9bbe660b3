package dev.fermata.simulator.setting;

import dev.fermata.simulator.text.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.StringNode;

/** The usual kinds of settings. */
public final class ValueTypes {

    private static final Pattern DECIMAL =
            Pattern.compile("-?(\\d{1,20}\\.?\\d{0,20}|\\.\\d{1,20})([eE][+-]?\\d{1,3})?");

    private ValueTypes() {}

    public static ValueType<Double> number(double min, double max, String allowed) {
        return new Written<>(
                node -> {
                    double value = decimal(node).doubleValue();
                    require(value >= min && value <= max);
                    return value;
                },
                DoubleNode::valueOf,
                allowed);
    }

    public static ValueType<Double> chance() {
        return number(0, 1, "0 (never) to 1 (always)");
    }

    public static ValueType<Integer> whole(int min, int max) {
        return new Written<>(node -> whole(node, min, max), IntNode::valueOf, min + " to " + max);
    }

    /** As {@link #whole}, or no limit, which is 0. */
    public static ValueType<Integer> limit(int max) {
        return new Written<>(
                node -> "none".equals(node.asString("")) ? 0 : whole(node, 1, max),
                value -> value == 0 ? StringNode.valueOf("none") : IntNode.valueOf(value),
                "1 to " + max + ", or none");
    }

    public static ValueType<Boolean> yesOrNo() {
        return new Written<>(
                node -> {
                    String text = node.asString("");
                    require(text.equals("true") || text.equals("false"));
                    return text.equals("true");
                },
                BooleanNode::valueOf,
                "true or false");
    }

    public static ValueType<Duration> duration() {
        return text(DurationText::parse, DurationText::of, DurationText.ALLOWED);
    }

    /** More than 0. */
    public static ValueType<Duration> positiveDuration() {
        return text(
                text -> DurationText.parse(text).filter(duration -> !duration.isZero()),
                DurationText::of,
                DurationText.ALLOWED + ", more than 0");
    }

    /** Up to that many seconds. */
    public static ValueType<Duration> seconds(long most) {
        return text(
                text -> DurationText.parse(text, Duration.ofSeconds(most)),
                DurationText::of,
                "a duration such as 30s or 1m30s, at most " + most + " s");
    }

    /** As {@link #seconds} and more than 0, or a word for no such time, which is 0. */
    public static ValueType<Duration> secondsOr(long most, String never) {
        return text(
                text -> text.equalsIgnoreCase(never)
                        ? Optional.of(Duration.ZERO)
                        : DurationText.parse(text, Duration.ofSeconds(most)).filter(duration -> !duration.isZero()),
                duration -> duration.isZero() ? never : DurationText.of(duration),
                "a duration such as 30s or 1m30s, more than 0 and at most " + most + " s, or '" + never + "'");
    }

    /** One of a few words. */
    public static <E extends Enum<E>> ValueType<E> word(Class<E> type) {
        List<String> words =
                List.of(type.getEnumConstants()).stream().map(ValueTypes::word).toList();
        return text(
                text -> {
                    int index = words.indexOf(text);
                    return index < 0 ? Optional.empty() : Optional.of(type.getEnumConstants()[index]);
                },
                ValueTypes::word,
                String.join(", ", words));
    }

    /** What one function reads and another writes. */
    public static <T> ValueType<T> text(
            Function<String, Optional<T>> reader, Function<T, String> writer, String allowed) {
        return new Written<>(
                node -> {
                    require(node.isString() || node.isNumber() || node.isBoolean());
                    return reader.apply(node.asString()).orElseThrow();
                },
                value -> StringNode.valueOf(writer.apply(value)),
                allowed);
    }

    /** Anything as text; what is not text, as JSON. */
    public static ValueType<String> anyText(int longest) {
        return new Written<>(
                node -> {
                    String text = node.isString() ? node.asString() : node.toString();
                    require(text.length() <= longest);
                    return text;
                },
                StringNode::valueOf,
                "at most " + longest + " characters");
    }

    private static int whole(JsonNode node, int min, int max) {
        BigDecimal value = decimal(node);
        require(value.stripTrailingZeros().scale() <= 0
                && value.compareTo(BigDecimal.valueOf(min)) >= 0
                && value.compareTo(BigDecimal.valueOf(max)) <= 0);
        return value.intValue();
    }

    private static BigDecimal decimal(JsonNode node) {
        String text = node.isNumber() || node.isString() ? node.asString() : "";
        require(DECIMAL.matcher(text).matches());
        return new BigDecimal(text);
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException("not allowed");
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private record Written<T>(Function<JsonNode, T> reader, Function<T, JsonNode> writer, String allowed)
            implements ValueType<T> {
        @Override
        public T read(JsonNode node) {
            return reader.apply(node);
        }

        @Override
        public JsonNode write(T value) {
            return writer.apply(value);
        }
    }
}
