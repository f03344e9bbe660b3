package dev.fermata.it.exam;

import dev.fermata.cli.exam.ExamPart;
import dev.fermata.simulator.report.Rule;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/report.md} that follow from the code. To write them: {@code -Dfermata.tables=write}. */
class ReportPageTest {

    private final ReportPage page = new ReportPage();

    @Test
    void hasEachRule() throws IOException {
        page.check(
                "rules",
                ReportPage.row("rule", "a good client", "", "clause")
                        + "|---|---|---|---|\n"
                        + Stream.of(Rule.values())
                                .map(rule -> ReportPage.row(
                                        "`" + rule + "`",
                                        rule.sentence(),
                                        rule.isRequired() ? "required" : "advice",
                                        rule.clause()))
                                .collect(Collectors.joining()));
    }

    @Test
    void hasEachPartOfTheExam() throws IOException {
        page.check(
                "parts",
                ReportPage.row("part", "what happens")
                        + "|---|---|\n"
                        + Stream.of(ExamPart.values())
                                .map(part -> ReportPage.row("`" + part + "`", part.sentence()))
                                .collect(Collectors.joining()));
    }
}
