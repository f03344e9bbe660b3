package dev.fermata.it.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fermata.cli.exam.ExamPart;
import dev.fermata.it.ThirdPartyPrograms;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Grade;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Real clients take the exam, all at once and in real time. What the report says of them is what a count by hand says, and it knows the
 * faults that they are known for ({@code docs/vendors.md}).
 */
@Timeout(240)
class ExamIT {

    private static final List<Entrant> ENTRANTS = Entrant.ALL;
    private static PlayedExam exam;

    @BeforeAll
    static void play() throws Exception {
        exam = PlayedExam.by(ThirdPartyPrograms.installed() ? Entrant.ALL : Entrant.IN_JAVA);
    }

    @ParameterizedTest
    @FieldSource("ENTRANTS")
    void theReportSaysWhatTheLogSays(Entrant entrant) {
        assumeInstalled(entrant);
        HandCount hand = HandCount.of(entrant, exam);
        ClientReport report = report(entrant);
        if (entrant == Entrant.AZURE) {
            // Its operations have ids of their own. For which job one is, is not known if it is refused.
            assertThat(report.polls()).isBetween(hand.polls() - hand.refused(), hand.polls());
        } else {
            assertThat(report.polls()).isEqualTo(hand.polls());
            assertThat(report.jobs()).isEqualTo(hand.jobs());
        }
        assertThat(report.ended()).isEqualTo(hand.delays().size());
        assertThat(report.delay().mean()).isCloseTo(hand.meanDelay(), within(0.05));
        assertThat(earlyWhenLimited(entrant)).isGreaterThanOrEqualTo(hand.early());
        if (hand.early() > 0) {
            assertThat(verdict(entrant, Rule.RETRY_AFTER)).isEqualTo(Verdict.FAIL);
        }
    }

    @Test
    void ourWaiterBreaksNoRequiredRule() {
        ClientReport waiter = report(Entrant.WAITER);
        assertThat(waiter.rules())
                .filteredOn(result -> result.rule().isRequired() && result.verdict() == Verdict.FAIL)
                .isEmpty();
        waiter.hasGrade(Grade.B);
        waiter.keeps(
                Rule.RETRY_AFTER,
                Rule.STOPS_AFTER_END,
                Rule.KEEPS_DEADLINE,
                Rule.WEBHOOK_ANSWERED,
                Rule.WEBHOOK_FORGED);
        // Of the polls of a later part, two in five fail by chance. After several held ones in a row the client does
        // without for a minute.
        exam.after(ExamPart.CALM).client(Entrant.WAITER.name()).keeps(Rule.USES_HOLD);
    }

    @Test
    void theNaiveLoopIsFoundOut() {
        assertThat(verdict(Entrant.NAIVE, Rule.RETRY_AFTER)).isEqualTo(Verdict.FAIL);
        assertThat(verdict(Entrant.NAIVE, Rule.USES_HOLD)).isEqualTo(Verdict.FAIL);
        assertThat(verdict(Entrant.NAIVE, Rule.USES_ETAG)).isEqualTo(Verdict.FAIL);
        assertThat(verdict(Entrant.NAIVE, Rule.WEBHOOK_FORGED)).isEqualTo(Verdict.FAIL);
        List<RecordedRequest> submissions = exam.requestsOf(Entrant.NAIVE, ExamPart.TWICE).stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
        boolean lost = submissions.stream().anyMatch(request -> request.status() == 503);
        assertThat(verdict(Entrant.NAIVE, Rule.CREATES_ONCE) == Verdict.FAIL)
                .as("%s", submissions)
                .isEqualTo(lost);
    }

    @Test
    void theSmallSystemsClientKeepsTheRequiredRules() {
        assertThat(report(Entrant.SMALL).rules())
                .filteredOn(result -> result.rule().isRequired() && result.verdict() == Verdict.FAIL)
                .isEmpty();
        assertThat(verdict(Entrant.SMALL, Rule.USES_HOLD)).isEqualTo(Verdict.FAIL);
    }

    @Test
    void thePollersOfTheCloudsDoNotUseAHold() {
        // They fail, or by chance none of their jobs lasts until a second poll.
        assertThat(verdict(Entrant.AWS, Rule.USES_HOLD)).isNotEqualTo(Verdict.PASS);
        assertThat(verdict(Entrant.GAX, Rule.USES_HOLD)).isNotEqualTo(Verdict.PASS);
        assertThat(verdict(Entrant.AZURE, Rule.RETRY_AFTER)).isEqualTo(Verdict.PASS);
    }

    @Test
    void theClientsOfVendorsDoWithRetryAfterWhatTheirTablesSay() {
        ThirdPartyPrograms.assumeInstalled();
        assertThat(verdict(Entrant.REPLICATE_JS, Rule.RETRY_AFTER)).isEqualTo(Verdict.FAIL);
        assertThat(verdict(Entrant.FAL, Rule.RETRY_AFTER)).isEqualTo(Verdict.FAIL);
        assertThat(verdict(Entrant.REPLICATE_PYTHON, Rule.RETRY_AFTER)).isEqualTo(Verdict.PASS);
    }

    @Test
    void theTableOfTheDocsHasEachClient() throws Exception {
        ThirdPartyPrograms.assumeInstalled();
        new ReportPage().checkResults(exam.report());
    }

    private static void assumeInstalled(Entrant entrant) {
        if (!Entrant.IN_JAVA.contains(entrant)) {
            ThirdPartyPrograms.assumeInstalled();
        }
    }

    private static ClientReport report(Entrant entrant) {
        return exam.report().client(entrant.name());
    }

    private static Verdict verdict(Entrant entrant, Rule rule) {
        return report(entrant).rule(rule).verdict();
    }

    private static long earlyWhenLimited(Entrant entrant) {
        RuleResult before = exam.after(ExamPart.FLAKY).client(entrant.name()).rule(Rule.RETRY_AFTER);
        RuleResult after = exam.after(ExamPart.LIMITED).client(entrant.name()).rule(Rule.RETRY_AFTER);
        return after.broken() - before.broken();
    }
}
