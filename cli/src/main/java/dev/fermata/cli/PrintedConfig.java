package dev.fermata.cli;

import dev.fermata.cli.ServeSettings.Given;
import dev.fermata.simulator.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code --print-config}: every setting with its value and where that comes from. What is printed is a scenario file. */
final class PrintedConfig {

    private PrintedConfig() {}

    static List<String> lines(List<Given> settings) {
        List<String> lines = new ArrayList<>();
        Scenario scenario = Scenario.defaults();
        lines.add("# The server, set by flags and variables:");
        for (Given given : settings) {
            if (given.setting() == Setting.SCENARIO) {
                scenario = Setting.scenario(given.value());
            }
            if (given.setting().inScenario().isEmpty()) {
                String shown =
                        given.isDefault() ? given.value() : given.setting().shown(given.value());
                lines.add(String.format(
                        Locale.ROOT, "#   %-50s%s", given.setting().flag() + " " + shown, "# " + given.origin()));
            }
        }
        for (Given given : settings) {
            String path = given.setting().inScenario().orElse("");
            if (!path.isEmpty() && !given.isDefault()) {
                scenario = scenario.with(path, given.setting().scenarioValue(given.value()), given.origin());
            }
        }
        lines.add("");
        lines.add("# The scenario:");
        scenario.explained().lines().forEach(lines::add);
        return lines;
    }
}
