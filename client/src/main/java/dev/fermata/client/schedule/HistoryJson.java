package dev.fermata.client.schedule;

import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A history as text that a person can read and edit. In seconds, {@code 31.5} is an exact duration, {@code [30, 32]} an end
 * between two polls, and {@code [600, null]} a wait that was given up.
 */
final class HistoryJson {

    private static final String FORMAT = "fermata durations 1";

    private HistoryJson() {}

    static byte[] write(Map<String, List<Observation>> kinds) {
        Map<String, Object> all = new LinkedHashMap<>();
        kinds.forEach((kind, observations) ->
                all.put(kind, observations.stream().map(HistoryJson::seconds).toList()));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        root.put("kinds", all);
        return JsonValue.of(root).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Object seconds(Observation observation) {
        if (observation instanceof Observation.Exact exact) {
            return PollContext.seconds(exact.duration());
        } else if (observation instanceof Observation.IntervalCensored interval) {
            return List.of(PollContext.seconds(interval.after()), PollContext.seconds(interval.before()));
        }
        Duration after = ((Observation.RightCensored) observation).after();
        return Arrays.asList(PollContext.seconds(after), null);
    }

    /** @throws IllegalArgumentException if the text is not one complete history */
    static Map<String, List<Observation>> read(byte[] text) {
        try {
            JsonValue root = JsonReader.read(text);
            if (!FORMAT.equals(root.path("format").textOr(""))
                    || !root.path("kinds").isObject()) {
                throw new IllegalArgumentException("not in the format \"" + FORMAT + "\"");
            }
            Map<String, List<Observation>> kinds = new LinkedHashMap<>();
            root.path("kinds").members().forEach((kind, all) -> kinds.put(kind, observations(all)));
            return kinds;
        } catch (JsonException e) {
            throw new IllegalArgumentException(e.details(), e);
        }
    }

    private static List<Observation> observations(JsonValue array) {
        if (!array.isArray()) {
            throw new IllegalArgumentException("a kind holds " + array.kind() + "; expected a list");
        }
        List<Observation> all = new ArrayList<>();
        array.items().forEach(each -> all.add(observation(each)));
        return all;
    }

    private static Observation observation(JsonValue node) {
        if (!node.isArray()) {
            return Observation.exact(duration(node));
        }
        List<JsonValue> ends = node.items();
        if (ends.size() != 2) {
            throw new IllegalArgumentException("an interval has " + ends.size() + " ends; expected 2");
        }
        Duration after = duration(ends.get(0));
        return ends.get(1).isNull() ? Observation.longerThan(after) : Observation.between(after, duration(ends.get(1)));
    }

    private static Duration duration(JsonValue seconds) {
        if (!seconds.isNumber() || !(Math.abs(seconds.number()) < 1e9)) {
            throw new IllegalArgumentException("a duration is " + seconds + "; expected a number of seconds");
        }
        return Duration.ofNanos(Math.round(seconds.number() * 1e9));
    }
}
