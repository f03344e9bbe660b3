package dev.fermata.it.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.it.Checkout;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.ClientReport.Cost;
import dev.fermata.simulator.report.ClientReport.Delay;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of {@code docs/report.md}. With {@code -Dfermata.tables=write} they are written instead of checked. */
final class ReportPage {

    private static final Path PAGE = Checkout.ROOT.resolve("docs").resolve("report.md");
    private static final boolean WRITES = "write".equals(System.getProperty("fermata.tables"));

    /** Checks that a table is as made here. */
    void check(String name, String table) throws IOException {
        if (!write(name, table)) {
            assertThat(table(name)).isEqualTo(table);
        }
    }

    /** The figures are never the same, so it checks only that each client has a row. */
    void checkResults(Report report) throws IOException {
        String made = row("client", "grade", "ends seen", "polls a job", "mean delay", "cost / best", "broken rules")
                + "|---|---|---|---|---|---|---|\n"
                + Entrant.ALL.stream()
                        .map(entrant -> row(entrant, report.client(entrant.name())))
                        .collect(Collectors.joining());
        if (!write("clients", made)) {
            String table = table("clients");
            assertThat(Entrant.ALL).allSatisfy(entrant -> assertThat(table).contains("\n| " + entrant.title() + " |"));
        }
    }

    private static String row(Entrant entrant, ClientReport client) {
        Delay delay = client.delay();
        Cost cost = client.cost();
        String broken = client.rules().stream()
                .filter(result -> result.verdict() == Verdict.FAIL)
                .map(RuleResult::rule)
                .map(rule -> "`" + rule + "`" + (rule.isRequired() ? "" : " (advice)"))
                .collect(Collectors.joining(", "));
        return row(
                entrant.title(),
                client.grade().toString(),
                client.ended() + " of " + client.jobs(),
                number(client.requestsPerJob()),
                delay == null ? "" : number(delay.mean()) + " s",
                cost == null ? "" : number(cost.timesBest()),
                broken);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String row(String... cells) {
        return Stream.of(cells).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static boolean write(String name, String table) throws IOException {
        if (WRITES) {
            String page = Files.readString(PAGE);
            Files.writeString(
                    PAGE, place(name).matcher(page).replaceFirst(Matcher.quoteReplacement(around(name, table))));
        }
        return WRITES;
    }

    private static String table(String name) throws IOException {
        Matcher place = place(name).matcher(Files.readString(PAGE));
        assertThat(place.find())
                .as("a place for the table '%s' in %s", name, PAGE)
                .isTrue();
        return place.group(1);
    }

    private static String around(String name, String table) {
        return "<!-- " + name + " -->\n\n" + table + "\n<!-- end -->";
    }

    private static Pattern place(String name) {
        return Pattern.compile("(?s)<!-- " + name + " -->\\n\\n?((?:(?!<!--).)*?)\\n?<!-- end -->");
    }
}
