package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The settings and faults of a scenario. Immutable. {@link ScenarioSettings} lists the settings. */
public final class ScenarioSpec {

    private static final ScenarioSpec DEFAULTS =
            new ScenarioSpec("default", "", SettingValues.defaults(), List.of(), "default");
    private static final String HERE = "builder";

    private final String name;
    private final String description;
    /** What was set, and nothing else. */
    private final SettingValues given;

    private final SettingValues values;
    private final List<FaultRuleSpec> faults;
    private final String faultsOrigin;

    ScenarioSpec(
            String name, String description, SettingValues given, List<FaultRuleSpec> faults, String faultsOrigin) {
        this.name = name;
        this.description = description;
        this.given = given;
        values = ScenarioSettings.withStatusForJobs(given);
        this.faults = List.copyOf(faults);
        this.faultsOrigin = faultsOrigin;
    }

    /** Nothing goes wrong, but for {@code GET /status}, which ends in {@code error} one time in ten. */
    public static ScenarioSpec defaults() {
        return DEFAULTS;
    }

    /** The names of the built-in scenarios, such as {@code flaky}. */
    public static List<String> names() {
        return BuiltInScenarios.NAMES;
    }

    /**
     * A built-in scenario.
     *
     * @throws InvalidSettingsException if there is none of that name
     */
    public static ScenarioSpec named(String name) {
        return BuiltInScenarios.named(name);
    }

    /**
     * Reads a file of YAML or JSON.
     *
     * @throws InvalidSettingsException with all that is wrong with it
     * @throws IOException if it cannot be read
     */
    public static ScenarioSpec read(Path file) throws IOException {
        return ScenarioReader.read(file);
    }

    /** What it is called, in a file under {@code name}. */
    public String name() {
        return name;
    }

    /** What it is for; empty when it does not say. */
    public String description() {
        return description;
    }

    /** What goes wrong, in the order in which rules are tried. */
    public List<FaultRuleSpec> faults() {
        return faults;
    }

    /**
     * With another value for a setting.
     *
     * @param setting such as {@code jobs.error_chance}
     * @param value a number, a boolean, a {@link Duration}, a list of these, of lists or of maps, or anything whose
     *     {@code toString} is text as in a file
     * @throws InvalidSettingsException if there is no such setting (with the nearest), or the value is not allowed
     */
    public ScenarioSpec with(String setting, Object value) {
        return with(setting, value, HERE);
    }

    /**
     * As {@link #with(String, Object)}.
     *
     * @param origin where the value comes from, as {@link #explained()} tells it
     */
    public ScenarioSpec with(String setting, Object value, String origin) {
        try {
            SettingKey<?> key = ScenarioSettings.TREE.key(setting);
            return new ScenarioSpec(
                    name, description, set(key, SettingValue.node(value), origin), faults, faultsOrigin);
        } catch (InvalidSettingsException known) {
            throw known;
        } catch (IllegalArgumentException notAllowed) {
            throw new InvalidSettingsException(List.of(String.valueOf(notAllowed.getMessage())));
        }
    }

    /** With another fault, after those that are there. */
    public ScenarioSpec with(FaultRuleSpec rule) {
        List<FaultRuleSpec> more = new ArrayList<>(faults);
        more.add(rule);
        return withFaults(more);
    }

    /** With these faults and no others. */
    public ScenarioSpec withFaults(List<FaultRuleSpec> rules) {
        return new ScenarioSpec(name, description, given, rules, HERE);
    }

    /** What every setting is, by name; lists are JSON. Each value can be given to {@link #with(String, Object)}. */
    public Map<String, String> settings() {
        Map<String, String> texts = new LinkedHashMap<>();
        ScenarioSettings.ALL.forEach(
                key -> texts.put(key.path(), ScenarioWriter.text(ScenarioWriter.written(key, values))));
        return texts;
    }

    /** A file of YAML with every setting, each with a comment that says where its value comes from. */
    public String explained() {
        return ScenarioWriter.explained(this);
    }

    /** JSON that the admin routes and files take. */
    public String toJson() {
        return ScenarioWriter.json(this).toString();
    }

    @Override
    public String toString() {
        return "scenario " + name;
    }

    /** What was set, for a scenario that begins with this one. */
    SettingValues given() {
        return given;
    }

    /** With what follows from that. */
    SettingValues values() {
        return values;
    }

    public <T> T get(SettingKey<T> key) {
        return values.get(key);
    }

    String faultsOrigin() {
        return faultsOrigin;
    }

    private <T> SettingValues set(SettingKey<T> key, JsonNode value, String origin) {
        return given.with(key, key.read(value), origin);
    }
}
