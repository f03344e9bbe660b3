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
import java.util.Objects;

/**
 * {@link DurationHistory#inMemory()}, and what a history in a file knows. A change replaces the list of its kind, so the lists that
 * readers have never change.
 *
 * <p>Its text can be read and edited by people. In seconds, {@code 31.5} is an exact duration, {@code [30, 32]} an end between two polls,
 * and {@code [600, null]} a wait that was given up.
 */
final class MemoryHistory implements DurationHistory {

    private static final String FORMAT = "fermata durations 1";

    /** In the order of their last change. The first is the next to be forgotten. */
    private final Map<String, List<Observation>> kinds = new LinkedHashMap<>();

    @Override
    public synchronized void record(String kind, Observation observation) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(observation, "observation");
        for (String each = kind; ; each = PollContext.parent(each)) {
            append(each, List.of(observation));
            if (PollContext.parent(each).equals(each)) {
                return;
            }
        }
    }

    @Override
    public synchronized List<Observation> observations(String kind) {
        return kinds.getOrDefault(Objects.requireNonNull(kind, "kind"), List.of());
    }

    /** Adds the jobs of another history, which has recorded them for the parents of their kinds, too. */
    void addAll(MemoryHistory more) {
        more.kinds().forEach(this::append);
    }

    MemoryHistory copy() {
        MemoryHistory copy = new MemoryHistory();
        copy.kinds.putAll(kinds());
        return copy;
    }

    /** All kinds, in the order of their last change. */
    private synchronized Map<String, List<Observation>> kinds() {
        return new LinkedHashMap<>(kinds);
    }

    /** Adds to this kind only, and not to its parents. */
    private synchronized void append(String kind, List<Observation> more) {
        List<Observation> all = new ArrayList<>(observations(kind));
        all.addAll(more);
        kinds.remove(kind);
        kinds.put(kind, List.copyOf(all.subList(Math.max(0, all.size() - JOBS_PER_KIND), all.size())));
        if (kinds.size() > KINDS) {
            kinds.remove(kinds.keySet().iterator().next());
        }
    }

    /** The text that {@link #read} reads. */
    byte[] text() {
        Map<String, Object> all = new LinkedHashMap<>();
        kinds().forEach((kind, observations) ->
                all.put(kind, observations.stream().map(MemoryHistory::seconds).toList()));
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
    static MemoryHistory read(byte[] text) {
        try {
            JsonValue root = JsonReader.read(text);
            if (!FORMAT.equals(root.path("format").textOr(""))
                    || !root.path("kinds").isObject()) {
                throw new IllegalArgumentException("not in the format \"" + FORMAT + "\"");
            }
            MemoryHistory history = new MemoryHistory();
            root.path("kinds").members().forEach((kind, all) -> history.append(kind, observations(all)));
            return history;
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
