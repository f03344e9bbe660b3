package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.StageWeights;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.Yaml;
import dev.fermata.simulator.text.Printable;
import dev.fermata.simulator.webhook.DeliveryFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings and faults of a scenario. Immutable. {@link ScenarioSettings} lists the settings. */
public final class ScenarioSpec {

    private static final List<String> BUILT_IN =
            List.of("calm", "realistic", "slow", "flaky", "rate-limited", "stuck-at-99", "lying", "storm");

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

    /** Nothing goes wrong, except that one job in ten of {@code GET /status} ends in {@code error}. */
    public static ScenarioSpec defaults() {
        return DEFAULTS;
    }

    /** The names of the built-in scenarios, such as {@code flaky}. */
    public static List<String> names() {
        return BUILT_IN;
    }

    /**
     * A built-in scenario.
     *
     * @throws InvalidSettingsException if there is none of that name
     */
    public static ScenarioSpec named(String name) {
        return ScenarioFile.builtIn(name);
    }

    /**
     * A built-in scenario, or a file of YAML or JSON.
     *
     * @throws InvalidSettingsException if there is neither, or with all that is wrong with the file
     */
    public static ScenarioSpec nameOrFile(String text) {
        return ScenarioFile.nameOrFile(text);
    }

    /**
     * Reads a file of YAML or JSON.
     *
     * @throws InvalidSettingsException with a sentence for everything that is wrong
     * @throws IOException if it cannot be read
     */
    public static ScenarioSpec read(Path file) throws IOException {
        return ScenarioFile.read(file);
    }

    /** Its name, which a file has under {@code name}. */
    public String name() {
        return name;
    }

    /** What it is for; empty if it does not say. */
    public String description() {
        return description;
    }

    /** The fault rules, in the order in which they are tried. */
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
     * @param origin where the value comes from, as {@link #explained()} shows it
     */
    public ScenarioSpec with(String setting, Object value, String origin) {
        try {
            return read(ScenarioSettings.TREE.key(setting), listOr(value), origin);
        } catch (InvalidSettingsException known) {
            throw known;
        } catch (IllegalArgumentException notAllowed) {
            throw new InvalidSettingsException(List.of(String.valueOf(notAllowed.getMessage())));
        }
    }

    /** As {@link #with(String, Object, String)}, with a value that is checked. */
    public <T> ScenarioSpec with(SettingKey<T> key, T checked, String origin) {
        return new ScenarioSpec(name, description, given.with(key, checked, origin), faults, faultsOrigin);
    }

    /** With another fault rule, after the others. */
    public ScenarioSpec with(FaultRuleSpec rule) {
        List<FaultRuleSpec> more = new ArrayList<>(faults);
        more.add(rule);
        return withFaults(more);
    }

    /** With these fault rules and no others. */
    public ScenarioSpec withFaults(List<FaultRuleSpec> rules) {
        return new ScenarioSpec(name, description, given, rules, HERE);
    }

    /** The value of every setting, by name; lists are JSON. {@link #with(String, Object)} takes each value. */
    public Map<String, String> settings() {
        Map<String, String> texts = new LinkedHashMap<>();
        ScenarioSettings.ALL.forEach(key -> texts.put(key.path(), values.text(key)));
        return texts;
    }

    /** A file of YAML with every setting, each with a comment that says where its value comes from. */
    public String explained() {
        return ScenarioFile.explained(this);
    }

    /** JSON that the admin routes and files take. */
    public String toJson() {
        return ScenarioFile.json(this).toString();
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

    /** Whether it was set, or follows from what was set. */
    boolean isSet(SettingKey<?> key) {
        return values.isSet(key);
    }

    public <T> T get(SettingKey<T> key) {
        return values.get(key);
    }

    String faultsOrigin() {
        return faultsOrigin;
    }

    /**
     * The profile of its jobs.
     *
     * @param rules those in use, which may have changed since the scenario was set
     */
    JobProfile profile(Iterable<FaultRuleSpec> rules) {
        List<Double> weights = new ArrayList<>();
        ScenarioSettings.STAGES.forEach(stage -> weights.add(get(stage)));
        return new JobProfile(
                get(ScenarioSettings.QUEUE_TIME),
                get(ScenarioSettings.RUNNING_TIME),
                get(ScenarioSettings.VIDEO_LENGTH),
                new FailureModel(
                        get(ScenarioSettings.ERROR_CHANCE),
                        get(ScenarioSettings.ERRORS),
                        get(ScenarioSettings.ERRORS_AFTER)),
                new StageWeights(weights, get(ScenarioSettings.STAGE_JITTER)),
                get(ScenarioSettings.PROGRESS),
                new Hints(
                        get(ScenarioSettings.TELLS_PROGRESS),
                        get(ScenarioSettings.EXPECTED),
                        get(ScenarioSettings.HINT_FACTOR)),
                anomalies(Anomalies.none(), rules));
    }

    /** What goes wrong with its webhooks. */
    public DeliveryFaults deliveryFaults() {
        return new DeliveryFaults(
                get(ScenarioSettings.WEBHOOKS_LOST),
                get(ScenarioSettings.WEBHOOKS_LATE),
                get(ScenarioSettings.WEBHOOKS_LATE_BY),
                get(ScenarioSettings.WEBHOOKS_DUPLICATED),
                get(ScenarioSettings.WEBHOOKS_OUT_OF_ORDER),
                get(ScenarioSettings.WEBHOOKS_FORGED));
    }

    /** What is wrong with it as a whole: there must be a stage, and a job can get stuck in one way only. */
    List<String> problems() {
        List<String> problems = problems(faults, "faults");
        try {
            profile(List.of());
        } catch (IllegalArgumentException bad) {
            problems.add("jobs: " + bad.getMessage());
        }
        return problems;
    }

    /** @param where the path of the rules, for people */
    static List<String> problems(List<FaultRuleSpec> faults, String where) {
        List<String> problems = new ArrayList<>();
        Set<String> ofJobs = new HashSet<>();
        for (FaultRuleSpec rule : faults) {
            if (rule.fault().ofJobs() && !ofJobs.add(rule.fault().word())) {
                problems.add(where + " has more than one '" + rule.fault().word()
                        + "'; allowed is one, because it is drawn once for each job");
            }
        }
        return problems;
    }

    /** The usual anomalies, changed by the fault rules that concern jobs. */
    static Anomalies anomalies(Anomalies usual, Iterable<FaultRuleSpec> faults) {
        Anomalies anomalies = usual;
        for (FaultRuleSpec rule : faults) {
            anomalies = rule.fault().anomalies(anomalies, rule.chance());
        }
        return anomalies;
    }

    private <T> ScenarioSpec read(SettingKey<T> key, Object value, String origin) {
        return with(key, key.check(value), origin);
    }

    /** No setting takes text that begins like a list. */
    private static Object listOr(Object value) {
        return value instanceof String text && text.strip().startsWith("[")
                ? Yaml.read(text, "'" + Printable.value(text) + "'")
                : value;
    }
}
