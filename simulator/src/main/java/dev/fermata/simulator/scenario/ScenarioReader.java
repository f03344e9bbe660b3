package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.Yaml;
import dev.fermata.simulator.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads scenarios: from files, and from bodies of requests to the admin routes. */
final class ScenarioReader {

    private static final long LONGEST = 1 << 20;

    private ScenarioReader() {}

    static ScenarioSpec nameOrFile(String text) {
        if (ScenarioSpec.names().contains(text)
                || text.equals(ScenarioSpec.defaults().name())) {
            return ScenarioSpec.named(text);
        }
        try {
            Path file = Path.of(text);
            boolean isFile = Files.exists(file) || text.matches("(?s).*([/\\\\]|\\.(ya?ml|json)$).*");
            return isFile ? read(file) : ScenarioSpec.named(text);
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
        problems.addAll(ScenarioMapper.problems(scenario));
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
            return ScenarioSpec.named(from);
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
        problems.addAll(ScenarioMapper.problems(rules, where));
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
}
