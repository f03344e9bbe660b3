package dev.fermata.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.report.ClientReport.Cost;
import dev.fermata.simulator.report.ClientReport.Delay;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {

    @Test
    void isNoBetterThanClientsThatNobodyJudged() {
        List<RuleResult> kept = Arrays.stream(Rule.values())
                .map(rule -> RuleResult.of(rule, 1, 0, List.of()))
                .toList();
        Delay none = new Delay(0, 0, 0, 0, 0);
        ClientReport good = new ClientReport("a", 1, 1, 0, 0, 1, 1, none, new Cost(1, 1, List.of()), kept, 0);
        assertThat(new Report("", 1, 0, List.of(good)).worst()).isEqualTo(Grade.A);
        assertThat(new Report("", 1, 5, List.of(good)).worst()).isEqualTo(Grade.NONE);
    }

    @Test
    void saysHowMuchWasDroppedAndOfWhom() {
        ClientReport full = new ClientReport("full", 2, 2, 0, 0, 0, 0, null, null, List.of(), 3);
        ClientReport other = new ClientReport("other", 1, 1, 0, 0, 0, 0, null, null, List.of(), 0);
        Report report = new Report("", 1, 5, List.of(full, other));
        assertThat(report.complete()).isFalse();
        assertThat(report.forgotten()).isEqualTo(3);
        assertThat(report.text())
                .contains("Not complete, dropped from memory (jobs, submissions, paths, lists): 3.")
                .contains("Not complete: 5 requests came from clients beyond the first 2");
        assertThat(report.json()).contains("\"complete\":false").contains("\"forgotten\":3");
        assertThat(Report.parse(report.json())).isEqualTo(report);
        assertThat(report.only("full").complete()).isFalse();
        assertThat(report.only("other").complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"clients\":[null]}", "<p>a page"})
    void readsNothingThatIsNoReport(String json) {
        assertThatThrownBy(() -> Report.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("this is no report");
    }

    @Test
    void leavesOutClientsThatAskForNoJob() {
        Delay none = new Delay(0, 0, 0, 0, 0);
        List<RuleResult> kept = Arrays.stream(Rule.values())
                .map(rule -> RuleResult.of(rule, 1, 0, List.of()))
                .toList();
        ClientReport good = new ClientReport("a", 1, 1, 0, 0, 1, 1, none, new Cost(1, 1, List.of()), kept, 0);
        ClientReport curious = new ClientReport("curl", 1, 0, 0, 0, 0, 0, null, null, kept, 0);
        assertThat(new Report("", 1, 0, List.of(good, curious)).worst()).isEqualTo(Grade.A);
        assertThat(new Report("", 1, 0, List.of(curious)).worst()).isEqualTo(Grade.NONE);
        assertThat(new Report("", 1, 5, List.of(good, curious)).only("a").worst())
                .isEqualTo(Grade.A);
    }
}
