package dev.fermata.simulator.dialect.custom;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a file can say of an API; and that all of the simulator works for it. */
@Timeout(60)
class CustomDialectTest {

    private static final String SMALL = """
            name: acme
            id: "{number}"
            job: {id: "{id}", state: "{state}"}
            routes:
              POST /dubs: {does: submit, fields: {title: title}}
              GET /dubs/{id}:
            errors: {body: {error: "{code}"}}
            """;

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
    private Simulator simulator = builder().dialect(SMALL).start();
    private Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aStateIsPlainText() throws Exception {
        play("""
                values: {word: {queued: PENDING, running: EXECUTING, otherwise: DONE}}
                routes:
                  POST /jobs: {does: submit, body: "{id}"}
                  GET /jobs/{id}/phase: {body: "{word}"}
                """);
        HttpResponse<String> running = requests.get("/jobs/" + submit() + "/phase");
        assertThat(running.body()).isEqualTo("EXECUTING");
        assertThat(running.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"job_ids=2,4,1", "job_ids=2&job_ids=4&job_ids=1", "job_ids=2,%204%20,,1&job_ids=2"})
    void aListHasTheJobsWithCertainIds(String query) throws Exception {
        play("""
                id: "{number}"
                job: {id: "{id}", state: "{state}"}
                routes:
                  POST /jobs: {does: submit, body: "{id}"}
                  GET /jobs: {does: list, ids: job_ids, body: {items: "{jobs}", total: "{count}", unknown: "{missing}"}}
                """);
        submit();
        simulator.job(submit()).finish();
        submit();
        assertThat(requests.get("/jobs?" + query).body())
                .isEqualTo("{\"items\":[{\"id\":2,\"state\":\"completed\"},{\"id\":1,\"state\":\"running\"}],"
                        + "\"total\":2,\"unknown\":[\"4\"]}");
        JsonNode all = json(requests.get("/jobs"));
        assertThat(all.path("total").asInt()).isEqualTo(3);
        assertThat(all.has("unknown")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "MANY"})
    void aListRefusesNoIdsAndTooMany(String ids) throws Exception {
        play("""
                job: {id: "{id}"}
                routes:
                  GET /jobs: {does: list, ids: job_ids}
                """);
        String many = IntStream.range(0, 101).mapToObj(Integer::toString).collect(Collectors.joining(","));
        HttpResponse<String> refused = requests.get("/jobs?job_ids=" + ids.replace("MANY", many));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("detail").asString())
                .matches("job_ids has (0|101) ids; allowed are 1 to 100, with commas between them, .*");
    }

    @Test
    void aStateIsOneOfTheConditions() throws Exception {
        play("""
                values:
                  conditions:
                    completed: [{type: Complete, status: "True", lastTransitionTime: "{ended}"}]
                    failed: [{type: Failed, status: "True", message: "{error_message}"}]
                routes:
                  POST /jobs: {does: submit, body: "{id}"}
                  GET /jobs/{id}: {body: {kind: Job, status: {startTime: "{started}", conditions: "{conditions}"}}}
                """);
        String id = submit();
        assertThat(requests.get("/jobs/" + id).body())
                .isEqualTo("{\"kind\":\"Job\",\"status\":{\"startTime\":\"2026-01-01T00:00:00Z\"}}");
        clock.advance(Duration.ofMinutes(1));
        assertThat(json(requests.get("/jobs/" + id)).at("/status/conditions"))
                .isEqualTo(JsonMapper.shared().readTree("""
                        [{"type":"Complete","status":"True","lastTransitionTime":"2026-01-01T00:01:00Z"}]"""));
    }

    @Test
    void aStateIsXmlOrTheLastLineOrAHeader() throws Exception {
        play("""
                routes:
                  POST /jobs: {does: submit, fields: {title: title}, body: "{id}"}
                  GET /jobs/{id}/xml:
                    headers: {Content-Type: application/xml}
                    body: "<Job><State>{state}</State><Title>{title:xml}</Title></Job>"
                  GET /jobs/{id}/lines:
                    headers: {Content-Type: application/x-ndjson, X-State: {running: busy, otherwise: idle}}
                    body: "{\\"state\\":\\"queued\\"}\\n{\\"state\\":\\"{state}\\"}\\n"
                """);
        String id = requests.post("/jobs", "{\"title\":\"<a> & b\"}").body();
        HttpResponse<String> xml = requests.get("/jobs/" + id + "/xml");
        assertThat(xml.body()).isEqualTo("<Job><State>running</State><Title>&lt;a&gt; &amp; b</Title></Job>");
        assertThat(xml.headers().firstValue("content-type")).contains("application/xml");
        HttpResponse<String> lines = requests.get("/jobs/" + id + "/lines");
        assertThat(lines.body()).isEqualTo("{\"state\":\"queued\"}\n{\"state\":\"running\"}\n");
        assertThat(requests.send("HEAD", "/jobs/" + id + "/lines", null)
                        .headers()
                        .firstValue("x-state"))
                .contains("busy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{progress} | 0.5",
                "{progress:percent} | 50",
                "{created} | \"2026-01-01T00:00:00Z\"",
                "{created:seconds} | 1767225600",
                "{created:millis} | 1767225600000",
                "{created:http} | \"Thu, 01 Jan 2026 00:00:00 GMT\"",
                "{created:millis:text} | \"1767225600000\"",
                "{{id: {x y} {} | \"{{id: {x y} {}\"",
                "{expected:seconds} | 1767225660",
                "{retry_after} | 30",
                "{retry_after:text} | \"30\"",
                "{progress:percent} % | \"50 %\"",
                "{ended} | ",
                "at {ended} | ",
                "{title} | ",
                "{video_url} | ",
                "{error_code} | ",
                "{prefix} | \"\"",
            })
    void aPlaceholderHasAValue(String placeholder, String value) throws Exception {
        play("""
                routes:
                  POST /jobs: {does: submit, body: "{id}"}
                  GET /jobs/{id}: {body: {a: "%s"}}
                """.formatted(placeholder));
        String id = submit();
        clock.advance(Duration.ofSeconds(30));
        assertThat(requests.get("/jobs/" + id).body()).isEqualTo(value == null ? "{}" : "{\"a\":" + value + "}");
    }

    @Test
    void aNameInAnObjectMayBeAnId() throws Exception {
        play("""
                routes:
                  POST /prompt: {does: submit, body: {prompt_id: "{id}"}}
                  GET /history/{id}: {body: {"{id}": {status: "{state}"}}}
                """);
        String id = json(requests.post("/prompt", "{}")).path("prompt_id").asString();
        assertThat(requests.get("/history/" + id).body()).isEqualTo("{\"" + id + "\":{\"status\":\"running\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, query job, ?job=%s,",
        "GET, header X-Job-Id, ,",
        "POST, body job.0.id, , '{\"job\":[{\"id\":\"%s\"}]}'"
    })
    void aRequestNamesItsJobElsewhere(String method, String place, String query, String body) throws Exception {
        play("""
                routes:
                  POST /submit: {does: submit, body: "{id}"}
                  %s /phase: {id: %s, body: "{state}"}
                """.formatted(method, place));
        String id = requests.post("/submit", "{}").body();
        String path = "/phase" + (query == null ? "" : query.formatted(id));
        HttpResponse<String> found =
                requests.send(method, path, body == null ? null : body.formatted(id), "X-Job-Id", id);
        assertThat(found.body()).isEqualTo("running");
        HttpResponse<String> missing = requests.send(method, "/phase", body == null ? null : "{}");
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(json(missing).path("code").asString()).isEqualTo("missing_id");
        HttpResponse<String> unknown = requests.send(
                method, path.replace(id, "x"), body == null ? null : body.formatted("x"), "X-Job-Id", "x");
        assertThat(unknown.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "{number}, [0-9]+",
        "{random}, [0-9a-z]{13}",
        "job-{hex}.v2, job-[0-9a-f]{16}\\.v2",
        "{uuid}, [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    })
    void anIdIsThatOfOneJobAndOfOneShape(String shape, String pattern) throws Exception {
        play("""
                id: "%s"
                routes:
                  POST /jobs: {does: submit, body: "{id:text}"}
                  GET /jobs/{id}: {body: "{id:text}"}
                """.formatted(shape));
        for (int i = 0; i < 50; i++) {
            String id = submit();
            assertThat(id).matches(pattern);
            assertThat(requests.get("/jobs/" + id).body()).isEqualTo(id);
            String other =
                    json(requests.get("/v1/jobs?limit=1")).at("/jobs/0/id").asString();
            assertThat(requests.get("/jobs/" + other).statusCode()).isEqualTo(other.equals(id) ? 200 : 404);
            String wrong = id.substring(0, id.length() - 1) + (id.endsWith("0") ? "z" : "0");
            assertThat(requests.get("/jobs/" + wrong).body()).isNotEqualTo(id);
            assertThat(requests.get("/jobs/0" + id).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void anErrorIsA200WithACode() throws Exception {
        play("""
                routes:
                  POST /jobs: {does: submit, body: "{id}"}
                  GET /jobs/{id}: {body: {code: 0}}
                errors: {status: 200, headers: {X-Code: "{code}"}, body: {code: "{status}", message: "{title}: {message}"}}
                """);
        HttpResponse<String> unknown = requests.get("/jobs/x");
        assertThat(unknown.statusCode()).isEqualTo(200);
        assertThat(unknown.headers().firstValue("x-code")).contains("job_not_found");
        assertThat(json(unknown).path("code").asInt()).isEqualTo(404);
        assertThat(json(unknown).path("message").asString()).startsWith("Not Found: There is no job 'x'");
    }

    @Test
    void aHeaderStaysOneLine() throws Exception {
        play("""
                routes:
                  POST /jobs: {does: submit, fields: {title: title}, headers: {X-Title: "{title}"}, body: null}
                """);
        HttpResponse<String> answer = requests.post("/jobs", "{\"title\":\"a\\r\\nX-Other: b\"}");
        assertThat(answer.headers().firstValue("x-title")).contains("a X-Other: b");
        assertThat(answer.headers().firstValue("x-other")).isEmpty();
    }

    @Test
    void theSettingsOfTheSmallSystemHold() throws Exception {
        simulator.close();
        start(builder().errorChance(1).dialect(SMALL));
        requests.post("/dubs", "{}");
        clock.advance(Duration.ofMinutes(1).minusMillis(1));
        assertThat(requests.get("/dubs/1").body()).isEqualTo("{\"id\":1,\"state\":\"running\"}");
        clock.advance(Duration.ofMillis(1));
        assertThat(requests.get("/dubs/1").body()).isEqualTo("{\"id\":1,\"state\":\"failed\"}");
    }

    @Test
    void faultsAndLimitsAndKeysAreSaidInItsOwnFormat() throws Exception {
        simulator.close();
        start(builder()
                .apiKey("right")
                .scenario(Scenario.defaults().with("limits.requests", 4))
                .dialect(SMALL));
        assertThat(requests.get("/acme/dubs/1").body()).isEqualTo("{\"error\":\"api_key_required\"}");
        requests.post("/dubs", "{}", "X-API-Key", "right");
        requests.post("/dubs", "{}", "X-API-Key", "right");
        simulator.addFault(FaultRule.of(Fault.status(503))
                .dialect("acme")
                .route("GET /dubs/{id}")
                .job("2"));
        assertThat(requests.get("/dubs/2", "X-API-Key", "right").body()).isEqualTo("{\"error\":\"planned_fault\"}");
        assertThat(requests.get("/dubs/1", "X-API-Key", "right").statusCode()).isEqualTo(200);
        assertThat(requests.get("/dubs/1", "X-API-Key", "right").body()).isEqualTo("{\"error\":\"too_many_requests\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /acme/nowhere, 404, not_found",
        "GET, /acme, 404, not_found",
        "DELETE, /dubs/1, 405, method_not_allowed",
        "GET, /dubs/1, 404, job_not_found",
        "GET, /acme/files/a.mp4, 404, file_not_found"
    })
    void whatIsNotFoundIsSaidInItsOwnFormat(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> refused = requests.send(method, path, null);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.body()).isEqualTo("{\"error\":\"" + code + "\"}");
        assertThat(requests.get("/nowhere").headers().firstValue("content-type"))
                .contains("application/problem+json");
    }

    @Test
    void itIsServedUnderItsNameOnlyIfItSaysSo() throws Exception {
        simulator.close();
        start(builder().dialect("""
                name: acme
                prefix_only: true
                job: {self: "{prefix}/v1/jobs/{id}", state: "{state}"}
                routes:
                  POST /v1/jobs: {does: submit}
                  GET /v1/jobs/{id}:
                """));
        JsonNode job = json(requests.post("/acme/v1/jobs", "{}"));
        assertThat(job.path("self").asString()).startsWith("/acme/v1/jobs/");
        assertThat(requests.get(job.path("self").asString()).body()).isEqualTo(job.toString());
        assertThat(json(requests.get("/v1/jobs")).path("jobs").size()).isEqualTo(1);
    }

    @Test
    void aFileIsASettingLikeTheOthers(@TempDir Path folder) throws Exception {
        simulator.close();
        String file = Files.writeString(folder.resolve("acme.yaml"), SMALL).toString();
        start(builder().settings(Map.of("--dialect-file", file), Map.of()));
        assertThat(requests.post("/dubs", "{}").statusCode()).isEqualTo(200);
        simulator.close();
        SimulatorBuilder fromEnvironment = builder().settings(Map.of(), Map.of("DIALECT_FILES", file));
        assertThat(fromEnvironment.explained()).contains("--dialect-file " + file);
        start(fromEnvironment);
        assertThat(requests.post("/acme/dubs", "{}").statusCode()).isEqualTo(200);
    }

    private void play(String file) {
        simulator.close();
        start(builder().dialect("name: test\n" + file));
    }

    private void start(SimulatorBuilder settings) {
        simulator = settings.start();
        requests = new Requests(simulator.uri());
    }

    private String submit() throws Exception {
        return requests.post("/jobs", "{}").body();
    }

    private SimulatorBuilder builder() {
        return Simulator.builder()
                .port(0)
                .seed(1)
                .clock(clock)
                .totalDelay(Duration.ofMinutes(1))
                .errorChance(0);
    }
}
