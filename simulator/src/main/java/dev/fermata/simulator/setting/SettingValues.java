package dev.fermata.simulator.setting;

import java.util.LinkedHashMap;
import java.util.Map;

/** The values of settings, and where each comes from. Immutable. */
public final class SettingValues {

    private static final String DEFAULT = "default";

    private record Entry(Object value, String origin) {}

    private final Map<String, Entry> set;

    private SettingValues(Map<String, Entry> set) {
        this.set = set;
    }

    public static SettingValues defaults() {
        return new SettingValues(Map.of());
    }

    @SuppressWarnings("unchecked") // with() lets in only what fits the key.
    public <T> T get(SettingKey<T> key) {
        Entry entry = set.get(key.path());
        return entry == null ? key.byDefault() : (T) entry.value();
    }

    /** The value as text, as in a file or a flag. */
    public <T> String text(SettingKey<T> key) {
        return key.text(get(key));
    }

    /** Whether nothing is set. */
    public boolean isEmpty() {
        return set.isEmpty();
    }

    public boolean isSet(SettingKey<?> key) {
        return set.containsKey(key.path());
    }

    /** For people, such as {@code default} or {@code $ERROR_CHANCE}. */
    public String origin(SettingKey<?> key) {
        Entry entry = set.get(key.path());
        return entry == null ? DEFAULT : entry.origin();
    }

    public <T> SettingValues with(SettingKey<T> key, T value, String origin) {
        Map<String, Entry> more = new LinkedHashMap<>(set);
        more.put(key.path(), new Entry(value, origin));
        return new SettingValues(more);
    }
}
