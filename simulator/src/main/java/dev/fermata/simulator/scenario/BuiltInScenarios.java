package dev.fermata.simulator.scenario;

import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The scenarios that ship with the simulator: files like any other. */
final class BuiltInScenarios {

    static final List<String> NAMES =
            List.of("calm", "realistic", "slow", "flaky", "rate-limited", "stuck-at-99", "lying", "storm");

    private BuiltInScenarios() {}

    static ScenarioSpec named(String name) {
        if (!NAMES.contains(name)) {
            throw new InvalidSettingsException("unknown scenario '" + Printable.value(name) + "'; did you mean '"
                    + Nearest.of(name, NAMES) + "'? Allowed are " + String.join(", ", NAMES));
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
