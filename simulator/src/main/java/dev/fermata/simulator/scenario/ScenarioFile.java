package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.Yaml;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Scenarios as files, and as bodies of requests to the admin routes have them: reads them, and writes what it reads the same again. */
final class ScenarioFile {

    private static final long LONGEST = 1 << 20;
    private static final int COMMENTS_AT = 52;

    private static final Pattern PLAIN = Pattern.compile("(?i)(?!(true|false|yes|no|on|off|y|n|null)$)"
            + "([a-z]([a-z0-9 ._-]*[a-z0-9._-])?|([0-9]+([.][0-9]+)?(h|m|s|ms))+)");

    private static final Pattern CONTROLS = Pattern.compile("[\\x7f-\\x9f\\x{2028}\\x{2029}]");

    private ScenarioFile() {}

    static ScenarioSpec nameOrFile(String text) {
        if (ScenarioSpec.names().contains(text)
                || text.equals(ScenarioSpec.defaults().name())) {
            return builtIn(text);
        }
        try {
            Path file = Path.of(text);
            boolean isFile = Files.exists(file) || text.matches("(?s).*([/\\\\]|\\.(ya?ml|json)$).*");
            return isFile ? read(file) : builtIn(text);
        } catch (NoSuchFileException missing) {
            throw new InvalidSettingsException("there is no file '" + Printable.value(text) + "'");
        } catch (IOException | InvalidPathException unreadable) {
            throw new InvalidSettingsException("file '" + Printable.value(text) + "' cannot be read");
        }
    }

