package dev.fermata.simulator.dialect.elevenlabs;

import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.DUBS;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.PROJECTS;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.URL;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Errors in the vendor's shapes, limits, repeated requests, and paths. */
@Timeout(60)
class ElevenLabsErrorsTest {

    private static final List<String> SPANISH = List.of(URL, "target_lang=es");
    private static final String CURRENT = "current-concurrent-requests";

    private ElevenLabs api = new ElevenLabs("/elevenlabs", builder -> builder);

    @AfterEach
    void stop() {
        api.close();
    }

    private void restart(ElevenLabs other) {
        api.close();
        api = other;
    }

    private static JsonNode detail(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Requests.json(response).path("detail");
    }

    @Test
    void haveTheVendorsShapes() throws Exception {
        JsonNode unknown = detail(api.get(DUBS + "/nope"), 404);
        assertThat(unknown.path("status").asString()).isEqualTo("dubbing_not_found");
        assertThat(unknown.path("code").asString()).isEqualTo("dubbing_not_found");
        assertThat(unknown.path("type").asString()).isEqualTo("not_found");
        assertThat(unknown.path("message").asString()).contains("'nope'");
        assertThat(detail(api.get("/v1/nothing"), 404).asString()).isEqualTo("Not Found");
        assertThat(detail(api.send("PUT", DUBS, "{}"), 405).asString()).isEqualTo("Method Not Allowed");
        JsonNode field = detail(api.get(DUBS + "?page_size=201"), 422).get(0);
        assertThat(field.path("loc")).hasToString("[\"query\",\"page_size\"]");
        assertThat(field.path("type").asString()).isEqualTo("value_error");
        String dub = api.dub();
        api.finish(dub);
        JsonNode format = detail(api.get(DUBS + "/" + dub + "/transcript/es?format_type=zz"), 422)
                .get(0);
        assertThat(format.path("loc")).hasToString("[\"query\",\"format_type\"]");
        JsonNode inPath = detail(api.get(DUBS + "/" + dub + "/transcripts/es/format/zz"), 422)
                .get(0);
        assertThat(inPath.path("loc")).hasToString("[\"path\",\"format\"]");
        JsonNode json =
                detail(api.send("POST", "/v1/workspace/webhooks", "{"), 422).get(0);
        assertThat(json.path("loc")).hasToString("[\"body\"]");
        JsonNode flat = Requests.json(api.get(DUBS + "/nope/audio/es"));
        assertThat(flat.propertyNames()).containsExactly("error", "message");
    }

    @Test
    void haveFewerFieldsAndAnotherCodeIfThatIsSet() throws Exception {
        restart(new ElevenLabs(
                "",
                builder -> builder.dialectOption("elevenlabs.error_fields", "status")
                        .dialectOption("elevenlabs.not_found_code", "project_not_found")));
        JsonNode unknown = detail(api.get(PROJECTS + "/nope"), 404);
        assertThat(unknown.propertyNames()).containsExactly("status", "message");
        assertThat(unknown.path("status").asString()).isEqualTo("project_not_found");
    }

    @Test
    void tellAMissingKeyFromAWrongOne() throws Exception {
        restart(new ElevenLabs("", builder -> builder.apiKey("right")));
        JsonNode missing = detail(api.get(DUBS), 401);
        assertThat(missing.path("status").asString()).isEqualTo("needs_authorization");
        JsonNode wrong = detail(api.send("GET", DUBS, null, "xi-api-key", "wrong"), 401);
        assertThat(wrong.path("status").asString()).isEqualTo("invalid_api_key");
        assertThat(wrong.path("type").asString()).isEqualTo("authentication_error");
        assertThat(api.send("GET", DUBS, null, "xi-api-key", "right").statusCode())
                .isEqualTo(200);
    }

    @Test
    void tellTheClientsOwnJobsFromABusyService() throws Exception {
        for (int i = 0; i < 10; i++) {
            api.dub();
        }
        HttpResponse<String> own = api.post(DUBS, SPANISH);
        assertThat(detail(own, 429).path("status").asString()).isEqualTo("too_many_concurrent_requests");
        assertThat(own.headers().firstValue("retry-after")).isPresent();
        api.hours(1);
        ok(api.post(DUBS, SPANISH));
        api.simulator.addFault(
                FaultRule.of(Fault.status(429)).dialect("elevenlabs").first(1));
        HttpResponse<String> busy = api.post(DUBS, SPANISH);
        assertThat(detail(busy, 429).path("status").asString()).isEqualTo("system_busy");
        assertThat(busy.headers().firstValue("retry-after")).isEmpty();
    }

