package dev.fermata.simulator.setting;

import java.util.LinkedHashMap;
import java.util.Map;

/** What all settings are, and where each comes from. Immutable. */
public final class Values {

    private static final String DEFAULT = "default";

    private record Entry(Object value, String origin) {}

    private final Map<Key<?>, Entry> set;

    private Values(Map<Key<?>, Entry> set) {
        this.set = set;
    }

    public static Values defaults() {
        return new Values(Map.of());
    }

    @SuppressWarnings("unchecked") // with() lets in only what fits the key.
    public <T> T get(Key<T> key) {
        Entry entry = set.get(key);
        return entry == null ? key.byDefault() : (T) entry.value();
    }

    /** For people, such as {@code default} or {@code $ERROR_CHANCE}. */
    public String origin(Key<?> key) {
        Entry entry = set.get(key);
        return entry == null ? DEFAULT : entry.origin();
    }

    public <T> Values with(Key<T> key, T value, String origin) {
        Map<Key<?>, Entry> more = new LinkedHashMap<>(set);
        more.put(key, new Entry(value, origin));
        return new Values(more);
    }
}
