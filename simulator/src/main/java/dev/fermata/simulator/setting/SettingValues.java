package dev.fermata.simulator.setting;

import java.util.LinkedHashMap;
import java.util.Map;

/** What all settings are, and where each comes from. Immutable. */
public final class SettingValues {

    private static final String DEFAULT = "default";

    private record Entry(Object value, String origin) {}

    private final Map<SettingKey<?>, Entry> set;

    private SettingValues(Map<SettingKey<?>, Entry> set) {
        this.set = set;
    }

    public static SettingValues defaults() {
        return new SettingValues(Map.of());
    }

    @SuppressWarnings("unchecked") // with() lets in only what fits the key.
    public <T> T get(SettingKey<T> key) {
        Entry entry = set.get(key);
        return entry == null ? key.byDefault() : (T) entry.value();
    }

    public boolean isSet(SettingKey<?> key) {
        return set.containsKey(key);
    }

    /** For people, such as {@code default} or {@code $ERROR_CHANCE}. */
    public String origin(SettingKey<?> key) {
        Entry entry = set.get(key);
        return entry == null ? DEFAULT : entry.origin();
    }

    public <T> SettingValues with(SettingKey<T> key, T value, String origin) {
        Map<SettingKey<?>, Entry> more = new LinkedHashMap<>(set);
        more.put(key, new Entry(value, origin));
        return new SettingValues(more);
    }
}
