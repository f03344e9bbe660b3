package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.ClientReport.Delay;
import dev.fermata.simulator.report.Grade;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the report says of clients, over HTTP. Jobs take 30 s. */
@Timeout(60)
class LedgerTest {

    private static final String CLIENT = "X-Client-Id";
    private static final String ME = "me";
    private static final String SUBMISSION =
            "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":[\"es\"]}";

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Simulator simulator = Simulator.builder()
            .port(0)
            .clock(clock)
            .scenario(Scenario.defaults()
                    .with("status.total_delay", "30s")
                    .with("status.error_chance", 0)
                    .with("status.reset_interval", "never")
                    .with("hints.expected", "none"))
            .start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void countsPollsAndTellsHowLateTheClientLearnsOfTheEnd() throws Exception {
        String job = submit();
        poll(job);
        advance(20);
        poll(job);
        advance(15);
        poll(job);

        ClientReport me = me();
        assertThat(me.requests()).isEqualTo(4);
        assertThat(me.polls()).isEqualTo(3);
        assertThat(me.jobs()).isEqualTo(1);
        assertThat(me.ended()).isEqualTo(1);
        assertThat(me.requestsPerJob()).isEqualTo(3);
        assertThat(me.delay()).isEqualTo(new Delay(5, 5, 5, 5, 5 / 30.0));
        assertThat(Objects.requireNonNull(me.cost()).perJob()).isEqualTo(3 + 5);
        assertThat(me.cost().best()).as("one poll at the right time").isEqualTo(1);
        assertThat(me.rules())
                .as("nothing that was not met is judged")
                .filteredOn(result -> result.verdict() != Verdict.NOT_TESTED)
                .extracting(RuleResult::rule)
                .containsExactly(Rule.STOPS_AFTER_END, Rule.RATE, Rule.ONE_AT_A_TIME, Rule.USES_HOLD, Rule.USES_ETAG);
    }

    @Test
    void followsTheSmallSystemToo() throws Exception {
        requests.get("/status", CLIENT, ME);
        advance(31);
        requests.get("/status", CLIENT, ME);
        assertThat(me().polls()).isEqualTo(2);
        assertThat(Objects.requireNonNull(me().delay()).worst()).isEqualTo(1);
    }

    @Test
    void followsBulkPollsAndDialectsOfVendors() throws Exception {
        List<String> ids = List.of(submit(), submit(), submit());
        requests.get("/v1/jobs?ids=" + String.join(",", ids), CLIENT, ME);
        assertThat(me().polls()).isEqualTo(1);
        assertThat(me().jobs()).isEqualTo(3);

        HttpResponse<String> created = requests.post(
                "/replicate/v1/predictions",
                "{\"version\":\"fermata/translate\",\"input\":{\"video\":\"https://example.com/a.mp4\"}}",
                CLIENT,
                "replicate");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String id = json(created).path("id").asString();
        requests.get("/replicate/v1/predictions/" + id, CLIENT, "replicate");
        advance(33);
        requests.get("/replicate/v1/predictions/" + id, CLIENT, "replicate");
        assertThat(report().client("replicate").polls()).isEqualTo(2);
        assertThat(Objects.requireNonNull(report().client("replicate").delay()).worst())
                .isEqualTo(3);
    }

    @Test
    void aHeldPollIsOnePollWithoutDelay() throws Exception {
        String job = submit();
        poll(job);
        CompletableFuture<HttpResponse<String>> held =
                requests.later("/v1/jobs/" + job + "?wait=60&until=terminal", CLIENT, ME);
        awaitRequests(3);
        advance(30);
        held.get(20, TimeUnit.SECONDS);
        assertThat(me().held()).isEqualTo(1);
        assertThat(Objects.requireNonNull(me().delay()).worst()).isZero();
        assertThat(me().rule(Rule.USES_HOLD).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void doesNotExpectAHoldOfAJobThatIsOver() throws Exception {
        String job = submit();
        poll(job);
        advance(30);
        requests.get("/v1/jobs/" + job + "?wait=60&until=terminal", CLIENT, ME);
        assertThat(me().rule(Rule.USES_HOLD).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void doesNotExpectAHoldOfTheLastRequestBeforeTheDeadline() throws Exception {
        String job = submit();
        requests.get("/v1/jobs/" + job, CLIENT, ME, "X-Client-Deadline", "10");
        clock.advance(Duration.ofMillis(9_900));
        poll(job);
        assertThat(me().rule(Rule.USES_HOLD).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(me().rule(Rule.USES_ETAG).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void aStreamShowsTheEnd() throws Exception {
        String job = submit();
        CompletableFuture<HttpResponse<String>> stream = requests.later("/v1/jobs/" + job + "/events", CLIENT, ME);
        awaitRequests(2);
        advance(30);
        stream.get(20, TimeUnit.SECONDS);
        assertThat(me().streams()).isEqualTo(1);
        assertThat(me().ended()).isEqualTo(1);
        advance(1);
        poll(job);
        assertThat(me().rule(Rule.ONE_AT_A_TIME).broken())
                .as("the stream is over")
                .isZero();
    }

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
    void noticesWhoGoesOnAfterTheEnd() throws Exception {
        String job = submit();
        advance(30);
        poll(job);
        poll(job);
        me().stopsAfterTheEnd();
        poll(job);
        assertThat(failed(Rule.STOPS_AFTER_END)).contains("showed that the job was over");
    }

    @Test
    void doesNotCountAnEndThatAFaultHides() throws Exception {
        String job = submit();
        advance(30);
        fault(Fault.garbage(), 1);
        poll(job);
        assertThat(me().ended()).isZero();
        advance(2);
        poll(job);
        assertThat(Objects.requireNonNull(me().delay()).worst()).isEqualTo(2);
    }

    @Test
    void noticesWhoAsksAgainAfterARejection() throws Exception {
        poll("nope");
        assertThat(me().rule(Rule.STOPS_AFTER_REJECTION).verdict()).isEqualTo(Verdict.PASS);
        poll("nope");
        assertThat(failed(Rule.STOPS_AFTER_REJECTION)).isEqualTo("it got 404 here before");
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
    void noticesASubmissionThatIsRepeatedWithoutIdempotencyKey() throws Exception {
        fault(Fault.acceptThen(503), 1);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        assertThat(me().rule(Rule.CREATES_ONCE).verdict()).isEqualTo(Verdict.PASS);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        assertThat(failed(Rule.CREATES_ONCE)).contains("no Idempotency-Key");

        fault(Fault.acceptThen(503), 2);
        String french = SUBMISSION.replace("[\"es\"]", "[\"fr\"]");
        for (String body : List.of(SUBMISSION, french, SUBMISSION, french)) {
            requests.post("/v1/jobs", body, CLIENT, "two at once");
        }
        assertThat(report().client("two at once").rule(Rule.CREATES_ONCE).broken())
                .isEqualTo(2);

        fault(Fault.acceptThen(503), 1);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, "careful", "Idempotency-Key", "1");
        requests.post("/v1/jobs", SUBMISSION, CLIENT, "careful", "Idempotency-Key", "1");
        report().client("careful").createsOnce();
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
    void aJobThatIsGivenUpMakesTheOthersDearer() throws Exception {
        String job = submit();
        advance(30);
        poll(job);
        double before = Objects.requireNonNull(me().cost()).perJob();
        for (int i = 0; i < 9; i++) {
            poll(submit());
        }
        assertThat(Objects.requireNonNull(me().cost()).perJob()).isEqualTo(before + 9);
    }

    @Test
    void countsPollsOfSeveralJobsThatAreRefused() throws Exception {
        String ids = submit() + "," + submit();
        requests.get("/v1/jobs?ids=" + ids, CLIENT, ME);
        simulator.addFault(FaultRule.of(Fault.status(503)).first(2));
        for (int i = 0; i < 3; i++) {
            advance(1);
            requests.get("/v1/jobs?ids=" + ids, CLIENT, ME);
        }
        assertThat(me().polls()).isEqualTo(4);
        assertThat(me().jobs()).isEqualTo(2);
    }

    @Test
    void doesNotJudgeAClientForJobsOfOthersInAList() throws Exception {
        requests.post("/v1/jobs", SUBMISSION, CLIENT, "other");
        advance(30);
        for (int i = 0; i < 4; i++) {
            requests.get("/v1/jobs", CLIENT, ME);
        }
        assertThat(me().polls()).isEqualTo(4);
        assertThat(me().jobs()).isZero();
        assertThat(me().rule(Rule.STOPS_AFTER_END).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void aPollThatPrefersAHoldUsesItEvenIfItIsAnsweredAtOnce() throws Exception {
        String job = submit();
        poll(job);
        advance(1);
        requests.get("/v1/jobs/" + job + "?wait=10", CLIENT, ME, "If-None-Match", "\"of-before\"");
        me().keeps(Rule.USES_HOLD);
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
    void noticesTwoRequestsForAJobAtTheSameTime() throws Exception {
        String job = submit();
        CompletableFuture<HttpResponse<String>> held = requests.later("/v1/jobs/" + job + "?wait=60", CLIENT, ME);
        awaitRequests(2);
        poll(job);
        assertThat(failed(Rule.ONE_AT_A_TIME)).isEqualTo("the request before is not answered yet");
        held.cancel(true);
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
        assertThat(failed(Rule.JITTER)).contains("2.00 to 2.00 s");
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
        assertThat(failed(Rule.JITTER)).contains("it waits for 0.00 to 0.01 s");
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
        assertThat(failed(Rule.SPREAD)).isEqualTo("12 polls for 12 jobs came within 0.1 s before");
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
    void noticesWhoSendsNoConditionalRequests() throws Exception {
        String job = submit();
        HttpResponse<String> first = poll(job);
        advance(1);
        String tag = first.headers().firstValue("etag").orElseThrow();
        requests.get("/v1/jobs/" + job, CLIENT, ME, "If-None-Match", tag);
        me().keeps(Rule.USES_ETAG);
        poll(job);
        assertThat(failed(Rule.USES_ETAG)).isEqualTo("there is no If-None-Match");
    }

    @Test
    void tellsClientsApartAndHidesTheirKeys() throws Exception {
        requests.get("/status", "X-API-Key", "secret-key-of-somebody");
        requests.get("/status", "Authorization", "Bearer secret-key-of-another");
        requests.get("/status", "User-Agent", "curl/8");
        assertThat(report().clients())
                .extracting(ClientReport::client)
                .containsExactlyInAnyOrder("key secr...", "key secr... (client 2)", "curl/8 at 127.0.0.1");
        assertThatThrownBy(() -> report().client("nobody"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("there is no client 'nobody'; there is 'key secr...'");
    }

    @Test
    void saysThatItIsNotCompleteWhenThereAreTooManyClients() throws Exception {
        assertThat(report().complete()).isTrue();
        for (int i = 0; i < Clients.MOST + 5; i++) {
            requests.get("/status", CLIENT, "client " + i);
        }
        assertThat(report().clients()).hasSize(Clients.MOST);
        assertThat(report().complete()).isFalse();
        assertThat(report().unnamed()).isEqualTo(5);
        assertThat(report().text())
                .contains("Not complete")
                .contains("5 requests came from clients beyond the first 256");
    }

    @Test
    void saysHowManyJobsItForgotToKeepItsMemorySmall() throws Exception {
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            ids.append(i == 0 ? "" : ",").append(submit());
        }
        int clients = Ledger.MOST_JOBS / 1_000 + 1;
        for (int i = 0; i < clients; i++) {
            requests.get("/v1/jobs?ids=" + ids, CLIENT, "client " + i);
        }
        assertThat(report().client("client 0").forgotten()).isEqualTo(1_000);
        assertThat(report().client("client 1").forgotten()).isZero();
        assertThat(report().complete()).isFalse();
        assertThat(report().text()).contains("1000 of its jobs were dropped from memory");
    }

    @Test
    void forgetsEverythingWithTheJobs() throws Exception {
        poll(submit());
        simulator.reset();
        assertThat(report().clients()).isEmpty();
        assertThat(report().worst()).isEqualTo(Grade.NONE);
    }

    @Test
    void isTheSameOverHttp() throws Exception {
        String job = submit();
        advance(30);
        poll(job);
        HttpResponse<String> json = requests.get("/admin/report");
        assertThat(Report.parse(json.body())).isEqualTo(report());
        assertThat(requests.get("/admin/report?format=text").body()).isEqualTo(report().text());
        assertThat(requests.get("/admin/report?format=html").body()).isEqualTo(report().html());
        assertThat(Report.parse(requests.get("/admin/report?patience=5s").body())
                        .patience())
                .isEqualTo(5);
        assertThat(requests.get("/admin/report?client=nobody").statusCode()).isEqualTo(404);
        assertThat(requests.get("/admin/report?format=pdf").body()).contains("allowed is json, text, html");
        assertThat(requests.get("/admin/report?patience=0s").statusCode()).isEqualTo(400);
    }

    private String submit() throws Exception {
        HttpResponse<String> created = requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        assertThat(created.statusCode()).isEqualTo(202);
        return json(created).path("jobs").path(0).path("id").asString();
    }

    private HttpResponse<String> poll(String job) throws Exception {
        return requests.get("/v1/jobs/" + job, CLIENT, ME);
    }

    private void recover(String job) throws Exception {
        simulator.faults().keySet().forEach(simulator::removeFault);
        poll(job);
        simulator.addFault(FaultRule.of(Fault.status(503)));
    }

    private void fault(Fault fault, int times) {
        simulator.addFault(FaultRule.of(fault).first(times));
    }

    private void advance(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    private void awaitRequests(int count) throws Exception {
        while (simulator.requests().size() < count) {
            requests.get("/healthz");
        }
    }

    private Report report() {
        return simulator.report();
    }

    private ClientReport me() {
        return report().client(ME);
    }

    private String failed(Rule rule) {
        RuleResult result = me().rule(rule);
        assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.FAIL);
        return result.first().get(0).detail();
    }
}
