package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a client should stop: after the end of the job, and at its own deadline. */
class EndRulesTest extends LedgerFixture {

    @Test
    void noticesWhoGoesOnAfterTheEnd() throws Exception {
        String job = submit();
        advance(30);
        poll(job);
        poll(job);
        me().stopsAfterTheEnd();
        poll(job);
        assertThat(failed(Rule.STOPS_AFTER_END)).contains("showed that the job was over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status?t=%d", "/v1/jobs?ids=%s&wait=%d"})
    void noticesWhoGoesOnAfterTheEndWithAnotherQueryEachTime(String path) throws Exception {
        String job = submit();
        advance(30);
        for (int i = 1; i < 4; i++) {
            requests.get(path.replace("%s", job).replace("%d", Integer.toString(i)), CLIENT, ME);
        }
        assertThat(failed(Rule.STOPS_AFTER_END)).contains("showed that the job was over");
    }

    @Test
    void aRejectionBetweenPollsIsNoNewBeginOfTheDeadline() throws Exception {
        String job = submit();
        String[] headers = {CLIENT, ME, "X-Client-Deadline", "12"};
        requests.get("/v1/jobs/" + job, headers);
        advance(6);
        fault(Fault.status(404), 1);
        requests.get("/v1/jobs/" + job, headers);
        advance(5);
        requests.get("/v1/jobs/" + job, headers);
        advance(10);
        me().keeps(Rule.KEEPS_DEADLINE);
        requests.get("/v1/jobs/" + job, headers);
        assertThat(failed(Rule.KEEPS_DEADLINE)).isEqualTo("its deadline was 2026-01-01T00:00:12Z");
    }

