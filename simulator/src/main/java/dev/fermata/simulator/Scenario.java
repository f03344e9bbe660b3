package dev.fermata.simulator;

import dev.fermata.simulator.scenario.ScenarioSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the server behaves: how long jobs take and how they fail, what the server says about that, its limits, and its faults.
 * Immutable.
 *
 * <p>A setting has the same name and takes the same values in files, in the admin routes and in this class.
 * {@code docs/scenarios.md} lists them.
 *
 * <pre>{@code
 * Scenario scenario = Scenario.named("realistic")
 *         .with("jobs.error_chance", 0.2)
 *         .with("jobs.running_time", "log_normal 20s 0.3")
 *         .with(FaultRule.of(Fault.status(503)).route("GET /v1/jobs/{id}").first(2));
 * }</pre>
 */
public final class Scenario {

    private static final Scenario DEFAULTS = new Scenario(ScenarioSpec.defaults());

    private final ScenarioSpec spec;

    Scenario(ScenarioSpec spec) {
        this.spec = spec;
    }

    /** Nothing goes wrong, except that one job in ten of {@code GET /status} ends in {@code error}. */
    public static Scenario defaults() {
        return DEFAULTS;
    }

    /** The names of the built-in scenarios, such as {@code flaky}. */
    public static List<String> names() {
        return ScenarioSpec.names();
    }

    /**
     * A built-in scenario.
     *
     * @throws ScenarioException if there is none of that name
     */
    public static Scenario named(String name) {
        return ScenarioException.orElse(() -> new Scenario(ScenarioSpec.named(name)));
    }

    /**
     * Reads a file of YAML or JSON.
     *
     * @throws ScenarioException with a sentence for everything that is wrong
     * @throws IOException if it cannot be read
     */
    public static Scenario read(Path file) throws IOException {
        return ScenarioException.orElse(() -> new Scenario(ScenarioSpec.read(file)));
    }

    /** Its name, which a file has under {@code name}. */
    public String name() {
        return spec.name();
    }

    /** What it is for; empty if it does not say. */
    public String description() {
        return spec.description();
    }

    /** The fault rules, in the order in which they are tried. */
    public List<FaultRule> faults() {
        return spec.faults().stream().map(FaultRule::new).toList();
    }

    /**
     * With another value for a setting.
     *
     * @param setting such as {@code jobs.error_chance}
     * @param value a number, a boolean, a {@link Duration}, a {@link TimeDistribution}, a list of these, of lists or of maps, or
     *     text as in a file
     * @throws ScenarioException if there is no such setting (with the nearest), or the value is not allowed
     */
    public Scenario with(String setting, Object value) {
        return ScenarioException.orElse(() -> new Scenario(spec.with(setting, value)));
    }

    /**
     * As {@link #with(String, Object)}.
     *
     * @param origin where the value comes from, as {@link #explained()} shows it
     */
    public Scenario with(String setting, Object value, String origin) {
        return ScenarioException.orElse(() -> new Scenario(spec.with(setting, value, origin)));
    }

    /** With another fault rule, after the others. */
    public Scenario with(FaultRule rule) {
        return new Scenario(spec.with(rule.spec()));
    }

    /** With these fault rules and no others. */
    public Scenario withFaults(List<FaultRule> rules) {
        return new Scenario(spec.withFaults(rules.stream().map(FaultRule::spec).toList()));
    }

    /** The value of every setting, by name; lists are JSON. {@link #with(String, Object)} takes each value. */
    public Map<String, String> settings() {
        return spec.settings();
    }

    /** A file of YAML with every setting, each with a comment that says where its value comes from. */
    public String explained() {
        return spec.explained();
    }

    /** JSON that the admin routes and files take. */
    public String toJson() {
        return spec.toJson();
    }

    ScenarioSpec spec() {
        return spec;
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
