package dev.fermata.simulator.scenario;

import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.text.DurationText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values of settings as Java has them, turned into what a file would have. */
final class SettingValue {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SettingValue() {}

    /** @throws InvalidSettingsException if it is text that begins a list and is none */
    static JsonNode node(Object value) {
        // No setting takes text that begins like a list.
        return value instanceof String text && text.strip().startsWith("[")
                ? ScenarioReader.tree(text, "'" + text + "'")
                : plain(value);
    }

    private static JsonNode plain(@Nullable Object value) {
        if (value instanceof Collection<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(each -> array.add(plain(each)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((name, each) -> object.set(String.valueOf(name), plain(each)));
            return object;
        }
        if (value instanceof Duration duration) {
            return NODES.stringNode(duration.isNegative() ? duration.toString() : DurationText.of(duration));
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return NODES.numberNode(new BigDecimal(number.toString()));
        }
        return value instanceof JsonNode node ? node : NODES.stringNode(String.valueOf(value));
    }
}