    @Test
    void aClientThatIsRejectedNeedNotAskForAnyOfTheJobsUntilItsDeadline() throws Exception {
        String path = "/v1/jobs?ids=" + submit() + "," + submit() + "," + submit();
        requests.get(path, CLIENT, ME, "X-Client-Deadline", "12");
        advance(1);
        fault(Fault.status(403), 1);
        requests.get(path, CLIENT, ME, "X-Client-Deadline", "12");
        advance(20);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).broken()).isZero();
        requests.get(path, CLIENT, ME);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).verdict())
                .as("it asks again, and late")
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aReportChangesNothing() throws Exception {
        String job = submit();
        requests.get("/v1/jobs/" + job, CLIENT, ME, "X-Client-Deadline", "10");
        clock.advance(Duration.ofMillis(10_500));
        report();
        assertThat(report()).isEqualTo(report());
        poll(job);
        me().keeps(Rule.ONE_AT_A_TIME);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).broken())
                .as("half a second late is on time")
                .isZero();
        advance(5);
        report();
        poll(job);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).broken()).isEqualTo(1);
    }

    @Test
    void noticesWhoAsksAfterItsDeadlineOrGivesUpBeforeIt() throws Exception {
        String late = submit();
        requests.get("/v1/jobs/" + late, CLIENT, "late", "X-Client-Deadline", "10");
        requests.get("/v1/jobs/" + late, CLIENT, "early", "X-Client-Deadline", "10");
        requests.get("/v1/jobs/" + late, CLIENT, "exact", "X-Client-Deadline", "10");
        advance(5);
        requests.get("/v1/jobs/" + late, CLIENT, "early");
        clock.advance(Duration.ofMillis(4_900));
        requests.get("/v1/jobs/" + late, CLIENT, "exact");
        clock.advance(Duration.ofMillis(1_500));
        requests.get("/v1/jobs/" + late, CLIENT, "late");
        advance(1);
        assertThat(report().client("late").rule(Rule.KEEPS_DEADLINE).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report().client("early").rule(Rule.KEEPS_DEADLINE).verdict()).isEqualTo(Verdict.FAIL);
        report().client("exact").keeps(Rule.KEEPS_DEADLINE);
    }

    @Test
    void doesNotTakeAClientThatObeysRetryAfterForOneThatGivesUp() throws Exception {
        String job = submit();
        requests.get("/v1/jobs/" + job, CLIENT, ME, "X-Client-Deadline", "10");
        advance(4);
        fault(Fault.status(429).retryAfter(Duration.ofSeconds(8)), 1);
        poll(job);
        advance(10);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void allowsForADeadlineInWholeSeconds() throws Exception {
        String job = submit();
        requests.get("/v1/jobs/" + job, CLIENT, "up", "X-Client-Deadline", "3");
        requests.get("/v1/jobs/" + job, CLIENT, "down", "X-Client-Deadline", "2");
        clock.advance(Duration.ofMillis(2_500));
        requests.get("/v1/jobs/" + job, CLIENT, "up");
        requests.get("/v1/jobs/" + job, CLIENT, "down");
        advance(2);
        report().client("up").keeps(Rule.KEEPS_DEADLINE);
        assertThat(report().client("down").rule(Rule.KEEPS_DEADLINE).broken()).isZero();
    }

    @Test
    void refusesADeadlineThatIsNoNumber() throws Exception {
        String job = submit();
        HttpResponse<String> refused = requests.get("/v1/jobs/" + job, CLIENT, ME, "X-Client-Deadline", "10s");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("X-Client-Deadline is '10s'; allowed is in how many seconds");
        HttpResponse<String> atReplicate =
                requests.get("/replicate/v1/predictions", CLIENT, ME, "X-Client-Deadline", "soon");
        assertThat(atReplicate.statusCode()).isEqualTo(400);
        assertThat(json(atReplicate).path("detail").asString())
                .as("in the format of the vendor")
                .contains("X-Client-Deadline is 'soon'");
        requests.get("/v1/jobs/" + job, CLIENT, ME, "X-Client-Deadline", "10");
        advance(12);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aClientThatIsToldThatThereIsNoJobNeedNotAskUntilItsDeadline() throws Exception {
        String gone = submit();
        requests.get("/v1/jobs/" + gone, CLIENT, ME, "X-Client-Deadline", "60");
        requests.send("DELETE", "/v1/jobs/" + gone, null, CLIENT, "other");
        requests.get("/v1/jobs/" + gone, CLIENT, ME);
        String canceled = submit();
        requests.get("/v1/jobs/" + canceled, CLIENT, ME, "X-Client-Deadline", "60");
        requests.post("/v1/jobs/" + canceled + "/cancel", "{}", CLIENT, ME);
        advance(100);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void whoReadsTheResultAfterItsDeadlineHasKeptIt() throws Exception {
        String job = submit();
        requests.get("/v1/jobs/" + job, CLIENT, ME, "X-Client-Deadline", "40");
        advance(35);
        poll(job);
        advance(60);
        poll(job);
        me().keeps(Rule.KEEPS_DEADLINE);
    }

    @Test
    void namesTheJobThatWasGivenUp() throws Exception {
        String job = submit();
        requests.get("/v1/jobs/" + job, CLIENT, ME, "X-Client-Deadline", "10");
        advance(20);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).first().get(0).job()).isEqualTo(job);
    }

    @Test
    void nobodyCanAskUntilTheDeadlineIfTheSmallSystemIsSetAnew() throws Exception {
        requests.get("/status", CLIENT, ME, "X-Client-Deadline", "20");
        advance(5);
        simulator.play(Scenario.defaults().with("status.total_delay", "2s").with("status.error_chance", 0));
        requests.get("/status", CLIENT, ME);
        advance(3);
        requests.get("/status", CLIENT, ME);
        advance(100);
        assertThat(me().rule(Rule.KEEPS_DEADLINE).broken()).isZero();
    }

    @Test
    void aRefusedPollIsForTheFirstJobThatWasStillThere() throws Exception {
        String over = submit();
        advance(20);
        String path = "/v1/jobs?ids=" + over + "," + submit();
        advance(10);
        requests.get(path, CLIENT, ME);
        requests.send("DELETE", "/v1/jobs/" + over, null, CLIENT, ME);
        requests.get(path, CLIENT, ME);
        fault(Fault.status(503), 2);
        requests.get(path, CLIENT, ME);
        requests.get(path, CLIENT, ME);
        me().stopsAfterTheEnd();
    }

    @Test
    void readsAtTheSamePathAreAlikeWhateverTheQuery() throws Exception {
        String job = submit();
        advance(30);
        for (int i = 0; i < 3; i++) {
            requests.get("/v1/jobs/" + job + "?wait=" + i, CLIENT, ME);
        }
        assertThat(failed(Rule.STOPS_AFTER_END)).contains("showed that the job was over");
    }

    /** A static header says the same in each request, so it begins no other wait. */
    @Test
    void anotherDeadlineAfterTheFirstBeginsAnotherWait() throws Exception {
        String job = submit();
        for (int i = 0; i <= 2; i++) {
            requests.get("/v1/jobs/" + job, CLIENT, "again", "X-Client-Deadline", "2");
            requests.get("/v1/jobs/" + job, CLIENT, "late", "X-Client-Deadline", "2");
            advance(1);
        }
        advance(2);
        for (int i = 0; i < 3; i++) {
            requests.get("/v1/jobs/" + job, CLIENT, "again", "X-Client-Deadline", "30");
            requests.get("/v1/jobs/" + job, CLIENT, "late", "X-Client-Deadline", "2");
            advance(1);
        }
        assertThat(report().client("again").rule(Rule.KEEPS_DEADLINE).broken()).isZero();
        assertThat(report().client("late").rule(Rule.KEEPS_DEADLINE).verdict()).isEqualTo(Verdict.FAIL);
    }
}
