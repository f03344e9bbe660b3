package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes scenarios, so that {@link ScenarioReader} reads the same again. */
final class ScenarioWriter {

    private static final int COMMENTS_AT = 52;

    private static final Pattern PLAIN = Pattern.compile("(?i)(?!(true|false|yes|no|on|off|y|n|null)$)"
            + "([a-z]([a-z0-9 ._-]*[a-z0-9._-])?|([0-9]+([.][0-9]+)?(h|m|s|ms))+)");

    private static final Pattern CONTROLS = Pattern.compile("[\\x7f-\\x9f\\x{2028}\\x{2029}]");

    private ScenarioWriter() {}

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
