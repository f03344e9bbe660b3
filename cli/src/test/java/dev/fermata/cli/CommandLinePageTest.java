package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.cli.vendor.Vendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/command-line.md}: its table is that of the code, and its examples run. */
@Timeout(60)
class CommandLinePageTest {

    private static final Path PAGE = Path.of("..", "docs", "command-line.md");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static List<String> examples() throws IOException {
        return found("`fermata (wait [^`]+)`");
    }

    static List<String> commands() throws IOException {
        return found("(?m)^fermata (.*)$");
    }

    private static List<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void theTableHasEachVendorAndItsVariables(Vendor vendor) throws IOException {
        assertThat(Files.readAllLines(PAGE))
                .filteredOn(line -> line.startsWith("| `" + vendor + "` |"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row).contains(vendor.keyVariables()).contains("fermata wait " + vendor + " ");
                    assertThat(row)
                            .contains("| " + (vendor.urlVariable().isEmpty() ? "" : "`" + vendor.urlVariable() + "` "));
                });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExamplesOfTheTableWait(String example) throws IOException {
        try (CannedServer server = new CannedServer()) {
            VendorJob.each().forEach(job -> job.playedBy(server));
            String[] arguments = Stream.concat(words(example), Stream.of("--api-key=k", "--url=" + server.url()))
                    .toArray(String[]::new);
            CapturedRun run = CapturedRun.of(Map.of(), arguments);
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theCommandsHaveOptionsThatExist(String command) {
        CommandLine.ParseResult parsed =
                Main.commandLine(Map.of()).parseArgs(words(command).toArray(String[]::new));
        assertThat(parsed.subcommand().unmatched()).isEmpty();
    }

    @Test
    void eachOptionIsOnAPage() throws IOException {
        StringBuilder pages = new StringBuilder(Files.readString(Path.of("..", "README.md")));
        try (Stream<Path> docs = Files.list(PAGE.getParent())) {
            for (Path page :
                    docs.filter(file -> file.toString().endsWith(".md")).toList()) {
                pages.append(Files.readString(page));
            }
        }
        assertThat(Main.commandLine(Map.of()).getSubcommands().values())
                .flatMap(command -> command.getCommandSpec().options())
                .filteredOn(option -> !option.hidden() && !option.usageHelp())
                .extracting(OptionSpec::longestName)
                .allSatisfy(name -> assertThat(pages.toString()).containsPattern(name + "(?![a-z-])"));
    }

    private static Stream<String> words(String command) {
        return WORD.matcher(command).results().map(CommandLinePageTest::word);
    }

    private static String word(MatchResult match) {
        return match.group(1) == null ? match.group(2) : match.group(1);
    }
}
