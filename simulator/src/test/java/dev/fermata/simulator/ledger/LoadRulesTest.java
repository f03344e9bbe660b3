package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.TimeDistribution;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Offence;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Too many requests: for one job, at the same time, at the same instant. */
class LoadRulesTest extends LedgerFixture {

    @Test
    void aRequestBreaksARuleOnceHoweverManyJobsItIsFor() throws Exception {
        String path = "/v1/jobs?ids=" + submit() + "," + submit() + "," + submit();
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(10)), 1);
        requests.get(path, CLIENT, ME);
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(10)), 1);
        advance(1);
        requests.get(path, CLIENT, ME);
        advance(1);
        requests.get(path, CLIENT, ME);
        RuleResult result = me().rule(Rule.RETRY_AFTER);
        assertThat(result.checked()).isEqualTo(2);
        assertThat(result.broken()).isEqualTo(2);
        assertThat(result.first())
                .extracting(Offence::at)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void countsARequestForARefusedJobOnceForItsRate() throws Exception {
        String job = submit();
        fault(Fault.status(404), 30);
        for (int i = 0; i < 30; i++) {
            clock.advance(Duration.ofMillis(10));
            poll(job);
        }
        assertThat(me().rule(Rule.RATE).checked()).isEqualTo(29);
    }

    /** One request has the id twice, and is answered while the other one is still open. */
    @Test
    void anIdThatARequestHasTwiceIsAnsweredOnce() throws Exception {
        String job = submit();
        String path = "/v1/jobs?ids=" + submit() + "," + job + "," + job;
        CompletableFuture<HttpResponse<String>> longer = requests.later(path + "&wait=60", CLIENT, ME);
        awaitRequests(3);
        CompletableFuture<HttpResponse<String>> shorter = requests.later(path + "&wait=1", CLIENT, ME);
        awaitRequests(4);
        advance(1);
        shorter.get(20, TimeUnit.SECONDS);
        poll(job);
        assertThat(me().rule(Rule.ONE_AT_A_TIME).broken())
                .as("the shorter one, and the poll")
                .isEqualTo(2);
        longer.cancel(true);
    }

    @Test
    void noticesThatDelayedRequestsForSeveralJobsOverlap() throws Exception {
        String path = "/v1/jobs?ids=" + submit() + "," + submit();
        fault(Fault.latency(TimeDistribution.of(Duration.ofSeconds(1))), 2);
        List<CompletableFuture<HttpResponse<String>>> delayed =
                List.of(requests.later(path, CLIENT, ME), requests.later(path, CLIENT, ME));
        awaitRequests(4);
        advance(1);
        for (CompletableFuture<HttpResponse<String>> each : delayed) {
            each.get(20, TimeUnit.SECONDS);
        }
        assertThat(failed(Rule.ONE_AT_A_TIME)).isEqualTo("the request before is not answered yet");
    }

    @Test
    void noticesMoreThanFivePollsOfAJobInASecond() throws Exception {
        String job = submit();
        for (int i = 0; i < 7; i++) {
            poll(job);
            clock.advance(Duration.ofMillis(20));
        }
        assertThat(failed(Rule.RATE)).isEqualTo("it is more than 5 within a second");
        assertThat(me().rule(Rule.RATE).broken())
                .as("the sixth and the seventh")
                .isEqualTo(2);
    }

    @Test
    void noticesManyClientsInStep() throws Exception {
        String job = submit();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 12; i++) {
                requests.get("/v1/jobs/" + job, CLIENT, "client " + i);
                clock.advance(Duration.ofMillis(1));
            }
            advance(5);
        }
        assertThat(report().client("client 3").rule(Rule.SPREAD).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void noticesTwoRequestsForAJobAtTheSameTime() throws Exception {
        String job = submit();
        CompletableFuture<HttpResponse<String>> held = requests.later("/v1/jobs/" + job + "?wait=60", CLIENT, ME);
        awaitRequests(2);
        poll(job);
        assertThat(failed(Rule.ONE_AT_A_TIME)).isEqualTo("the request before is not answered yet");
        held.cancel(true);
    }

    @Test
    void noticesPollsOfManyJobsAtTheSameInstant() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ids.add(submit());
        }
        for (int round = 0; round < 3; round++) {
            for (String id : ids) {
                poll(id);
                requests.get("/v1/jobs/" + id, CLIENT, "spread");
                clock.advance(Duration.ofMillis(1));
            }
            advance(1);
        }
        assertThat(failed(Rule.SPREAD)).isEqualTo("for 12 of its 12 jobs, and 24 of all 24");
    }

    @Test
    void noticesClientsThatComeBackTogetherAfterFailures() throws Exception {
        String job = submit();
        simulator.addFault(FaultRule.of(Fault.status(503)));
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 12; i++) {
                requests.get("/v1/jobs/" + job, CLIENT, "client " + i);
            }
            advance(1 << round);
        }
        assertThat(report().client("client 3").rule(Rule.SPREAD).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void isNotMisledByJobsThatNobodyWaitsFor() throws Exception {
        for (int i = 0; i < 30; i++) {
            requests.get("/v1/jobs/" + submit(), CLIENT, "curious");
        }
        noticesManyClientsInStep();
    }

    @Test
    void noticesMoreThanFiveListsInASecond() throws Exception {
        submit();
        for (int i = 0; i < 8; i++) {
            requests.get("/v1/jobs", CLIENT, ME);
            clock.advance(Duration.ofMillis(20));
        }
        assertThat(failed(Rule.RATE)).isEqualTo("it is more than 5 within a second");
    }

    @Test
    void countsListsThatAreEmpty() throws Exception {
        for (int i = 0; i < 8; i++) {
            requests.get("/v1/jobs?state=failed", CLIENT, ME);
        }
        assertThat(failed(Rule.RATE)).isEqualTo("it is more than 5 within a second");
        assertThat(me().polls()).isEqualTo(8);
    }

    /** A client may find out for some seconds whether a job appears, but not at any pace. */
    @Test
    void countsPollsOfAJobThatIsNotThere() throws Exception {
        for (int i = 0; i < 10; i++) {
            requests.get("/v1/jobs/none", CLIENT, ME);
            clock.advance(Duration.ofMillis(20));
        }
        assertThat(failed(Rule.RATE)).isEqualTo("it is more than 5 within a second");
    }

    @Test
    void doesNotJudgeTheRateOfMoreListsThanAreKept() throws Exception {
        for (int i = 1; i <= 17; i++) {
            requests.get("/v1/jobs?limit=" + i, CLIENT, ME);
        }
        assertThat(me().rule(Rule.RATE).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(me().reasons()).startsWith("no rule is known to be broken");
        assertThat(report().complete()).isFalse();
    }

    @Test
    void oneClientThatPollsOneJobOftenPutsNobodyInStep() throws Exception {
        String job = submit();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 12; i++) {
                requests.get("/v1/jobs/" + job, CLIENT, "client " + i);
                clock.advance(Duration.ofMillis(600));
            }
        }
        for (int i = 0; i < 9; i++) {
            requests.get("/v1/jobs/" + job, CLIENT, "fast");
            clock.advance(Duration.ofMillis(9));
        }
        requests.get("/v1/jobs/" + job, CLIENT, "client 0");
        advance(1);
        assertThat(report().client("client 0").rule(Rule.SPREAD).broken()).isZero();
    }

    @Test
    void aClientMayReadManyPagesOfAList() throws Exception {
        for (int i = 0; i < 20; i++) {
            submit();
        }
        String next = "/v1/jobs?limit=1";
        for (int page = 0; page < 20; page++) {
            JsonNode list = json(requests.get(next, CLIENT, ME));
            next = "/v1/jobs?limit=1&cursor=" + list.path("next_cursor").asString();
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(me().rule(Rule.RATE).broken()).isZero();
    }

    /** A query of up to 400 characters may differ anywhere, a longer one at its ends. */
    @ParameterizedTest
    @CsvSource({"0, 16", "4, 4", "16, 0"})
    void tellsListsApartWhoseQueriesAreLong(int before, int after) throws Exception {
        String language = "target_language_codes=es&";
        for (int size = 1; size <= 8; size++) {
            String query = language.repeat(before) + "page_size=" + size + "&" + language.repeat(after);
            assertThat(requests.get("/elevenlabs/v1/dubbing?" + query, CLIENT, ME)
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(me().rule(Rule.RATE).checked()).isEqualTo(8);
        assertThat(me().rule(Rule.RATE).broken()).isZero();
    }

    @Test
    void countsAStreamOnce() throws Exception {
        String job = submit();
        for (int i = 0; i < 4; i++) {
            requests.later("/v1/jobs/" + job + "/events", CLIENT, ME);
            awaitRequests(2 + i);
            clock.advance(Duration.ofMillis(20));
        }
        assertThat(me().rule(Rule.RATE).checked()).isEqualTo(3);
        assertThat(me().rule(Rule.RATE).broken()).isZero();
    }

    @Test
    void isNotMisledByJobsThatWereGivenUp() throws Exception {
        for (int i = 0; i < 60; i++) {
            String job = submit();
            poll(job);
            poll(job);
        }
        advance(180);
        noticesPollsOfManyJobsAtTheSameInstant();
    }
}