    static ScenarioSpec read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.(ya?ml|json)$", "");
        return yaml(Yaml.text(file, LONGEST), name, "file " + file);
    }

    static ScenarioSpec yaml(String text, String name, String origin) {
        return of(Yaml.read(text, origin), name, origin);
    }

    /**
     * @param name used if the tree has none
     * @param origin where the values come from, for people
     */
    static ScenarioSpec of(JsonNode tree, String name, String origin) {
        if (!tree.isObject()) {
            throw new InvalidSettingsException(List.of(origin + " is no scenario; allowed is an object such as"
                    + " {from: realistic, jobs: {error_chance: 0.2}}"));
        }
        List<String> problems = new ArrayList<>();
        ObjectNode rest = ((ObjectNode) tree).deepCopy();
        String called = text(rest, "name", name, 100, problems);
        String from = text(rest, "from", "", 100, problems);
        String description = text(rest, "description", "", 2_000, problems);
        ScenarioSpec base = base(from, problems);
        JsonNode faults = rest.remove("faults");
        List<FaultRuleSpec> rules = faults == null ? base.faults() : rules(faults, "faults", problems);
        SettingValues values = ScenarioSettings.TREE.read(rest, base.given(), origin, problems);
        ScenarioSpec scenario =
                new ScenarioSpec(called, description, values, rules, faults == null ? base.faultsOrigin() : origin);
        // Single settings that are wrong are left out here; the rest is checked all the same, so that everything is
        // named at once.
        problems.addAll(scenario.problems());
        if (problems.isEmpty()) {
            return scenario;
        }
        throw new InvalidSettingsException(problems);
    }

    private static ScenarioSpec base(String from, List<String> problems) {
        if (from.isEmpty()) {
            return ScenarioSpec.defaults();
        }
        try {
            return builtIn(from);
        } catch (InvalidSettingsException unknown) {
            problems.add("from: " + unknown.getMessage());
            return ScenarioSpec.defaults();
        }
    }

    /**
     * Rules for the jobs of one submission. There may be many submissions, so each has at most 20.
     *
     * @param where the path of the list, for people
     */
    static List<FaultRuleSpec> rules(JsonNode faults, String where) {
        List<String> problems = new ArrayList<>();
        List<FaultRuleSpec> rules = rules(faults, where, problems);
        if (rules.size() > 20) {
            problems.add(where + " has " + rules.size() + " rules; allowed are at most 20 for single jobs");
        }
        problems.addAll(ScenarioSpec.problems(rules, where));
        if (problems.isEmpty()) {
            return rules;
        }
        throw new InvalidSettingsException(problems);
    }

    private static List<FaultRuleSpec> rules(JsonNode faults, String where, List<String> problems) {
        List<FaultRuleSpec> rules = new ArrayList<>();
        if (!faults.isArray() || faults.size() > 1_000) {
            problems.add(
                    where + " is " + (faults.isArray() ? faults.size() + " rules" : Printable.value(faults.toString()))
                            + "; allowed is a list of at most 1000 rules");
            return rules;
        }
        for (int i = 0; i < faults.size(); i++) {
            try {
                rules.add(FaultRuleSpec.read(faults.path(i), where + "[" + i + "]"));
            } catch (InvalidSettingsException bad) {
                problems.addAll(bad.problems());
            }
        }
        return rules;
    }

    private static String text(ObjectNode node, String name, String byDefault, int longest, List<String> problems) {
        JsonNode value = node.remove(name);
        if (value == null) {
            return byDefault;
        }
        if (!value.isString() || value.asString().length() > longest) {
            problems.add(name + " is " + Printable.value(value.toString()) + "; allowed is text of at most " + longest
                    + " characters");
            return byDefault;
        }
        return value.asString();
    }

    /** One that ships with the simulator: a file like any other, or the one without any settings. */
    static ScenarioSpec builtIn(String name) {
        ScenarioSpec defaults = ScenarioSpec.defaults();
        if (name.equals(defaults.name())) {
            return defaults;
        }
        if (!ScenarioSpec.names().contains(name)) {
            List<String> all = Stream.concat(Stream.of(defaults.name()), ScenarioSpec.names().stream())
                    .toList();
            throw new InvalidSettingsException("unknown scenario '" + Printable.value(name) + "'; did you mean '"
                    + Nearest.of(name, all) + "'? Allowed are " + String.join(", ", all));
        }
        String resource = name + ".yaml";
        try (InputStream in = ScenarioFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing in the jar");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return yaml(text, name, "scenario " + name);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static ObjectNode json(ScenarioSpec scenario) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("name", scenario.name()).put("description", scenario.description());
        for (SettingKey<?> key : ScenarioSettings.ALL) {
            String[] steps = key.path().split("\\.");
            ObjectNode parent = root;
            for (int i = 0; i < steps.length - 1; i++) {
                parent = parent.withObjectProperty(steps[i]);
            }
            parent.set(steps[steps.length - 1], written(key, scenario.values()));
        }
        var faults = root.putArray("faults");
        scenario.faults().forEach(rule -> faults.add(rule.json()));
        return root;
    }

    static <T> JsonNode written(SettingKey<T> key, SettingValues values) {
        return key.kind().write(values.get(key));
    }

    static String explained(ScenarioSpec scenario) {
        StringBuilder text = new StringBuilder();
        text.append("name: ").append(scalar(JsonNodeFactory.instance.stringNode(scenario.name())));
        text.append("\ndescription: ").append(scalar(JsonNodeFactory.instance.stringNode(scenario.description())));
        text.append('\n');
        List<String> open = List.of();
        for (SettingKey<?> key : ScenarioSettings.ALL) {
            List<String> steps = List.of(key.path().split("\\."));
            List<String> parents = steps.subList(0, steps.size() - 1);
            for (int level = 0; level < parents.size(); level++) {
                if (open.size() <= level || !open.subList(0, level + 1).equals(parents.subList(0, level + 1))) {
                    text.append("  ".repeat(level)).append(parents.get(level)).append(":\n");
                }
            }
            open = new ArrayList<>(parents);
            String line = "  ".repeat(parents.size())
                    + steps.get(steps.size() - 1)
                    + ": "
                    + scalar(written(key, scenario.values()));
            commented(text, line, scenario.values().origin(key));
        }
        commented(text, scenario.faults().isEmpty() ? "faults: []" : "faults:", scenario.faultsOrigin());
        for (FaultRuleSpec rule : scenario.faults()) {
            text.append("  - ").append(json(rule.json())).append('\n');
        }
        return text.toString();
    }

    private static void commented(StringBuilder text, String line, String origin) {
        text.append(line)
                .append(" ".repeat(Math.max(2, COMMENTS_AT - line.length())))
                .append("# ")
                .append(Printable.clean(origin))
                .append('\n');
    }

    /** Plain text if YAML cannot read it as anything else, such as a duration; otherwise JSON, which is YAML, too. */
    private static String scalar(JsonNode node) {
        boolean plain = node.isString() && PLAIN.matcher(node.asString()).matches();
        return plain ? node.asString() : json(node);
    }

    /** Jackson escapes neither C1 controls nor line separators, which a terminal obeys. */
    private static String json(JsonNode node) {
        return CONTROLS.matcher(node.toString())
                .replaceAll(control -> String.format(
                        Locale.ROOT, "\\\\u%04x", (int) control.group().charAt(0)));
    }
}
