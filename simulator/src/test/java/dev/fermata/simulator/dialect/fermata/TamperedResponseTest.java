package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What the API says that is not true: wherever it says it, and so that whoever asks properly learns the truth later. */
@Timeout(60)
class TamperedResponseTest {

    private final Api api = new Api();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void areTakenBackForWhoAsksWithTheVersionThatHeHas() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        api.advance(60);
        String fault = api.simulator.addFault(FaultRule.of(Fault.noResult()));
        HttpResponse<String> lie = api.get(path);
        assertThat(lie.body()).contains("\"state\":\"completed\"").doesNotContain("\"result\"");
        assertThat(lie.headers().firstValue("etag"))
                .as("there is no such version")
                .isEmpty();

        api.simulator.removeFault(fault);
        HttpResponse<String> truth = api.get(path);
        String etag = truth.headers().firstValue("etag").orElseThrow();
        assertThat(api.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
    }

    @Test
    void areToldAlsoToWhoKnowsTheTruth() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        api.advance(60);
        String etag = api.get(path).headers().firstValue("etag").orElseThrow();
        api.simulator.addFault(FaultRule.of(Fault.stateWord("reticulating")));
        for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
            HttpResponse<String> lie = api.get(path, "If-None-Match", known);
            assertThat(lie.statusCode()).as(known).isEqualTo(200);
            assertThat(lie.body()).contains("\"state\":\"reticulating\"");
            assertThat(lie.headers().firstValue("etag")).isEmpty();
        }
    }

    @Test
    void doNotEndAHoldBeforeItsTime() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        String etag = api.get(path).headers().firstValue("etag").orElseThrow();
        api.simulator.addFault(FaultRule.of(Fault.stateWord("reticulating")));
        try (HttpConnection held = api.open(path, "Prefer", "wait=60", "If-None-Match", etag)) {
            assertThat(held.answered()).isFalse();
            api.advance(10);
            assertThat(held.answer()).contains("\"state\":\"reticulating\"");
        }
        try (HttpConnection late = api.open(path, "Prefer", "wait=60", "If-None-Match", etag)) {
            assertThat(late.answer()).as("it has changed since").contains("\"state\":\"reticulating\"");
        }
    }

    @Test
    void areStreamedToo() throws Exception {
        String words = api.simulator.addFault(FaultRule.of(Fault.stateWord("reticulating")));
        try (HttpConnection all = api.open("/v1/events")) {
            all.head();
            String id = api.submit();
            assertThat(all.chunk()).contains("event: job\ndata: {", "\"state\":\"reticulating\"", id);
            try (HttpConnection one = api.open("/v1/jobs/" + id + "/events")) {
                one.head();
                assertThat(one.chunk())
                        .contains("\"state\":\"reticulating\"", id)
                        .endsWith("}\n\n");
            }
            api.simulator.removeFault(words);
            api.simulator.addFault(FaultRule.of(Fault.noResult()));
            try (HttpConnection one = api.open("/v1/jobs/" + id + "/events")) {
                one.head();
                api.advance(60);
                String events = "";
                for (String chunk = one.chunk(); !chunk.isEmpty(); chunk = one.chunk()) {
                    events += chunk;
                }
                assertThat(events).contains("\"state\":\"completed\"").doesNotContain("video_url");
            }
        }
    }

    @Test
    void hideYoungJobsWhereverTheyAreLookedFor() throws Exception {
        String old = api.submit();
        api.advance(5);
        String id = api.submit();
        api.simulator.addFault(FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(2))));
        api.advance(1.999);
        assertThat(api.get("/v1/jobs/" + id).statusCode()).isEqualTo(404);
        assertThat(api.get("/v1/jobs/" + id + "/events").statusCode()).isEqualTo(404);
        assertThat(ids(api.get("/v1/jobs"))).containsExactly(old);
        JsonNode some = Api.json(api.get("/v1/jobs?ids=" + id + "," + old));
        assertThat(some.get("missing").toString()).isEqualTo("[\"" + id + "\"]");
        assertThat(some.get("jobs")).hasSize(1);
        assertThat(faults()).endsWith("fault-1", "fault-1");

        api.advance(0.001);
        assertThat(ids(api.get("/v1/jobs"))).containsExactly(id, old);
        assertThat(faults()).endsWith("fault-1", "");
        assertThat(Api.json(api.get("/v1/jobs?ids=" + id)).get("missing")).isEmpty();
        assertThat(api.get("/v1/jobs/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void hideYoungJobsFromNothingThatChangesThem() throws Exception {
        api.simulator.addFault(FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(2))));
        String id = api.submit();
        assertThat(api.post("/v1/jobs/" + id + "/cancel", "").statusCode()).isEqualTo(200);
        assertThat(api.get("/v1/jobs/" + id).statusCode()).isEqualTo(404);
        assertThat(api.send("DELETE", "/v1/jobs/" + id, "").statusCode()).isEqualTo(204);
    }

    @Test
    void aboutYoungJobsAreNotInTheWayOfOtherRules() throws Exception {
        api.simulator.addFault(FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(2))));
        api.simulator.addFault(FaultRule.of(Fault.status(418)));
        assertThat(api.get("/v1/jobs").statusCode()).as("there is none yet").isEqualTo(418);
        api.simulator.removeFault("fault-2");
        String id = api.submit();
        api.simulator.addFault(FaultRule.of(Fault.status(418)));
        assertThat(api.post("/v1/jobs", Api.ONE).statusCode()).isEqualTo(418);
        assertThat(api.get("/v1/languages").statusCode()).isEqualTo(418);
        assertThat(api.get("/v1/events").statusCode()).isEqualTo(418);
        assertThat(api.get("/status").statusCode()).isEqualTo(418);
        assertThat(api.get("/v1/jobs").statusCode()).isEqualTo(200);
        assertThat(api.get("/v1/jobs/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void ofTheReadyMadeScenarioDenyEveryFourthSubmissionHoweverFastTheyCome() throws Exception {
        api.simulator.play(Scenario.named("lying"));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            statuses.add(api.post("/v1/jobs", Api.ONE).statusCode());
        }
        assertThat(statuses).containsExactly(202, 202, 202, 503, 202, 202, 202, 503);
    }

    @Test
    void takeBackWhatWasCompleted() throws Exception {
        api.simulator.addFault(FaultRule.of(Fault.relapse(Duration.ofSeconds(2), Duration.ofSeconds(5))));
        String path = "/v1/jobs/" + api.submit();
        api.advance(60);
        assertThat(api.get(path).body()).contains("\"state\":\"completed\"", "video_url");
        api.advance(2);
        assertThat(api.get(path).body()).contains("\"state\":\"queued\"").doesNotContain("video_url", "ended_at");
        api.advance(4.999);
        assertThat(api.get(path).body()).contains("\"state\":\"queued\"");
        api.advance(0.001);
        assertThat(api.get(path).body()).contains("\"state\":\"completed\"", "video_url");
        api.advance(1_000);
        assertThat(api.get(path).body()).contains("\"state\":\"completed\"");
    }

    @Test
    void leaveNobodyOutWhoFollowsAllJobs() throws Exception {
        String id = api.submit();
        api.simulator.addFault(FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(2))));
        try (HttpConnection all = api.open("/v1/events")) {
            all.head();
            api.advance(10);
            assertThat(all.chunk()).contains(id, "\"state\":\"running\"");
        }
        assertThat(faults()).containsOnly("");
    }

    @Test
    void leaveAloneWhatTheClientKeepsWithAJob() throws Exception {
        String kept = "{\"result_url\":\"http://r\",\"state\":\"California\",\"status\":\"draft\"}";
        String id = Api.id(api.post("/v1/jobs", Api.ONE.replaceAll("}$", ",\"metadata\":" + kept + "}")));
        String words = api.simulator.addFault(FaultRule.of(Fault.stateWord("reticulating")));
        assertThat(api.get("/v1/jobs/" + id).body()).contains("\"state\":\"reticulating\"", "\"metadata\":" + kept);
        assertThat(api.get("/v1/jobs").body()).contains("\"state\":\"reticulating\"", "\"metadata\":" + kept);
        api.simulator.removeFault(words);
        api.simulator.addFault(FaultRule.of(Fault.noResult()));
        assertThat(api.get("/v1/jobs/" + id).body()).contains("\"metadata\":" + kept);
        assertThat(faults()).as("there is no result yet").endsWith("");
    }

    @Test
    void aboutWhatWasAcceptedAreWrittenDownAsTheClientSawThem() throws Exception {
        api.simulator.play(Api.PLAIN.with("limits.requests", 10));
        api.simulator.addFault(FaultRule.of(Fault.acceptThen(503)).route("POST /v1/jobs"));
        HttpResponse<String> answer = api.post("/v1/jobs", Api.ONE);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("ratelimit"))
                .hasValueSatisfying(left -> assertThat(left).contains("r=9"));
        assertThat(api.simulator.requests())
                .last()
                .satisfies(request -> assertThat(request.status()).isEqualTo(503));
        assertThat(faults()).endsWith("fault-1");
        assertThat(api.post("/v1/jobs", "{}").statusCode()).isEqualTo(400);
        assertThat(faults()).as("nothing was accepted").endsWith("");
    }

    @Test
    void areWrittenDownOnlyWhenTheyWereTold() throws Exception {
        String id = api.submit();
        api.simulator.addFault(FaultRule.of(Fault.noResult()));
        api.get("/v1/jobs/" + id);
        assertThat(faults()).as("there is no result yet").endsWith("");
        api.get("/v1/languages");
        assertThat(faults()).endsWith("");
        api.advance(60);
        api.get("/v1/jobs/" + id);
        assertThat(faults()).endsWith("fault-1");
    }

    /** Of the last requests, the oldest first. */
    private List<String> faults() {
        return api.simulator.requests().stream()
                .map(request -> String.join(",", request.faults()))
                .toList();
    }

    private static List<String> ids(HttpResponse<String> listed) {
        return Api.json(listed).get("jobs").findValues("id").stream()
                .map(JsonNode::stringValue)
                .toList();
    }
}
