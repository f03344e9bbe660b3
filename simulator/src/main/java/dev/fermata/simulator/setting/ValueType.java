package dev.fermata.simulator.setting;

import dev.fermata.simulator.text.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/**
 * What values a setting takes, and how they are read and written. The static methods give the usual ones.
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

    private static final Pattern DECIMAL =
            Pattern.compile("-?(\\d{1,20}\\.?\\d{0,20}|\\.\\d{1,20})([eE][+-]?\\d{1,3})?");

    private static final Pattern DIGITS = Pattern.compile("-?\\d{1,20}");

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

    public static ValueType<Double> number(double min, double max, String allowed) {
        return new ValueType<>(
                node -> {
                    double value = decimal(node).doubleValue();
                    require(value >= min && value <= max);
                    return value;
                },
                DoubleNode::valueOf,
                allowed,
                "NUMBER");
    }

    public static ValueType<Double> chance() {
        return number(0, 1, "0 (never) to 1 (always)");
    }

    public static ValueType<Integer> whole(int min, int max) {
        return new ValueType<>(
                node -> (int) whole(node, min, max),
                IntNode::valueOf,
                "a whole number, " + min + " to " + max,
                "NUMBER");
    }

    /** Any whole number of 64 bits. */
    public static ValueType<Long> wholeOf64Bits() {
        return new ValueType<>(
                node -> whole(node, Long.MIN_VALUE, Long.MAX_VALUE),
                LongNode::valueOf,
                "a whole number that fits into 64 bits",
                "NUMBER");
    }

    /** A number of things, or {@code none} for no limit, which is 0. */
    public static ValueType<Integer> limit(int max) {
        return orWord("none", 0, whole(1, max));
    }

    public static ValueType<Boolean> yesOrNo() {
        return text(
                text -> Optional.of(text.equals("true")).filter(yes -> yes || text.equals("false")),
                BooleanNode::valueOf,
                "true or false",
                "BOOLEAN");
    }

    public static ValueType<Duration> duration() {
        return duration(Duration.ZERO, DurationText.LONGEST);
    }

    /** More than 0. */
    public static ValueType<Duration> positiveDuration() {
        return duration(Duration.ofNanos(1), DurationText.LONGEST);
    }

    public static ValueType<Duration> duration(Duration least, Duration most) {
        String range = least.isZero() || least.toNanos() > 1 ? "from " + bound(least) + " to" : "more than 0, at most";
        return text(
                text -> DurationText.parse(text, most).filter(duration -> duration.compareTo(least) >= 0),
                duration -> StringNode.valueOf(DurationText.of(duration)),
                DurationText.EXAMPLES + ", " + range + " " + bound(most),
                "DURATION");
    }

    /** One of a few words. */
    public static <E extends Enum<E>> ValueType<E> word(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        return text(
                text -> constants.stream()
                        .filter(each -> word(each).equals(text))
                        .findFirst(),
                value -> StringNode.valueOf(word(value)),
                String.join(", ", constants.stream().map(ValueType::word).toList()),
                "WORD");
    }

    /** What one function reads and another writes. */
    public static <T> ValueType<T> text(
            Function<String, Optional<T>> reader, Function<T, JsonNode> writer, String allowed, String label) {
        return new ValueType<>(
                node -> {
                    require(node.isString() || node.isNumber() || node.isBoolean());
                    return reader.apply(node.asString()).orElseThrow();
                },
                writer,
                allowed,
                label);
    }

    /** Text of a certain form. */
    public static ValueType<String> matching(String regex, String allowed, String label) {
        Pattern pattern = Pattern.compile(regex);
        return text(text -> Optional.of(text).filter(pattern.asMatchPredicate()), StringNode::valueOf, allowed, label);
    }

    /** Anything as text; what is not text, as JSON. */
    public static ValueType<String> anyText(int longest) {
        return new ValueType<>(
                node -> {
                    String text = node.isString() ? node.asString() : node.toString();
                    require(text.length() <= longest);
                    return text;
                },
                StringNode::valueOf,
                "at most " + longest + " characters",
                "TEXT");
    }

    /** A value, or a word, which stands for one that the type does not allow. */
    public static <T> ValueType<T> orWord(String word, T meant, ValueType<T> type) {
        return new ValueType<>(
                node -> node.asString("").strip().equalsIgnoreCase(word) ? meant : type.read(node),
                value -> value.equals(meant) ? StringNode.valueOf(word) : type.write(value),
                type.allowed() + ", or " + word,
                type.label());
    }

    /** A value, or a word for none. */
    public static <T> ValueType<Optional<T>> optional(String word, ValueType<T> type) {
        return orWord(
                word,
                Optional.empty(),
                new ValueType<>(
                        node -> Optional.of(type.read(node)),
                        value -> type.write(value.orElseThrow()),
                        type.allowed(),
                        type.label()));
    }

    /** Several values: a list, or text with commas between them. */
    public static <T> ValueType<List<T>> list(ValueType<T> type) {
        return new ValueType<>(
                node -> {
                    List<T> values = new ArrayList<>();
                    if (node.isArray()) {
                        node.forEach(each -> values.add(type.read(each)));
                    } else {
                        for (String each : node.asString().split(",", -1)) {
                            values.add(type.read(StringNode.valueOf(each.strip())));
                        }
                    }
                    return List.copyOf(values);
                },
                values -> {
                    ArrayNode list = JsonNodeFactory.instance.arrayNode();
                    values.forEach(each -> list.add(type.write(each)));
                    return list;
                },
                type.allowed() + "; with commas between several",
                type.label(),
                false,
                true);
    }

    /** The same values, which messages hide. */
    public static <T> ValueType<T> secret(ValueType<T> type) {
        return new ValueType<>(type::read, type::write, type.allowed(), type.label(), true, type.isList());
    }

    private static long whole(JsonNode node, long min, long max) {
        require(!node.isString() || DIGITS.matcher(node.asString()).matches());
        BigDecimal value = decimal(node);
        require(value.stripTrailingZeros().scale() <= 0
                && value.compareTo(BigDecimal.valueOf(min)) >= 0
                && value.compareTo(BigDecimal.valueOf(max)) <= 0);
        return value.longValue();
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

    private static String bound(Duration duration) {
        boolean days = !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()));
        boolean longest = duration.compareTo(DurationText.LONGEST) > 0;
        return days ? duration.toDays() + " days" : longest ? duration.toSeconds() + "s" : DurationText.of(duration);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
