package dev.fermata.simulator.dialect;

import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import java.util.List;
import java.util.function.Supplier;

/**
 * A dialect that comes with the simulator, before it is created.
 *
 * @param options what is adjustable in it, such as {@code heygen.legacy}; each path begins with the name. Asked for only if an
 *     option is set
 */
public record Vendor(String name, Supplier<List<SettingKey<?>>> options, Maker maker) {

    /** Creates the dialect. */
    @FunctionalInterface
    public interface Maker {

        /** @param options the values of the options of all vendors */
        Dialect dialect(Services services, SettingValues options);
    }
}