    @Test
    void sayNothingOfATimeIfThatIsSet() throws Exception {
        restart(new ElevenLabs(
                "",
                builder -> builder.dialectOption("elevenlabs.retry_after", false)
                        .dialectOption("elevenlabs.jobs_at_once", 1)));
        api.dub();
        HttpResponse<String> refused = api.post(DUBS, SPANISH);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isEmpty();
        api.simulator.addFault(FaultRule.of(Fault.status(429).retryAfter(Duration.ofSeconds(7)))
                .dialect("elevenlabs"));
        assertThat(api.get(DUBS).headers().firstValue("retry-after")).hasValue("7");
    }

    @Test
    void areForeseenWithTheHeadersOfALimitIfThatIsSet() throws Exception {
        assertThat(api.post(DUBS, SPANISH).headers().firstValue(CURRENT)).isEmpty();
        restart(ElevenLabs.with("elevenlabs.concurrency_headers", true));
        api.language("fr");
        HttpResponse<String> second = api.post(DUBS, SPANISH);
        assertThat(second.headers().firstValue(CURRENT)).hasValue("2");
        assertThat(second.headers().firstValue("maximum-concurrent-requests")).hasValue("10");
        api.hours(1);
        assertThat(api.post(DUBS, SPANISH).headers().firstValue(CURRENT)).hasValue("1");
    }

