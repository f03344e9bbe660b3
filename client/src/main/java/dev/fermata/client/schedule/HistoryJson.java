package dev.fermata.client.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A history as text that a person can read and edit. In seconds, {@code 31.5} is an exact duration, {@code [30, 32]} an end
 * between two polls, and {@code [600, null]} a wait that was given up.
 */
final class HistoryJson {

    private static final String FORMAT = "fermata durations 1";
    private static final ObjectMapper JSON = JsonMapper.shared();

    private HistoryJson() {}

    static byte[] write(Map<String, List<Observation>> kinds) {
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT);
        ObjectNode all = root.putObject("kinds");
        kinds.forEach((kind, observations) -> {
            ArrayNode array = all.putArray(kind);
            observations.forEach(observation -> add(array, observation));
        });
        return JSON.writeValueAsBytes(root);
    }

    private static void add(ArrayNode array, Observation observation) {
        if (observation instanceof Observation.Exact exact) {
            array.add(Evidence.seconds(exact.duration()));
        } else if (observation instanceof Observation.IntervalCensored interval) {
            array.addArray().add(Evidence.seconds(interval.after())).add(Evidence.seconds(interval.before()));
        } else {
            Duration after = ((Observation.RightCensored) observation).after();
            array.addArray().add(Evidence.seconds(after)).addNull();
        }
    }

    /** @throws IllegalArgumentException if the text is not one complete history */
    static Map<String, List<Observation>> read(byte[] text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (!FORMAT.equals(root.path("format").asString(""))
                    || !root.path("kinds").isObject()) {
                throw new IllegalArgumentException("not in the format \"" + FORMAT + "\"");
            }
            Map<String, List<Observation>> kinds = new LinkedHashMap<>();
            root.path("kinds").properties().forEach(kind -> kinds.put(kind.getKey(), observations(kind.getValue())));
            return kinds;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static List<Observation> observations(JsonNode array) {
        if (!array.isArray()) {
            throw new IllegalArgumentException("a kind holds " + array.getNodeType() + "; expected a list");
        }
        List<Observation> all = new ArrayList<>();
        array.forEach(each -> all.add(observation(each)));
        return all;
    }

    private static Observation observation(JsonNode node) {
        if (!node.isArray()) {
            return Observation.exact(duration(node));
        } else if (node.size() != 2) {
            throw new IllegalArgumentException("an interval has " + node.size() + " ends; expected 2");
        } else if (node.path(1).isNull()) {
            return Observation.longerThan(duration(node.path(0)));
        }
        return Observation.between(duration(node.path(0)), duration(node.path(1)));
    }

    private static Duration duration(JsonNode seconds) {
        if (!seconds.isNumber() || !(Math.abs(seconds.doubleValue()) < 1e9)) {
            throw new IllegalArgumentException("a duration is " + seconds + "; expected a number of seconds");
        }
        return Duration.ofNanos(Math.round(seconds.doubleValue() * 1e9));
    }
}
