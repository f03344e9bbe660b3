package dev.fermata.simulator.admin;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.ClockAccess;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class AdminTest {

    private static final String JOB = "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":[\"es\"]}";

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
    private Simulator simulator =
            Simulator.builder().port(0).clock(clock).seed(1).start();
    private Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void readsAndReplacesTheScenario() throws Exception {
        JsonNode before = json(requests.get("/admin/scenario"));
        assertThat(before.path("name").asString()).isEqualTo("default");
        assertThat(before.path("jobs").path("error_chance").asDouble()).isZero();

        HttpResponse<String> replaced = requests.send(
                "PUT", "/admin/scenario", "{\"from\":\"flaky\",\"name\":\"mine\",\"status\":{\"total_delay\":\"5s\"}}");
        assertThat(replaced.statusCode()).isEqualTo(200);
        assertThat(json(replaced).path("name").asString()).isEqualTo("mine");
        assertThat(simulator.scenario().settings()).containsEntry("status.total_delay", "5s");
        assertThat(simulator.faults()).hasSize(Scenario.named("flaky").faults().size());

        assertThat(requests.send("PUT", "/admin/scenario", before.toString()).statusCode())
                .as("what was read can be put back")
                .isEqualTo(200);
        assertThat(simulator.scenario().settings())
                .isEqualTo(Scenario.defaults().settings());
        assertThat(simulator.faults()).isEmpty();
    }

    @Test
    void playsAnotherScenarioForNewJobsAndTheStatusAtOnce() throws Exception {
        requests.send("PUT", "/admin/scenario", """
                {"jobs": {"queue_time": 0, "running_time": "7s", "error_chance": 0},
                 "status": {"total_delay": "3s", "error_chance": 1}}""");
        String id = submit();
        clock.advance(Duration.ofSeconds(3));
        assertThat(requests.get("/status").body()).isEqualTo("{\"result\":\"error\"}");
        clock.advance(Duration.ofMillis(3_999));
        assertThat(state(id)).isEqualTo("running");
        clock.advance(Duration.ofMillis(1));
        assertThat(state(id)).isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /admin/scenario | {\"jobs\":{\"error_chnce\":1}} | did you mean 'jobs.error_chance'?",
                "PUT | /admin/scenario | {\"from\":\"/etc/passwd\"} | did you mean",
                "POST | /admin/faults | {\"fault\":\"htlm\"} | did you mean 'html'",
                "POST | /admin/faults | {} | allowed is one of",
                "POST | /admin/clock/advance | {} | send one",
                "POST | /admin/clock/advance | {\"by\":\"-1s\"} | allowed is a duration",
                "POST | /admin/clock/advance | {\"by\":\"soon\"} | allowed is a duration",
                "POST | /admin/clock/advance | {\"to\":\"2025-01-01T00:00:00Z\"} | time does not go backwards",
                "POST | /admin/clock/advance | {\"to\":\"tomorrow\"} | allowed is a time",
                "POST | /admin/clock/speed | {\"speed\":-1} | allowed is more than 0",
                "POST | /admin/clock/speed | {\"speed\":\"fast\"} | such as 60 or",
                "POST | /admin/clock/speed | {\"speed\":\"x\"} | such as 60 or",
                "POST | /admin/clock/speed | {\"sped\":1} | did you mean 'speed'?",
                "POST | /admin/clock/freeze | {\"now\":1} | unknown field 'now'",
                "POST | /admin/reset | {\"all\":true} | unknown field 'all'",
            })
    void refusesWhatIsWrongAndSaysWhatIsAllowed(String method, String path, String body, String detail)
            throws Exception {
        HttpResponse<String> refused = requests.send(method, path, body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("detail").asString()).contains(detail);
    }

    @Test
    void addsListsAndRemovesFaults() throws Exception {
        HttpResponse<String> added = requests.post(
                "/admin/faults", "{\"fault\":\"status\",\"status\":418,\"route\":\"GET /status\",\"every\":2}");
        assertThat(added.statusCode()).isEqualTo(201);
        String id = json(added).path("id").asString();
        assertThat(requests.get("/status").statusCode()).isEqualTo(200);
        assertThat(requests.get("/status").statusCode()).isEqualTo(418);
        assertThat(requests.get("/admin/faults").body())
                .isEqualTo("{\"faults\":[{\"id\":\"" + id
                        + "\",\"fault\":\"status\",\"status\":418,\"route\":\"GET /status\",\"every\":2}]}");
        assertThat(requests.send("DELETE", "/admin/faults/" + id, null).statusCode())
                .isEqualTo(204);
        HttpResponse<String> again = requests.send("DELETE", "/admin/faults/" + id, null);
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(json(again).path("detail").asString())
                .isEqualTo("There is no fault '" + id + "'. There is none at all.");
        requests.get("/status");
        assertThat(requests.get("/status").statusCode()).isEqualTo(200);
    }

    @Test
    void letsAFaultAboutJobsTakeHoldOfTheNextOnes() throws Exception {
        requests.post("/admin/faults", "{\"fault\":\"stuck\",\"after\":0.5}");
        String id = submit();
        clock.advance(Duration.ofDays(1));
        assertThat(state(id)).isEqualTo("running");
        assertThat(json(requests.get("/admin/jobs/" + id)).path("ends_at").isNull())
                .isTrue();
        assertThat(requests.post("/admin/faults", "{\"fault\":\"stuck\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void letsOneSubmissionGoWrongAndNoOther() throws Exception {
        String faults = ",\"scenario\":{\"duration\":1,\"faults\":[{\"fault\":\"status\",\"status\":502,\"first\":1},"
                + "{\"fault\":\"stuck\"}]}}";
        HttpResponse<String> submitted = requests.post("/v1/jobs", JOB.substring(0, JOB.length() - 1) + faults);
        String wrong = json(submitted).path("jobs").path(0).path("id").asString();
        String right = submit();
        assertThat(requests.get("/v1/jobs/" + right).statusCode()).isEqualTo(200);
        assertThat(requests.get("/v1/jobs/" + wrong).statusCode()).isEqualTo(502);
        assertThat(requests.get("/v1/jobs/" + wrong).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofHours(10));
        assertThat(state(wrong)).isEqualTo("running");
        assertThat(state(right)).isEqualTo("completed");

        String bad = JOB.substring(0, JOB.length() - 1) + ",\"scenario\":{\"faults\":[{\"fault\":\"htlm\"}]}}";
        HttpResponse<String> refused = requests.post("/v1/jobs", bad);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("detail").asString())
                .startsWith("scenario.faults[0].fault is 'htlm'; did you mean 'html'");
    }

    @Test
    void listsAndRemovesWhatGoesWrongWithOneJobOnly() throws Exception {
        String faults = ",\"scenario\":{\"faults\":[{\"fault\":\"stuck\"},{\"fault\":\"status\",\"status\":502},"
                + "{\"fault\":\"latency\",\"time\":\"0s\"}]}}";
        String submission = JOB.substring(0, JOB.length() - 1) + faults;
        String id = json(requests.post("/v1/jobs", submission))
                .path("jobs")
                .path(0)
                .path("id")
                .asString();
        String first = "{\"id\":\"fault-1-of-" + id + "\",\"fault\":\"status\",\"status\":502,\"job\":\"" + id + "\"}";
        String second =
                "{\"id\":\"fault-2-of-" + id + "\",\"fault\":\"latency\",\"time\":\"0s\",\"job\":\"" + id + "\"}";
        assertThat(requests.get("/admin/faults").body())
                .as("being stuck is no rule any more, but the job's future")
                .isEqualTo("{\"faults\":[" + first + "," + second + "]}");
        requests.post("/admin/faults", "{\"fault\":\"html\",\"route\":\"/status\"}");
        assertThat(json(requests.get("/admin/faults")).path("faults")).hasSize(3);
        assertThat(requests.get("/admin/faults?job=" + id).body())
                .isEqualTo("{\"faults\":[" + first + "," + second + "]}");
        assertThat(requests.get("/admin/faults?job=other").body()).isEqualTo("{\"faults\":[]}");

        assertThat(requests.get("/v1/jobs/" + id).statusCode()).isEqualTo(502);
        assertThat(requests.send("DELETE", "/admin/faults/fault-1-of-" + id, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(requests.get("/v1/jobs/" + id).statusCode()).isEqualTo(200);
        assertThat(json(requests.get("/admin/faults")).path("faults")).hasSize(2);
        assertThat(json(requests.get("/admin/scenario")).path("faults"))
                .as("the scenario is about all jobs")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"'\"60x\"', 60", "'\"60\"', 60", "0.5, 0.5", "'\"1.5x\"', 1.5"})
    void takesASpeedAsItIsWritten(String speed, double times) throws Exception {
        HttpResponse<String> answer = requests.post("/admin/clock/speed", "{\"speed\":" + speed + "}");
        assertThat(json(answer).path("speed").asDouble()).isEqualTo(times);
        clock.freeze();
    }

    @Test
    void namesItsOwnRoutesToWhoMistypesOne() throws Exception {
        String detail = json(requests.get("/admin/clok")).path("detail").asString();
        assertThat(detail).contains("/admin/clock,", "/admin/faults").doesNotContain("/v1/jobs");
        assertThat(json(requests.get("/nowhere")).path("detail").asString()).doesNotContain("/admin");
    }

    @Test
    void movesTheClock() throws Exception {
        JsonNode moved = json(requests.post("/admin/clock/advance", "{\"by\":\"20m\"}"));
        assertThat(moved.path("now").asString()).isEqualTo("2026-01-01T00:20:00Z");
        assertThat(clock.now()).isEqualTo(Instant.parse("2026-01-01T00:20:00Z"));
        moved = json(requests.post("/admin/clock/advance", "{\"to\":\"2026-01-01T01:00:00Z\"}"));
        assertThat(moved.path("now").asString()).isEqualTo("2026-01-01T01:00:00Z");
        assertThat(moved.path("frozen").asBoolean()).isTrue();
        assertThat(json(requests.post("/admin/clock/speed", "{\"speed\":60}"))
                        .path("speed")
                        .asDouble())
                .isEqualTo(60);
        assertThat(json(requests.post("/admin/clock/freeze", "{}"))
                        .path("frozen")
                        .asBoolean())
                .isTrue();
        assertThat(json(requests.post("/admin/clock/resume", "{}"))
                        .path("speed")
                        .asDouble())
                .isEqualTo(60);
        assertThat(json(requests.get("/admin/clock")).path("frozen").asBoolean())
                .isFalse();
    }

    @Test
    void answersAlsoWhenATaskThatFellDueFails() throws Exception {
        List<String> heard = new ArrayList<>();
        restart(Simulator.builder()
                .totalDelay(Duration.ofSeconds(5))
                .errorChance(0)
                .statusListener(change -> {
                    heard.add(change.job() + change.result());
                    if (change.result().equals("completed")) {
                        throw new IllegalStateException("no room on the disk");
                    }
                }));
        boolean[] alsoDue = {false};
        ClockAccess.of(clock).schedule(clock.now().plusSeconds(5), () -> alsoDue[0] = true);
        HttpResponse<String> failed = requests.post("/admin/clock/advance", "{\"by\":\"20s\"}");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(json(failed).path("code").asString()).isEqualTo("task_failed");
        assertThat(json(failed).path("detail").asString())
                .startsWith("The clock is at 2026-01-01T00:00:20Z")
                .contains("no room on the disk");
        assertThat(alsoDue[0]).isTrue();
        assertThat(requests.post("/admin/clock/advance", "{\"by\":\"5s\"}").statusCode())
                .isEqualTo(200);
        assertThat(heard).containsExactly("1pending", "1completed", "2pending");
    }

    @Test
    void isGoneWhenItsListenerRefusesTheStart() {
        SimulatorBuilder refusing = Simulator.builder().port(simulator.port()).statusListener(change -> {
            throw new IllegalStateException("not now");
        });
        simulator.close();
        assertThatThrownBy(refusing::start).hasMessage("not now");
        Simulator.builder().port(simulator.port()).start().close();
    }

    @Test
    void changesOneJobByHand() throws Exception {
        String finished = submit();
        JsonNode shown = json(requests.post("/admin/jobs/" + finished + "/finish", "{}"));
        assertThat(shown.path("state").asString()).isEqualTo("completed");
        assertThat(requests.post("/admin/jobs/" + finished + "/finish", "{}").statusCode())
                .isEqualTo(409);

        String failed = submit();
        requests.post("/admin/jobs/" + failed + "/fail", "{\"code\":\"too_loud\",\"message\":\"Too loud.\"}");
        assertThat(json(requests.get("/v1/jobs/" + failed))
                        .path("error")
                        .path("code")
                        .asString())
                .isEqualTo("too_loud");

        String held = submit();
        requests.post("/admin/jobs/" + held + "/hold", "{}");
        clock.advance(Duration.ofDays(1));
        assertThat(state(held)).isEqualTo("queued");
        requests.post("/admin/jobs/" + held + "/release", "{}");
        clock.advance(Duration.ofHours(1));
        assertThat(state(held)).isEqualTo("completed");

        String canceled = submit();
        requests.post("/admin/jobs/" + canceled + "/cancel", "{}");
        assertThat(state(canceled)).isEqualTo("canceled");
        assertThat(requests.post("/admin/jobs/nope/hold", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void showsTheLastRequestsButNotItsOwn() throws Exception {
        requests.get("/status?secret=1");
        requests.get("/v1/jobs/nope");
        requests.get("/admin/clock");
        JsonNode shown = json(requests.get("/admin/requests"));
        assertThat(shown.path("total").asInt()).isEqualTo(2);
        assertThat(shown.path("requests").path(0).toString())
                .isEqualTo("{\"at\":\"2026-01-01T00:00:00Z\",\"method\":\"GET\",\"path\":\"/status\",\"status\":200,"
                        + "\"faults\":[]}");
        assertThat(shown.path("requests").path(1).path("status").asInt()).isEqualTo(404);
        assertThat(simulator.requests()).hasSize(2);
    }

    @Test
    void tellsATestWhatWasAskedToTheLetter() throws Exception {
        String body = "{\"source_url\":\"http://example.com/\u00e9.mp4\",\"target_languages\":[\"es\"]}";
        requests.post("/v1/jobs", body, "Idempotency-Key", "\"k1\"", "Authorization", "Bearer hidden");
        requests.get("/v1/jobs?ids=a,b&wait=0");
        requests.get("/v1/job/typo");
        requests.send("DELETE", "/status", null);
        assertThat(simulator.requests())
                .extracting(RecordedRequest::toString)
                .containsExactly(
                        "POST /v1/jobs -> 202",
                        "GET /v1/jobs -> 200",
                        "GET /v1/job/typo -> 404",
                        "DELETE /status -> 405");
        RecordedRequest submission = simulator.requests().get(0);
        assertThat(submission.body()).isEqualTo(body);
        assertThat(submission.header("Idempotency-KEY")).isEqualTo("\"k1\"");
        assertThat(submission.header("X-None")).isNull();
        assertThat(submission.headers()).containsEntry("authorization", List.of("Bearer hidden"));
        assertThat(simulator.requests().get(1).query()).isEqualTo("ids=a,b&wait=0");
        requests.post("/v1/jobs", "x".repeat(40_000));
        assertThat(simulator.requests().get(4).body()).hasSize(16 * 1024);
    }

    @Test
    void startsAnew() throws Exception {
        String first = submit();
        requests.post("/admin/faults", "{\"fault\":\"html\"}");
        assertThat(requests.post("/admin/reset", "{}").statusCode()).isEqualTo(204);
        assertThat(requests.get("/v1/jobs/" + first).statusCode()).isEqualTo(404);
        assertThat(simulator.faults()).isEmpty();
        assertThat(submit()).as("same seed, same job").isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgetsWhichSubmissionsThereWereWhenItStartsAnew(boolean overHttp) throws Exception {
        String first = submit("once", "es");
        assertThat(submit("once", "es")).isEqualTo(first);
        if (overHttp) {
            requests.post("/admin/reset", "{}");
        } else {
            simulator.reset();
        }
        String other = submit("another", "fr");
        assertThat(other).as("ids start over").isEqualTo(first);
        String again = submit("once", "es");
        assertThat(again).isNotEqualTo(other);
        assertThat(json(requests.get("/v1/jobs/" + again))
                        .path("target_language")
                        .asString())
                .isEqualTo("es");
    }

    private String submit(String key, String language) throws Exception {
        return json(requests.post(
                        "/v1/jobs", JOB.replace("[\"es\"]", "[\"" + language + "\"]"), "Idempotency-Key", key))
                .path("jobs")
                .path(0)
                .path("id")
                .asString();
    }

    private void restart(SimulatorBuilder builder) {
        simulator.close();
        simulator = builder.port(0).clock(clock).start();
        requests = new Requests(simulator.uri());
    }

    private String submit() throws Exception {
        return json(requests.post("/v1/jobs", JOB))
                .path("jobs")
                .path(0)
                .path("id")
                .asString();
    }

    private String state(String id) throws Exception {
        return json(requests.get("/v1/jobs/" + id)).path("state").asString();
    }
}
