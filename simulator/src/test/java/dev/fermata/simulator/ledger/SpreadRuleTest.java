package dev.fermata.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For which jobs a client waits at an instant. */
class SpreadRuleTest extends LedgerFixture {

    @Test
    void jobsThatAreOverDoNotMakeTheOthersLookSpread() throws Exception {
        seesTheEndsOf(15);
        pollsInStep(submitted(10));
        assertThat(failed(Rule.SPREAD)).contains("10 of its 10 jobs");
    }

    @Test
    void aFewJobsThatArePolledTogetherAfterOthersEndedAreNotMany() throws Exception {
        seesTheEndsOf(6);
        pollsInStep(submitted(6));
        assertThat(me().rule(Rule.SPREAD).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void jobsWhoseEndThePollsShowedWaitedWhenTheInstantBegan() throws Exception {
        List<String> ending = submitted(11);
        runningTime("600s");
        List<String> longer = submitted(14);
        for (int round = 0; round < 2; round++) {
            pollApart(longer);
            pollApart(ending);
        }
        advance(25);
        pollAtOnce(ending);
        advance(1);
        assertThat(me().rule(Rule.SPREAD).broken()).as("11 of 25").isZero();
    }

    @Test
    void jobsThatComeAfterTheInstantDidNotWaitThen() throws Exception {
        List<String> jobs = submitted(6);
        pollAtOnce(jobs);
        advance(2);
        pollAtOnce(jobs);
        for (List<String> some : List.of(jobs, submitted(6))) {
            for (int i = 0; i < 3; i++) {
                requests.get("/v1/jobs?ids=" + String.join(",", some), CLIENT, ME);
                advance(20);
            }
        }
        assertThat(me().ended()).isEqualTo(12);
        assertThat(me().rule(Rule.SPREAD).verdict()).as("6 of 6").isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void noticesJobsInStepThatEndThen() throws Exception {
        List<String> jobs = submitted(12);
        pollApart(jobs);
        advance(30);
        pollAtOnce(jobs);
        advance(1);
        assertThat(failed(Rule.SPREAD)).contains("12 of its 12 jobs");
    }

    @Test
    void jobsThatEndAreTakenFromTheMinuteThatTheyWerePolledIn() throws Exception {
        runningTime("600s");
        List<String> longer = submitted(30);
        pollApart(longer);
        pollApart(longer);
        runningTime("60s");
        List<String> ending = submitted(30);
        advance(43); // The next minute begins.
        pollApart(ending);
        pollApart(ending);
        advance(20);
        pollApart(ending);
        assertThat(me().ended()).isEqualTo(30);
        advance(1);
        pollAtOnce(longer.subList(0, 10));
        advance(1);
        assertThat(me().rule(Rule.SPREAD).broken()).as("10 of 30").isZero();
    }

    /** One after the other. */
    private void seesTheEndsOf(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            String job = submit();
            poll(job);
            advance(1);
            poll(job);
            advance(30);
            poll(job);
        }
    }

    private void pollsInStep(List<String> jobs) throws Exception {
        for (int round = 0; round < 5; round++) {
            pollAtOnce(jobs);
            advance(2);
        }
    }

    private void runningTime(String time) {
        simulator.play(simulator.scenario().with("jobs.running_time", time));
    }

    private List<String> submitted(int count) throws Exception {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(submit());
        }
        return jobs;
    }

    private void pollApart(List<String> jobs) throws Exception {
        for (String job : jobs) {
            poll(job);
            clock.advance(Duration.ofMillis(200));
        }
    }

    private void pollAtOnce(List<String> jobs) throws Exception {
        for (String job : jobs) {
            poll(job);
        }
    }
}
