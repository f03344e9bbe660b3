package dev.fermata.simulator;

import dev.fermata.simulator.dialect.custom.DialectFile;
import dev.fermata.simulator.scenario.ScenarioSpec;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.StringNode;

/** Sets the settings of a builder from text: from flags and from environment variables. */
record TextSettings(SimulatorBuilder builder, Map<String, String> flags, Map<String, String> environment) {

    /** @throws ScenarioException with a sentence for each value that is not allowed */
    void set() {
        List<String> problems = new ArrayList<>();
        builder.ignored = SettingsAsText.ignored(environment);
        for (ServerSetting setting : ServerSetting.all()) {
            try {
                SettingsAsText.given(setting, flags, environment).ifPresent(given -> set(setting.key(), given));
            } catch (IllegalArgumentException bad) {
                String.valueOf(bad.getMessage()).lines().forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new ScenarioException(problems);
        }
    }

    private <T> void set(SettingKey<T> key, SettingsAsText.Given given) {
        T value = key.named(given.name()).read(StringNode.valueOf(given.text()));
        builder.values = builder.values.with(key, value, given.origin());
        try {
            if (key.path().equals(ServerSetting.SCENARIO.path())) {
                builder.scenario = new Scenario(ScenarioSpec.nameOrFile(given.text()));
            } else if (key.path().equals(ServerSetting.DIALECT_OPTIONS.path())) {
                ServedDialects.options(builder.get(ServerSetting.DIALECT_OPTIONS));
            } else if (key.path().equals(ServerSetting.DIALECT_FILES.path())) {
                builder.get(ServerSetting.DIALECT_FILES)
                        .forEach(file -> builder.dialectFiles.add(DialectFile.read(file)));
            }
        } catch (InvalidSettingsException bad) {
            throw new InvalidSettingsException(bad.problems().stream()
                    .map(problem -> given.name() + ": " + problem)
                    .toList());
        }
    }
}
