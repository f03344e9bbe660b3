package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.FaultRuleReader;
import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingValues;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads scenarios: from files, and from what the admin routes are sent. */
final class ScenarioReader {

    private static final Pattern PLACE = Pattern.compile(" in .*, (line \\d+, column \\d+):");

    private static final long LONGEST = 1 << 20;

    private ScenarioReader() {}

    static ScenarioSpec read(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new InvalidSettingsException(
                    List.of(file + " is " + Files.size(file) + " bytes long; allowed is " + LONGEST));
        }
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.(ya?ml|json)$", "");
        try {
            return yaml(Files.readString(file, StandardCharsets.UTF_8), name, "file " + file);
        } catch (CharacterCodingException otherText) {
            throw new InvalidSettingsException("file " + file + " is no text in UTF-8; save it in that encoding");
        }
    }

    static ScenarioSpec yaml(String text, String name, String origin) {
        return of(tree(text, origin), name, origin);
    }

    /**
     * @param name when the tree has none
     * @param origin of its values, for people
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
        // Also when single ones are wrong, of which nothing is left here: what is wrong with the rest is named at once.
        problems.addAll(ScenarioMapper.problems(scenario));
        if (problems.isEmpty()) {
            return scenario;
        }
        throw new InvalidSettingsException(problems);
    }

    private static ScenarioSpec base(String from, List<String> problems) {
        if (from.isEmpty() || from.equals(ScenarioSpec.defaults().name())) {
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
     * A list of rules that stands alone: at most 20, for there may be many such lists.
     *
     * @param where it stands, for people
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
            problems.add(where + " is " + (faults.isArray() ? faults.size() + " rules" : faults.toString())
                    + "; allowed is a list of at most 1000 rules");
            return rules;
        }
        for (int i = 0; i < faults.size(); i++) {
            try {
                rules.add(FaultRuleReader.read(faults.path(i), where + "[" + i + "]"));
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
            problems.add(name + " is " + value + "; allowed is text of at most " + longest + " characters");
            return byDefault;
        }
        return value.asString();
    }

    static JsonNode tree(String text, String origin) {
        try {
            return YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(text);
        } catch (JacksonException unreadable) {
            throw new InvalidSettingsException(List.of(origin + " is no YAML or JSON" + where(unreadable)));
        }
    }

    /** The reader's message tells its context first, with lines of the file between; the mistake itself comes last. */
    private static String where(JacksonException unreadable) {
        String mistake = "unreadable";
        var at = unreadable.getLocation();
        String place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        for (String line :
                String.valueOf(unreadable.getOriginalMessage()).lines().toList()) {
            Matcher exact = PLACE.matcher(line);
            if (exact.matches()) {
                place = " (" + exact.group(1) + ")";
            } else if (!line.startsWith(" ")) {
                mistake = line;
            }
        }
        return place + ": " + mistake;
    }
}
