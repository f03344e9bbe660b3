package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.dialect.VendorDialect.Vendor;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.scenario.ScenarioSettings;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.DurationText;
import dev.fermata.simulator.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of settings in the docs are made from the definitions. */
class SettingTablesTest {

    private static final Path ROOT = Path.of("..");
    private static final String WRITE = "fermata.tables";
    private static final String COMMAND = "mvn -q -pl simulator test -Dtest=SettingTablesTest -D" + WRITE + "=write";

    private static final String MARKER = "<!-- settings of the ";

    /**
     * {@code <!-- settings of the server: port seed -->}, or without names for all. Up to the next comment, which must be the end: a
     * marker without one is no table.
     */
    private static final Pattern TABLE = Pattern.compile(
            "(?s)(" + MARKER + "(server|scenario|dialect)(?:: ([\\w ]+))? -->\n)(?:(?!<!--).)*+(<!-- end -->)");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/simulator.md", "docs/scenarios.md", "docs/vendors.md"})
    void areInTheDocsAsTheDefinitionsAre(String page) throws IOException {
        Path file = ROOT.resolve(page);
        String text = Files.readString(file);
        Matcher tables = TABLE.matcher(text);
        String made = tables.replaceAll(table -> Matcher.quoteReplacement(
                table.group(1) + "\n" + table(table.group(2), table.group(3)) + "\n" + table.group(4)));
        assertThat(tables.reset().results())
                .as("tables in %s, one for each marker", page)
                .hasSize(text.split(MARKER, -1).length - 1)
                .isNotEmpty();
        if ("write".equals(System.getProperty(WRITE))) {
            Files.writeString(file, made);
        } else {
            assertThat(text.lines().filter(line -> !made.contains(line)))
                    .as("The tables in %s are not those of the definitions. Run: %s", page, COMMAND)
                    .isEmpty();
            assertThat(made.equals(text))
                    .as("The tables in %s lack lines of the definitions. Run: %s", page, COMMAND)
                    .isTrue();
        }
    }

    @Test
    void areThereForEachVendorWithOptions() throws IOException {
        Stream<String> shown = TABLE.matcher(Files.readString(ROOT.resolve("docs/vendors.md")))
                .results()
                .map(table -> table.group(3));
        assertThat(shown)
                .containsExactlyElementsOf(ServedDialects.VENDORS.stream()
                        .filter(vendor -> !vendor.options().get().isEmpty())
                        .map(Vendor::name)
                        .toList());
    }

    @Test
    void anEmptyTableIsOneAndAMarkerWithoutAnEndIsNone() {
        String page = MARKER + "dialect: a -->\n<!-- end -->\n" + MARKER + "dialect: b -->\n\n" + MARKER
                + "dialect: c -->\n\n| c |\n\n<!-- end -->\n";
        assertThat(TABLE.matcher(page).results().map(table -> table.group(3))).containsExactly("a", "c");
    }

    private static String table(String kind, String names) {
        return switch (kind) {
            case "server" -> server(names == null ? List.of() : List.of(names.split(" ")));
            case "dialect" -> dialect(names);
            default -> scenario();
        };
    }

    private static String dialect(String name) {
        StringBuilder text = new StringBuilder();
        text.append(row("option", "default", "allowed", "meaning"));
        text.append("|---|---|---|---|\n");
        for (Vendor vendor : ServedDialects.VENDORS) {
            if (vendor.name().equals(name)) {
                for (SettingKey<?> key : vendor.options().get()) {
                    text.append(row(
                            code(key.path()),
                            code(SettingValues.defaults().text(key)),
                            allowed(key.kind().allowed()),
                            key.meaning()));
                }
            }
        }
        return text.toString();
    }

    private static String server(List<String> names) {
        StringBuilder text = new StringBuilder();
        text.append(row("variable", "flag", "`Simulator.builder()`", "default", "allowed", "meaning"));
        text.append("|---|---|---|---|---|---|\n");
        for (ServerSetting setting : ServerSetting.all()) {
            if (names.isEmpty() || names.contains(setting.name())) {
                text.append(row(
                        code(setting.variable()) + ", " + code(setting.prefixedVariable()),
                        code(setting.flag()),
                        code(setting.name()),
                        code(setting.byDefault()),
                        allowed(setting.allowed()),
                        setting.meaning()));
            }
        }
        return text.toString();
    }

    private static String scenario() {
        StringBuilder text = new StringBuilder();
        text.append(row("setting", "default", "allowed", "meaning", "a change applies to"));
        text.append("|---|---|---|---|---|\n");
        for (SettingKey<?> key : ScenarioSettings.ALL) {
            text.append(row(
                    code(key.path()),
                    code(shortened(SettingValues.defaults().text(key))),
                    allowed(key.kind().allowed()),
                    key.meaning(),
                    ScenarioSettings.appliesTo(key)));
        }
        return text.toString();
    }

    /** The examples stand once, beside the table. */
    private static String allowed(String allowed) {
        return allowed.replace(DurationText.EXAMPLES, "a duration").replace(Distribution.ALLOWED, "a time");
    }

    private static String shortened(String value) {
        return Printable.cut(value.replaceAll("\\.0(?![.\\d])", ""), 60);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
