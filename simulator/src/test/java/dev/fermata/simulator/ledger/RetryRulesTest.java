package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.TimeDistribution;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Retry-After, rejections, and the pauses after failures. */
class RetryRulesTest extends LedgerFixture {

    @Test
    void noticesWhoAsksBeforeRetryAfter() throws Exception {
        String job = submit();
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(10)), 1);
        poll(job);
        advance(9);
        poll(job);
        assertThat(failed(Rule.RETRY_AFTER)).isEqualTo("0.8 s too early");
        assertThatThrownBy(() -> me().neverAsksBeforeRetryAfter())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "client 'me': retry_after: fail (1 of 1), first at 2026-01-01T00:00:09Z: GET /v1/jobs/");
    }

    @Test
    void praisesWhoWaitsForRetryAfter() throws Exception {
        String job = submit();
        assertThat(me().rule(Rule.RETRY_AFTER).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThatThrownBy(() -> me().neverAsksBeforeRetryAfter()).hasMessageContaining("not tested");
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(10)), 1);
        poll(job);
        advance(10);
        poll(job);
        me().neverAsksBeforeRetryAfter();
    }

    @Test
    void noticesWhoAsksAgainAfterARejection() throws Exception {
        poll("nope");
        advance(9);
        poll("nope");
        assertThat(me().rule(Rule.STOPS_AFTER_REJECTION).verdict()).isEqualTo(Verdict.PASS);
        advance(1);
        poll("nope");
        assertThat(failed(Rule.STOPS_AFTER_REJECTION)).isEqualTo("it got 404 here before");
    }

    @Test
    void noticesWhoAsksAgainAfterARejectionWithAnotherQueryEachTime() throws Exception {
        fault(Fault.status(401), 3);
        for (int i = 0; i < 3; i++) {
            requests.get("/status?t=" + i, CLIENT, ME);
        }
        assertThat(failed(Rule.STOPS_AFTER_REJECTION)).isEqualTo("it got 401 here before");
    }

    @Test
    void noticesWhoGoesOnWithSomeJobsOfWhichTheFirstIsGone() throws Exception {
        String gone = submit();
        String path = "/v1/jobs?ids=" + gone + "," + submit();
        requests.get(path, CLIENT, ME);
        requests.send("DELETE", "/v1/jobs/" + gone, "", CLIENT, ME);
        advance(1);
        requests.get(path, CLIENT, ME);
        fault(Fault.status(403), 2);
        for (int i = 0; i < 2; i++) {
            advance(11);
            requests.get(path, CLIENT, ME);
        }
        assertThat(failed(Rule.STOPS_AFTER_REJECTION)).isEqualTo("it got 403 here before");
    }

    @Test
    void letsAClientAskAgainForAJobThatIsNotFoundYet() throws Exception {
        simulator.addFault(FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(5))));
        String job = submit();
        poll(job);
        advance(2);
        poll(job);
        advance(4);
        poll(job);
        assertThat(me().rule(Rule.STOPS_AFTER_REJECTION).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void judgesNoPausesWhileTheClockStandsStill() throws Exception {
        String job = submit();
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(10)), 1);
        for (int i = 0; i < 7; i++) {
            poll(job);
        }
        assertThat(me().rule(Rule.RATE).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(me().rule(Rule.RETRY_AFTER).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void isNotMisledByTwoPathsOfOneJob() throws Exception {
        String job = submit();
        simulator.addFault(FaultRule.of(Fault.status(503).retryAfter(Duration.ofSeconds(10)))
                .route("GET /v1/jobs/{id}")
                .first(1));
        poll(job);
        advance(1);
        requests.get("/v1/jobs?ids=" + job, CLIENT, ME);
        assertThat(me().rule(Rule.RETRY_AFTER).verdict()).isEqualTo(Verdict.FAIL);
        advance(30);
        for (int i = 0; i < 4; i++) {
            poll(job);
            requests.get("/v1/jobs?ids=" + job, CLIENT, ME);
            advance(1);
        }
        assertThat(me().rule(Rule.STOPS_AFTER_END).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void letsAClientLookAtOnceAfterItsCancellation() throws Exception {
        String job = submit();
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(10)), 1);
        poll(job);
        advance(1);
        requests.post("/v1/jobs/" + job + "/cancel", "{}", CLIENT, ME);
        poll(job);
        assertThat(me().rule(Rule.RETRY_AFTER).broken()).isZero();
    }

    @Test
    void praisesPausesThatGrowAndDiffer() throws Exception {
        String job = submit();
        simulator.addFault(FaultRule.of(Fault.status(503)));
        for (int round = 0; round < 5; round++) {
            for (int pause = 1; pause <= 8; pause *= 2) {
                poll(job);
                clock.advance(Duration.ofMillis(1_000 * pause + 150 * round));
            }
            poll(job);
            recover(job);
        }
        me().keeps(Rule.GROWING_PAUSE, Rule.JITTER);
    }

    @Test
    void noticesPausesThatStayTheSame() throws Exception {
        String job = submit();
        for (int round = 0; round < 5; round++) {
            simulator.addFault(FaultRule.of(Fault.status(503)));
            for (int i = 0; i < 4; i++) {
                poll(job);
                advance(2);
            }
            recover(job);
        }
        assertThat(failed(Rule.GROWING_PAUSE))
                .contains("after one failure it waits for 2.00 s, after three or more for 2.00 s");
        assertThat(failed(Rule.JITTER)).contains("it waits for 2.00 s, with a standard deviation of 0.000 s");
        assertThat(me().rule(Rule.JITTER).first().get(0).request()).isEqualTo("GET /v1/jobs/" + job);
    }

    @Test
    void doesNotTakeTheNoiseOfPollsWithoutAPauseForJitter() throws Exception {
        String job = submit();
        for (int round = 0; round < 5; round++) {
            simulator.addFault(FaultRule.of(Fault.status(503)));
            poll(job);
            clock.advance(Duration.ofMillis(1 + 2 * round));
            simulator.faults().keySet().forEach(simulator::removeFault);
            poll(job);
        }
        assertThat(failed(Rule.JITTER)).contains("with a standard deviation of 0.003 s");
    }

    @Test
    void aResponseThatIsCutOffIsAFailure() throws Exception {
        String job = submit();
        for (Fault fault : List.of(Fault.truncatedBody(10), Fault.resetAfter(20), Fault.garbage())) {
            for (int round = 0; round < 2; round++) {
                simulator.addFault(FaultRule.of(fault));
                for (int i = 0; i < 4; i++) {
                    pollInVain(job);
                    advance(2);
                }
                simulator.faults().keySet().forEach(simulator::removeFault);
                poll(job);
            }
        }
        assertThat(failed(Rule.GROWING_PAUSE)).contains("after three or more for 2.00 s");
        assertThat(failed(Rule.JITTER)).contains("it waits for 2.00 s, with a standard deviation of 0.000 s");
    }

    /** The response may break. */
    private void pollInVain(String job) throws Exception {
        try {
            poll(job);
        } catch (IOException broken) {
            assertThat(broken).isNotNull();
        }
    }

    @Test
    void noticesPausesThatStayTheSameAlsoWithoutAnotherOutage() throws Exception {
        String job = submit();
        simulator.addFault(FaultRule.of(Fault.status(503)));
        for (int i = 0; i < 15; i++) {
            poll(job);
            advance(1);
        }
        assertThat(failed(Rule.GROWING_PAUSE)).contains("after three or more for 1.00 s");
        assertThat(failed(Rule.JITTER)).contains("it waits for 1.00 s, with a standard deviation of 0.000 s");
    }

    @Test
    void judgesByWhatTheClientWasToldInRealTime() throws Exception {
        try (Simulator other = Simulator.builder().port(0).clock(clock).start()) {
            Requests asked = new Requests(other.uri());
            String job =
                    json(asked.post("/v1/jobs", SUBMISSION)).at("/jobs/0/id").asString();
            HttpResponse<String> first = asked.get("/v1/jobs/" + job, CLIENT, ME);
            assertThat(first.headers().firstValue("retry-after"))
                    .as("while the clock stands still")
                    .contains("1");
            advance(2);
            asked.get("/v1/jobs/" + job, CLIENT, ME);
            other.report().client(ME).neverAsksBeforeRetryAfter();
        }
    }

    @Test
    void neverPassesARuleAboutPathsThatItHasForgotten() throws Exception {
        for (int i = 0; i < 101; i++) {
            poll("nope" + i);
        }
        assertThat(me().rule(Rule.STOPS_AFTER_REJECTION).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(me().forgotten()).isEqualTo(1);
        assertThat(report().complete()).isFalse();
    }

    @Test
    void aRefusedPollOfSomeJobsIsNotOneOfTheJobsThatWerePolledBefore() throws Exception {
        String ended = submit();
        advance(20);
        String running = submit();
        advance(15);
        requests.get("/v1/jobs?ids=" + ended + "," + running, CLIENT, ME);
        fault(Fault.status(429).retryAfter(Duration.ofSeconds(10)), 4);
        for (int i = 0; i < 4; i++) {
            requests.get("/v1/jobs?ids=" + running, CLIENT, ME);
            advance(1);
        }
        assertThat(me().rule(Rule.STOPS_AFTER_END).broken()).isZero();
        assertThat(failed(Rule.RETRY_AFTER)).endsWith("s too early");
        assertThat(me().rule(Rule.RETRY_AFTER).broken()).isEqualTo(3);
    }

    @Test
    void aRejectionOfSomeJobsSaysNothingOfOthersAtThatPath() throws Exception {
        String refused = submit();
        String other = submit();
        fault(Fault.status(403), 1);
        requests.get("/v1/jobs?ids=" + refused, CLIENT, ME);
        advance(60);
        requests.get("/v1/jobs?ids=" + other, CLIENT, ME);
        assertThat(me().rule(Rule.STOPS_AFTER_REJECTION).broken()).isZero();
        requests.get("/v1/jobs?ids=" + refused, CLIENT, ME);
        assertThat(failed(Rule.STOPS_AFTER_REJECTION)).isEqualTo("it got 403 here before");
    }

    @Test
    void aBulkPollThatFailedPausesOnce() throws Exception {
        List<String> ids = List.of(submit(), submit(), submit(), submit(), submit());
        String path = "/v1/jobs?ids=" + String.join(",", ids);
        requests.get(path, CLIENT, ME);
        advance(1);
        fault(Fault.truncatedBody(8), 1);
        assertThatThrownBy(() -> requests.get(path, CLIENT, ME)).isInstanceOf(IOException.class);
        advance(1);
        requests.get(path, CLIENT, ME);
        assertThat(me().rule(Rule.JITTER).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void someJobsPauseForTheFirstThatIsNotOver() throws Exception {
        String over = submit();
        advance(30);
        String path = "/v1/jobs?ids=" + over + "," + submit();
        requests.get(path, CLIENT, ME);
        for (int i = 0; i < 4; i++) {
            fault(Fault.status(503), 1);
            requests.get(path, CLIENT, ME);
            advance(2);
            requests.get(path, CLIENT, ME);
            advance(1);
        }
        assertThat(failed(Rule.JITTER)).contains("it waits for 2.00 s");
    }

    @Test
    void aClientThatWaitedInRealTimeIsNotTooEarly() throws Exception {
        String job = submit();
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(1)), 1);
        poll(job);
        clock.advance(Duration.ofMillis(500));
        fault(Fault.latency(TimeDistribution.of(Duration.ofSeconds(1))), 1);
        requests.get("/v1/languages", CLIENT, "waits for a second of real time");
        poll(job);
        me().neverAsksBeforeRetryAfter();
    }
}
