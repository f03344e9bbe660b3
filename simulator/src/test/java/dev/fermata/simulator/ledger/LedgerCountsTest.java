package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.ClientReport.Delay;
import dev.fermata.simulator.report.Grade;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Offence;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the report counts: requests, jobs, ends, delays, costs. */
class LedgerCountsTest extends LedgerFixture {

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
    void aStreamShowsTheEnd() throws Exception {
        String job = readsTheStreamOfAJobUntilItsEnd();
        assertThat(me().streams()).isEqualTo(1);
        assertThat(me().ended()).isEqualTo(1);
        advance(1);
        poll(job);
        assertThat(me().rule(Rule.ONE_AT_A_TIME).broken())
                .as("the stream is over")
                .isZero();
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
    void countsEachJobOfAListThatRepeatsIds() throws Exception {
        String two = submit() + "," + submit() + ",";
        requests.get("/v1/jobs?ids=" + two.repeat(500) + submit(), CLIENT, ME);
        assertThat(me().jobs()).isEqualTo(3);
    }

    @Test
    void aHeadRequestIsAPollThatShowsNoState() throws Exception {
        String path = "/v1/jobs/" + submit();
        advance(30);
        String version = requests.send("HEAD", path, null, CLIENT, ME)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(requests.send("HEAD", path, null, CLIENT, ME, "If-None-Match", version)
                        .statusCode())
                .isEqualTo(304);
        assertThat(me().polls()).isEqualTo(2);
        assertThat(me().ended()).isZero();
        requests.get(path, CLIENT, ME);
        assertThat(me().ended()).isEqualTo(1);
        assertThat(me().rule(Rule.USES_ETAG).broken())
                .as("the responses before had no body")
                .isZero();
        requests.send("HEAD", path, null, CLIENT, ME);
        requests.send("HEAD", path, null, CLIENT, ME);
        assertThat(me().rule(Rule.STOPS_AFTER_END).first())
                .singleElement()
                .extracting(Offence::request)
                .isEqualTo("HEAD " + path);
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
    void countsRefusedPollsAtEachPathOfAJob() throws Exception {
        String job = submit();
        List<String> paths = List.of("/v1/jobs?ids=" + job, "/v1/jobs?ids=" + job + "," + submit());
        for (String path : paths) {
            requests.get(path, CLIENT, ME);
        }
        fault(Fault.status(503), 2);
        for (String path : paths) {
            requests.get(path, CLIENT, ME);
        }
        assertThat(me().polls()).isEqualTo(4);
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

    @Test
    void aClientThatUsesStreamsOnlyHasAGrade() throws Exception {
        readsTheStreamOfAJobUntilItsEnd();
        assertThat(me().rule(Rule.USES_HOLD).verdict()).isEqualTo(Verdict.PASS);
        assertThat(me().grade()).isEqualTo(Grade.A);
        assertThat(Objects.requireNonNull(me().cost()).perJob()).isEqualTo(1);
    }

    @Test
    void countsAJobThatARequestNamesTwiceOnce() throws Exception {
        String job = submit();
        String twice = "/v1/jobs?ids=" + submit() + "," + job + "," + job;
        requests.get(twice, CLIENT, ME);
        advance(1);
        requests.get(twice, CLIENT, ME);
        assertThat(me().polls()).isEqualTo(2);
        assertThat(me().jobs()).isEqualTo(2);
        assertThat(me().rule(Rule.ONE_AT_A_TIME).broken()).isZero();
        assertThat(me().rule(Rule.ONE_AT_A_TIME).checked())
                .as("of the second request")
                .isEqualTo(1);
        assertThat(me().rule(Rule.RATE).checked()).isEqualTo(1);
    }

    @Test
    void eachJobOfASubmissionIsTheClients() throws Exception {
        requests.post("/v1/jobs", SUBMISSION.replace("[\"es\"]", "[\"es\",\"fr\"]"), CLIENT, ME);
        advance(30);
        requests.get("/v1/jobs", CLIENT, ME);
        assertThat(me().ended()).isEqualTo(2);
    }

    /** Returns the id of the job. */
    private String readsTheStreamOfAJobUntilItsEnd() throws Exception {
        String job = submit();
        CompletableFuture<HttpResponse<String>> stream = requests.later("/v1/jobs/" + job + "/events", CLIENT, ME);
        awaitRequests(2);
        advance(30);
        stream.get(20, TimeUnit.SECONDS);
        return job;
    }

    @Test
    void aClientLearnsOfTheEndsOfItsJobsFromTheStreamOfAllJobs() throws Exception {
        CompletableFuture<HttpResponse<String>> stream = requests.later("/v1/events", CLIENT, ME);
        awaitRequests(1);
        submit();
        String others = json(requests.post("/v1/jobs", SUBMISSION, CLIENT, "other"))
                .at("/jobs/0/id")
                .asString();
        assertThat(others).isNotEmpty();
        advance(30);
        while (me().ended() == 0) {
            requests.get("/healthz");
        }
        assertThat(me().jobs()).as("not the other client's").isEqualTo(1);
        assertThat(me().polls()).isEqualTo(1);
        assertThat(me().streams()).isEqualTo(1);
        assertThat(me().delay()).isEqualTo(new Delay(0, 0, 0, 0, 0));
        me().keeps(Rule.USES_HOLD);
        stream.cancel(true);
    }

    @Test
    void aClientLearnsOfTheEndsOfItsJobsFromLists() throws Exception {
        submit();
        requests.post("/v1/jobs", SUBMISSION, CLIENT, "other");
        requests.get("/v1/jobs", CLIENT, ME);
        advance(30);
        requests.get("/v1/jobs", CLIENT, ME);
        assertThat(me().polls()).isEqualTo(2);
        assertThat(me().jobs()).isEqualTo(1);
        assertThat(me().ended()).isEqualTo(1);
    }
}
