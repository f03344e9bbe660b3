package dev.fermata.simulator.dialect;

import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is adjustable in the API of one vendor. A vendor declares each option once, as a constant. */
public final class OptionKeys {

    private final String vendor;
    private final List<SettingKey<?>> all = new ArrayList<>();

    /** @param vendor its name, with which the path of each option begins */
    public OptionKeys(String vendor) {
        this.vendor = vendor;
    }

    public <T> SettingKey<T> key(String name, ValueType<T> type, T byDefault, String meaning) {
        SettingKey<T> key = new SettingKey<>(vendor + "." + name, type, byDefault, meaning);
        all.add(key);
        return key;
    }

    public List<SettingKey<?>> all() {
        return Collections.unmodifiableList(all);
    }
}
