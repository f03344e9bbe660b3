package dev.fermata.simulator;

import dev.fermata.simulator.setting.Key;
import dev.fermata.simulator.setting.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * How the backend behaves: how long jobs take and how they fail, what it says about that, its limits, and what goes
 * wrong on purpose. Immutable.
 *
 * <p>One schema for files, the admin routes and this class: a setting has the same name and takes the same values
 * everywhere. {@code docs/scenarios.md} has them all.
 *
 * <pre>{@code
 * Scenario scenario = Scenario.named("realistic")
 *         .with("jobs.error_chance", 0.2)
 *         .with("jobs.running_time", "log_normal 20s 0.3")
 *         .with(FaultRule.of(Fault.status(503)).route("GET /v1/jobs/{id}").first(2));
 * }</pre>
 */
public final class Scenario {

    private static final Scenario DEFAULTS = new Scenario("default", "", Values.defaults(), List.of(), "default");
    private static final String HERE = "builder";

    private final String name;
    private final String description;
    private final Values values;
    private final List<FaultRule> faults;
    private final String faultsOrigin;

    Scenario(String name, String description, Values values, List<FaultRule> faults, String faultsOrigin) {
        this.name = name;
        this.description = description;
        this.values = values;
        this.faults = List.copyOf(faults);
        this.faultsOrigin = faultsOrigin;
    }

    /** Nothing goes wrong, but for {@code GET /status}, which ends in {@code error} one time in ten. */
    public static Scenario defaults() {
        return DEFAULTS;
    }

    /** The names of those that are ready-made, such as {@code flaky}. */
    public static List<String> names() {
        return ReadyMade.NAMES;
    }

    /**
     * One that is ready-made.
     *
     * @throws ScenarioException if there is none of that name
     */
    public static Scenario named(String name) {
        return ReadyMade.named(name);
    }

    /**
     * Reads a file of YAML or JSON.
     *
     * @throws ScenarioException with all that is wrong with it
     * @throws IOException if it cannot be read
     */
    public static Scenario read(Path file) throws IOException {
        return ScenarioFile.read(file);
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
    public List<FaultRule> faults() {
        return faults;
    }

    /**
     * With another value for a setting.
     *
     * @param setting such as {@code jobs.error_chance}
     * @param value a number, a boolean, a {@link Duration}, a {@link Spread}, a list of these, of lists or of maps, or text
     *     as in a file
     * @throws ScenarioException if there is no such setting (with the nearest), or the value is not allowed
     */
    public Scenario with(String setting, Object value) {
        return with(setting, value, HERE);
    }

    /**
     * As {@link #with(String, Object)}.
     *
     * @param origin where the value comes from, as {@link #explained()} tells it
     */
    public Scenario with(String setting, Object value, String origin) {
        try {
            Key<?> key = ScenarioKeys.TREE.key(setting);
            return new Scenario(name, description, set(key, ScenarioValue.node(value), origin), faults, faultsOrigin);
        } catch (ScenarioException known) {
            throw known;
        } catch (IllegalArgumentException notAllowed) {
            throw new ScenarioException(List.of(String.valueOf(notAllowed.getMessage())));
        }
    }

    /** With another fault, after those that are there. */
    public Scenario with(FaultRule rule) {
        List<FaultRule> more = new ArrayList<>(faults);
        more.add(rule);
        return withFaults(more);
    }

    /** With these faults and no others. */
    public Scenario withFaults(List<FaultRule> rules) {
        return new Scenario(name, description, values, rules, HERE);
    }

    /** What every setting is, by name; lists are JSON. Each value can be given to {@link #with(String, Object)}. */
    public Map<String, String> settings() {
        Map<String, String> texts = new LinkedHashMap<>();
        ScenarioKeys.ALL.forEach(key -> texts.put(key.path(), ScenarioText.text(ScenarioText.written(key, values))));
        return texts;
    }

    /** A file of YAML with every setting, each with a comment that says where its value comes from. */
    public String explained() {
        return ScenarioText.explained(this);
    }

    /** JSON that the admin routes and files take. */
    public String toJson() {
        return ScenarioText.json(this).toString();
    }

    @Override
    public String toString() {
        return "scenario " + name;
    }

    Values values() {
        return values;
    }

    <T> T get(Key<T> key) {
        return values.get(key);
    }

    String faultsOrigin() {
        return faultsOrigin;
    }

    private <T> Values set(Key<T> key, JsonNode value, String origin) {
        return values.with(key, key.read(value), origin);
    }
}
