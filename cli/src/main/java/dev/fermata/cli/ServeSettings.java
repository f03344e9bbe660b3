package dev.fermata.cli;

import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.SimulatorBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a server: flag over variable over default. They are text until all are known, so that one run names every
 * bad one. A variable that is set to nothing counts as not set.
 *
 * @param flags the values of the flags that were given; of those that may be given more than once, with commas between them
 */
record ServeSettings(Map<Setting, String> flags) {

    ServeSettings {
        flags = Map.copyOf(flags);
    }

    /**
     * A setting as it is.
     *
     * @param origin for people: a flag, a variable, or {@code default}
     */
    record Given(Setting setting, String value, String origin) {

        boolean isDefault() {
            return origin.equals("default");
        }
    }

    /** All of them, set or not. */
    List<Given> given(Map<String, String> environment) {
        List<Given> all = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            @Nullable String flag = flags.get(setting);
            @Nullable String variable = environment.get(setting.name());
            if (flag != null) {
                all.add(new Given(setting, flag, setting.flag()));
            } else if (variable != null && !variable.isBlank()) {
                all.add(new Given(setting, variable.strip(), "$" + setting.name()));
            } else {
                all.add(new Given(setting, setting.byDefault(), "default"));
            }
        }
        return all;
    }

    /** Hands all settings to the builder; returns a sentence for each that is bad. */
    List<String> apply(Map<String, String> environment, SimulatorBuilder builder) {
        List<String> problems = new ArrayList<>();
        for (Given given : given(environment)) {
            if (given.isDefault()) {
                continue;
            }
            Setting setting = given.setting();
            String name = given.origin().replace("$", "");
            try {
                setting.apply(given.value(), builder);
            } catch (ScenarioException bad) {
                bad.problems().forEach(problem -> problems.add(name + ": " + problem));
            } catch (IllegalArgumentException notAllowed) {
                problems.add(name + " is '" + setting.shown(given.value()) + "'; allowed is " + setting.allowed());
            }
        }
        return problems;
    }
}
