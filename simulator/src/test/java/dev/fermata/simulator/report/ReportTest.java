package dev.fermata.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.report.ClientReport.Cost;
import dev.fermata.simulator.report.ClientReport.Delay;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void isNoBetterThanClientsThatNobodyJudged() {
        List<RuleResult> kept = Arrays.stream(Rule.values())
                .map(rule -> RuleResult.of(rule, 1, 0, List.of()))
                .toList();
        Delay none = new Delay(0, 0, 0, 0, 0);
        ClientReport good = new ClientReport("a", 1, 1, 0, 0, 1, 1, none, new Cost(1, 1, List.of()), kept, 0);
        assertThat(new Report("", 1, true, 0, List.of(good)).worst()).isEqualTo(Grade.A);
        assertThat(new Report("", 1, false, 5, List.of(good)).worst()).isEqualTo(Grade.NONE);
    }

    @Test
    void leavesOutClientsThatAskForNoJob() {
        Delay none = new Delay(0, 0, 0, 0, 0);
        List<RuleResult> kept = Arrays.stream(Rule.values())
                .map(rule -> RuleResult.of(rule, 1, 0, List.of()))
                .toList();
        ClientReport good = new ClientReport("a", 1, 1, 0, 0, 1, 1, none, new Cost(1, 1, List.of()), kept, 0);
        ClientReport curious = new ClientReport("curl", 1, 0, 0, 0, 0, 0, null, null, kept, 0);
        assertThat(new Report("", 1, true, 0, List.of(good, curious)).worst()).isEqualTo(Grade.A);
        assertThat(new Report("", 1, true, 0, List.of(curious)).worst()).isEqualTo(Grade.NONE);
        assertThat(new Report("", 1, false, 5, List.of(good, curious)).only("a").worst())
                .isEqualTo(Grade.A);
    }
}
