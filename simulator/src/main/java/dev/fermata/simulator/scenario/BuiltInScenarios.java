package dev.fermata.simulator.scenario;

import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The scenarios that ship with the simulator: files like any other, and that without any settings. */
final class BuiltInScenarios {

    static final List<String> NAMES =
            List.of("calm", "realistic", "slow", "flaky", "rate-limited", "stuck-at-99", "lying", "storm");

    private BuiltInScenarios() {}

    static ScenarioSpec named(String name) {
        ScenarioSpec defaults = ScenarioSpec.defaults();
        if (name.equals(defaults.name())) {
            return defaults;
        }
        if (!NAMES.contains(name)) {
            List<String> all =
                    Stream.concat(Stream.of(defaults.name()), NAMES.stream()).toList();
            throw new InvalidSettingsException("unknown scenario '" + Printable.value(name) + "'; did you mean '"
                    + Nearest.of(name, all) + "'? Allowed are " + String.join(", ", all));
        }
        String resource = name + ".yaml";
        try (InputStream in = BuiltInScenarios.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing in the jar");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return ScenarioReader.yaml(text, name, "scenario " + name);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
