package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.it.ThirdPartyClient.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of clients in {@code docs/vendors.md} are made from what {@link ThirdPartyClientsIT} tries. */
class ThirdPartyClientTablesTest {

    private static final Path PAGE = Checkout.ROOT.resolve("docs").resolve("vendors.md");
    private static final String WRITE = "fermata.tables";
    private static final String COMMAND = "mvn -q verify -pl it -am -Dtest=ThirdPartyClientTablesTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -DskipITs -D" + WRITE + "=write";
    /** Up to the next comment, which must be the end: a marker without one is no table. */
    private static final Pattern TABLE =
            Pattern.compile("(?s)(<!-- clients of the dialect: (\\w+) -->\n)(?:(?!<!--).)*+(<!-- end -->)");

    @Test
    void areInTheDocsAsTheClientsAreTried() throws IOException {
        String text = Files.readString(PAGE);
        Matcher tables = TABLE.matcher(text);
        String made = tables.replaceAll(table -> Matcher.quoteReplacement(
                table.group(1) + "\n" + table(clientsOf(table.group(2))) + "\n" + table.group(3)));
        if ("write".equals(System.getProperty(WRITE))) {
            Files.writeString(PAGE, made);
        } else {
            assertThat(text)
                    .as("The tables of clients are not those of ThirdPartyClients. Run: %s", COMMAND)
                    .isEqualTo(made);
        }
        assertThat(tables.reset().results().map(table -> table.group(2)))
                .as("a table for each API with clients")
                .containsExactlyInAnyOrderElementsOf(ThirdPartyClients.ALL.stream()
                        .map(client -> client.vendor().dialect)
                        .distinct()
                        .toList());
    }

    @Test
    void anEmptyTableIsOneAndAMarkerWithoutAnEndIsNone() {
        String page = "<!-- clients of the dialect: a -->\n<!-- end -->\n<!-- clients of the dialect: b -->\n\n"
                + "<!-- clients of the dialect: c -->\n\n| c |\n\n<!-- end -->\n";
        assertThat(TABLE.matcher(page).results().map(table -> table.group(2))).containsExactly("a", "c");
    }

    private static List<ThirdPartyClient> clientsOf(String dialect) {
        return ThirdPartyClients.ALL.stream()
                .filter(client -> client.vendor().dialect.equals(dialect))
                .toList();
    }

    private static String table(List<ThirdPartyClient> clients) {
        Stream<String> heads = Stream.of(
                row("", clients.stream().map(ThirdPartyClient::title)),
                row("---", clients.stream().map(client -> "---")).replace(" ", ""));
        Stream<String> rows = Stream.of(Call.values())
                .map(call -> row(call.row, clients.stream().map(client -> client.cell(call))));
        return Stream.concat(heads, rows).collect(Collectors.joining());
    }

    private static String row(String first, Stream<String> cells) {
        return Stream.concat(Stream.of(first), cells).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