    @Test
    void repeatTheFirstAnswerForTheSameIdempotencyKey() throws Exception {
        api.simulator.addFault(FaultRule.of(Fault.acceptThen(503))
                .dialect("elevenlabs")
                .route("POST /v1/dubbing")
                .first(1));
        assertThat(api.post(DUBS, SPANISH, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(503);
        String id = ok(api.post(DUBS, SPANISH, "Idempotency-Key", "k1"))
                .path("dubbing_id")
                .asString();
        assertThat(dubs()).isEqualTo(1);
        assertThat(ok(api.post(DUBS, SPANISH, "Idempotency-Key", "k2"))
                        .path("dubbing_id")
                        .asString())
                .isNotEqualTo(id);
        HttpResponse<String> project = api.post(PROJECTS, List.of(URL), "Idempotency-Key", "k1");
        assertThat(api.post(PROJECTS, List.of(URL), "Idempotency-Key", "k1").body())
                .isEqualTo(project.body());
    }

    /** What happens to a client without keys, such as the vendor's own for JavaScript and Python. */
    @Test
    void createTwiceWithoutAKeyAndIfKeysAreNotHeeded() throws Exception {
        restart(ElevenLabs.with("elevenlabs.idempotency", false));
        api.simulator.addFault(FaultRule.of(Fault.acceptThen(503))
                .dialect("elevenlabs")
                .route("POST /v1/dubbing")
                .first(1));
        assertThat(api.post(DUBS, SPANISH, "Idempotency-Key", "k1").statusCode())
                .isEqualTo(503);
        ok(api.post(DUBS, SPANISH, "Idempotency-Key", "k1"));
        assertThat(dubs()).isEqualTo(2);
    }

    private int dubs() throws Exception {
        return api.json(DUBS).path("dubs").size();
    }

    @Test
    void areServedAtTheirOwnPathsBesideThoseOfOthers() throws Exception {
        restart(new ElevenLabs());
        assertThat(api.json(DUBS).path("dubs").isEmpty()).isTrue();
        assertThat(api.get("/elevenlabs" + DUBS).statusCode()).isEqualTo(200);
        assertThat(api.json("/v1/jobs").has("jobs")).isTrue();
        assertThat(api.json("/v1/predictions").has("results")).isTrue();
        assertThat(api.json("/v1/webhooks/default/secret").has("key")).isTrue();
        HttpResponse<String> unknown = api.get("/v1/nothing");
        assertThat(unknown.headers().firstValue("content-type")).hasValue("application/problem+json");
    }

    @Test
    void doNotFindAProjectAmongDubsNorAJobOfAnotherApi() throws Exception {
        String project = api.project().path("project_id").asString();
        assertThat(api.get(DUBS + "/" + project).statusCode()).isEqualTo(404);
        String other = Requests.json(api.requests.post(
                        "/v1/jobs", "{\"source_url\":\"https://e.example/a.mp4\",\"target_languages\":[\"es\"]}"))
                .at("/jobs/0/id")
                .asString();
        assertThat(other).isNotEmpty();
        assertThat(api.get(DUBS + "/" + other).statusCode()).isEqualTo(404);
        assertThat(dubs()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "400, validation_error",
        "403, permission_denied",
        "404, dubbing_not_found",
        "409, conflict",
        "425, dubbing_not_dubbed",
        "503, internal_error"
    })
    void haveTheShapeOfTheRouteIfAFaultAsksForThem(int status, String code) throws Exception {
        String dub = DUBS + "/" + api.dub();
        api.simulator.addFault(FaultRule.of(Fault.status(status)).dialect("elevenlabs"));
        assertThat(detail(api.get(dub), status).path("status").asString()).isEqualTo(code);
        HttpResponse<String> audio = api.get(dub + "/audio/es");
        assertThat(audio.statusCode()).isEqualTo(status);
        JsonNode flat = Requests.json(audio);
        assertThat(flat.propertyNames()).containsExactly("error", "message");
        assertThat(flat.path("error").asString()).isEqualTo(code);
        assertThat(Requests.json(api.get(dub + "/transcript/es")).path("error").asString())
                .isEqualTo(status == 404 ? "transcript_not_found" : code);
    }

    @Test
    void listTheFieldsIfAFaultAsksFor422() throws Exception {
        api.simulator.addFault(FaultRule.of(Fault.status(422)).dialect("elevenlabs"));
        assertThat(detail(api.get(DUBS), 422).at("/0/loc/0").asString()).isEqualTo("body");
        assertThat(detail(api.get(DUBS + "/any/audio/es"), 422).isArray()).isTrue();
    }

    @Test
    void hideANewJobForAMomentIfAFaultSaysSo() throws Exception {
        api.simulator.addFault(
                FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(5))).dialect("elevenlabs"));
        String language = api.language("es");
        String dub = DUBS + "/" + api.dub();
        String project = language.replaceFirst("/language/.*", "");
        assertThat(api.requests
                        .post(project + "/language", "{\"target_language\":\"fr\"}")
                        .statusCode())
                .as("a creation sees the project")
                .isEqualTo(201);
        assertThat(api.get(project).statusCode()).isEqualTo(404);
        assertThat(api.get(language).statusCode()).isEqualTo(404);
        assertThat(api.get(dub).statusCode()).isEqualTo(404);
        assertThat(dubs()).isZero();
        assertThat(Requests.json(api.get(PROJECTS)).path("projects")).isEmpty();
        api.clock.advance(Duration.ofSeconds(6));
        assertThat(dubs()).isEqualTo(1);
        assertThat(Requests.json(api.get(PROJECTS)).path("projects")).hasSize(1);
        api.requests.post(project + "/language", "{\"target_language\":\"de\"}");
        assertThat(api.json(project + "/language").path("languages")).hasSize(2);
        api.clock.advance(Duration.ofSeconds(6));
        assertThat(api.json(project + "/language").path("languages")).hasSize(3);
        assertThat(api.get(language).statusCode()).isEqualTo(200);
        assertThat(api.get(dub).statusCode()).isEqualTo(200);
    }

    @Test
    void readNoPartWhoseHeadIsLongerThanAnyClientSends() throws Exception {
        String language = "--b\r\nContent-Disposition: form-data; name=\"target_lang\"\r\n\r\nes\r\n";
        String source = "--b\r\nContent-Disposition: form-data; name=\"source_url\"\r\nContent-Type: a%sb\r\n\r\n"
                + "https://example.com/a.mp4\r\n--b--\r\n";
        String type = "multipart/form-data; boundary=b";
        String usual = language + source.replace("%s", " ");
        assertThat(ok(api.send("POST", DUBS, usual, "Content-Type", type)).has("dubbing_id"))
                .isTrue();
        String endless = language + source.replace("%s", " ".repeat(60_000));
        assertThat(api.send("POST", DUBS, endless, "Content-Type", type).statusCode())
                .isBetween(400, 422);
    }
}
