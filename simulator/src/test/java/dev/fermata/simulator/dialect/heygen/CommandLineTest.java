package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * The calls of HeyGen's command line as HTTP, with its header fields, its order of JSON keys and its encoding of queries. The numbers are
 * those of the conformance list of what was found out about it.
 */
@Timeout(60)
class CommandLineTest {

    private static final String KEY = "k-1";

    private final HeyGen server = new HeyGen("", builder -> builder.apiKey(KEY));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsTheUserAndRefusesABadKey() throws Exception {
        assertThat(ok(get("/v3/users/me")).path("username").isString()).as("1").isTrue();
        HttpResponse<String> refused = server.get("/v3/users/me", "x-api-key", "bad");
        assertThat(refused.statusCode()).as("2").isEqualTo(401);
        assertThat(Requests.json(refused).at("/error/code").asString()).isEqualTo("unauthorized");
    }

    @Test
    void createsAndWaits() throws Exception {
        assertThat(ok(get(JOBS + "/languages")).path("languages").size())
                .as("3")
                .isPositive();
        String id = create("");
        // 5: the poll times of --wait, without jitter.
        String status = "";
        for (int wait = 2, polls = 0; polls < 200 && !status.equals("completed"); polls++) {
            status = ok(get(JOBS + "/" + id)).path("status").asString();
            server.advance(Duration.ofSeconds(wait));
            wait = Math.min(30, 2 * wait);
        }
        assertThat(status).as("5").isEqualTo("completed");
        String failing = create("");
        server.simulator.job(failing).fail("x", "audio extraction failed");
        JsonNode failed = ok(get(JOBS + "/" + failing));
        assertThat(failed.path("status").asString()).as("6").isEqualTo("failed");
        assertThat(failed.path("failure_message").asString()).isEqualTo("audio extraction failed");
        String slow = create("");
        server.advance(Duration.ofSeconds(5));
        assertThat(ok(get(JOBS + "/" + slow)).path("status").asString()).as("7").isIn("pending", "running");
    }

    @Test
    void createsOneJobForEachOfTwoLanguages() throws Exception {
        JsonNode created = ok(post(JOBS, HeyGen.body("es", "fr")));
        assertThat(created.path("video_translation_ids").size()).as("8").isEqualTo(2);
        assertThat(Requests.json(get(JOBS)).path("data").size()).isEqualTo(2);
    }

    @Test
    void createsWithAllFlags() throws Exception {
        String id = create("\"callback_id\":\"c1\",\"callback_url\":\"http://127.0.0.1:9/x\",\"enable_caption\":true,"
                + "\"mode\":\"precision\",\"speaker_num\":2,\"title\":\"T\",");
        server.hours(1);
        JsonNode job = ok(get(JOBS + "/" + id));
        assertThat(job.path("callback_id").asString()).as("9").isEqualTo("c1");
        assertThat(job.path("title").asString()).isEqualTo("T");
        assertThat(job.path("srt_caption_url").isString()).isTrue();
        assertThat(job.path("vtt_caption_url").isString()).isTrue();
    }

    @Test
    void refusesWhatIsMissingOrWrong() throws Exception {
        String video = "{\"video\":{\"type\":\"url\",\"url\":\"https://e/x.mp4\"}}";
        assertThat(param(post(JOBS, video))).as("10").isEqualTo("output_languages");
        assertThat(param(post(JOBS, body("\"mode\":\"warp\",")))).as("10").isEqualTo("mode");
        HttpResponse<String> unknown = get(JOBS + "/nope");
        assertThat(unknown.statusCode()).as("12").isEqualTo(404);
        assertThat(Requests.json(unknown).path("error").has("message")).isTrue();
        assertThat(param(get(JOBS + "?limit=500"))).as("14").isEqualTo("limit");
    }

    @Test
    void getsListsRenamesAndDeletes() throws Exception {
        String one = create("");
        create("");
        create("");
        JsonNode page = Requests.json(get(JOBS + "?limit=2"));
        assertThat(page.path("data").size()).as("13").isEqualTo(2);
        String token = page.path("next_token").asString();
        JsonNode rest = Requests.json(get(JOBS + "?limit=2&token=" + token));
        assertThat(rest.at("/data/0/id").asString()).isEqualTo(one);
        assertThat(rest.path("has_more").asBoolean(true)).isFalse();
        assertThat(ok(get(JOBS + "/" + one)).path("id").asString()).as("11").isEqualTo(one);
        JsonNode renamed = ok(send("PATCH", JOBS + "/" + one, "{\"title\":\"New\"}"));
        assertThat(renamed.path("title").asString()).as("15").isEqualTo("New");
        assertThat(renamed.propertyNames()).contains("status", "output_language", "created_at");
        HttpResponse<String> deleted = send("DELETE", JOBS + "/" + one, null);
        assertThat(deleted.body()).as("16").isEqualTo("{\"data\":{\"id\":\"" + one + "\"}}");
    }

    @Test
    void createsABatchAndAsksForManyStatuses() throws Exception {
        HttpResponse<String> created =
                post(JOBS + "/batches", "{\"title\":\"B\",\"video_translations\":[" + body("") + "," + body("") + "]}");
        assertThat(created.statusCode()).as("17").isEqualTo(202);
        String batch = ok(created).path("batch_id").asString();
        JsonNode shown = ok(get(JOBS + "/batches/" + batch + "?limit=1"));
        assertThat(shown.path("items").size()).as("18").isEqualTo(1);
        assertThat(shown.path("has_more").asBoolean()).isTrue();
        assertThat(shown.path("next_token").isString()).isTrue();
        String id = create("");
        HttpResponse<String> statuses =
                get(JOBS + "/statuses?batch_ids=" + batch + "&video_translation_ids=" + id + "%2Cnope");
        assertThat(ok(statuses).valueStream().map(row -> row.path("status").asString()))
                .as("19")
                .containsExactly("queued", "not_found", "queued", "queued");
        assertThat(Requests.json(statuses).has("has_more")).isTrue();
    }

    @Test
    void proofreads() throws Exception {
        String path = JOBS + "/proofreads";
        String id = ok(post(path, body("\"title\":\"T\",")))
                .path("proofread_ids")
                .get(0)
                .asString();
        server.hours(1);
        assertThat(ok(get(path + "/" + id)).path("status").asString()).as("20").isEqualTo("completed");
        assertThat(ok(get(path + "/" + id + "/srt")).path("srt_url").isString()).isTrue();
        String srt = "{\"srt\":{\"type\":\"url\",\"url\":\"https://e/a.srt\"}}";
        assertThat(ok(send("PUT", path + "/" + id + "/srt", srt)).path("id").asString())
                .isEqualTo(id);
        assertThat(ok(post(path + "/" + id + "/generate", "{}")).has("video_translation_id"))
                .isTrue();
    }

    @Test
    void managesWebhooks() throws Exception {
        String path = "/v3/webhooks/endpoints";
        JsonNode created = ok(
                post(
                        path,
                        "{\"events\":[\"video_translate.success\",\"video_translate.fail\"],\"url\":\"http://127.0.0.1:9/x\"}"));
        String id = created.path("endpoint_id").asString();
        assertThat(created.path("secret").isString()).as("21").isTrue();
        assertThat(Requests.json(get(path)).at("/data/0/secret").isNull())
                .as("22")
                .isTrue();
        assertThat(ok(send("PATCH", path + "/" + id, "{\"url\":\"http://127.0.0.1:9/y\"}"))
                        .path("events")
                        .size())
                .isEqualTo(2);
        assertThat(ok(send("POST", path + "/" + id + "/rotate-secret", null))
                        .path("secret")
                        .asString())
                .isNotEqualTo(created.path("secret").asString());
        assertThat(send("DELETE", path + "/" + id, null).body()).isEqualTo("{\"data\":{}}");
        assertThat(Requests.json(get("/v3/webhooks/event-types")).propertyNames())
                .as("23")
                .contains("data", "has_more", "next_token");
        server.simulator.job(create("")).finish();
        assertThat(ok(get("/v3/webhooks/events?event_type=video_translate.success"))
                        .size())
                .isEqualTo(1);
    }

    @Test
    void retriesAGetButNotACreation() throws Exception {
        String id = create("");
        server.simulator.addFault(FaultRule.of(Fault.status(429).retryAfter(Duration.ofSeconds(1)))
                .route("GET /v3/video-translations/{id}")
                .first(2));
        HttpResponse<String> first = get(JOBS + "/" + id);
        assertThat(first.statusCode()).as("25").isEqualTo(429);
        assertThat(first.headers().firstValue("retry-after")).contains("1");
        get(JOBS + "/" + id);
        assertThat(get(JOBS + "/" + id).statusCode()).isEqualTo(200);
        server.simulator.addFault(FaultRule.of(Fault.status(503))
                .route("POST /v3/video-translations")
                .first(1));
        assertThat(post(JOBS, body("")).statusCode()).isEqualTo(503);
        assertThat(jobs()).as("nothing was created").isEqualTo(1);
    }

    @Test
    void uploadsAnAssetAndTranslatesIt() throws Exception {
        String form = "--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"v.mp4\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\nvideo\r\n--b0undary--\r\n";
        HttpResponse<String> uploaded = server.send(
                "POST", "/v3/assets", form, "x-api-key", KEY, "Content-Type", "multipart/form-data; boundary=b0undary");
        String asset = ok(uploaded).path("asset_id").asString();
        String body = "{\"output_languages\":[\"Spanish (Spain)\"],\"video\":{\"asset_id\":\"" + asset
                + "\",\"type\":\"asset_id\"}}";
        assertThat(ok(post(JOBS, body)).path("video_translation_ids").size())
                .as("24")
                .isEqualTo(1);
    }

    @Test
    void repeatsACreationAfter429() throws Exception {
        server.simulator.addFault(
                FaultRule.of(Fault.status(429)).route("POST " + JOBS).first(1));
        assertThat(post(JOBS, body("")).statusCode()).as("25").isEqualTo(429);
        create("");
        assertThat(jobs()).isEqualTo(1);
    }

    /** Without {@code --idempotency-key}, the command line sends no key. */
    @Test
    void makesASecondJobOfARepeatedCommandUnlessItHasAKey() throws Exception {
        server.simulator.addFault(
                FaultRule.of(Fault.acceptThen(503)).route("POST " + JOBS).first(1));
        assertThat(post(JOBS, body("")).statusCode()).isEqualTo(503);
        create("");
        assertThat(jobs()).isEqualTo(2);
        server.simulator.addFault(
                FaultRule.of(Fault.acceptThen(503)).route("POST " + JOBS).first(1));
        String[] headers = {"x-api-key", KEY, "Idempotency-Key", "talk-1"};
        assertThat(server.post(JOBS, body(""), headers).statusCode()).isEqualTo(503);
        ok(server.post(JOBS, body(""), headers));
        assertThat(jobs()).isEqualTo(3);
    }

    /** The n8n node sends exactly these fields, in this order. */
    @Test
    void takesWhatTheN8nNodeSends() throws Exception {
        String body = "{\"video\":{\"type\":\"url\",\"url\":\"https://e/x.mp4\"},\"output_languages\":[\"Spanish\"],"
                + "\"callback_id\":\"n8n\",\"enable_caption\":true}";
        HttpResponse<String> created = server.requests.post(JOBS, body, "X-Api-Key", KEY);
        assertThat(ok(created).path("video_translation_ids").size()).isEqualTo(1);
    }

    private int jobs() throws Exception {
        return Requests.json(get(JOBS)).path("data").size();
    }

    private String create(String fields) throws Exception {
        return ok(post(JOBS, body(fields))).path("video_translation_ids").get(0).asString();
    }

    /** Sorted as Go sorts them, if the fields are. */
    private static String body(String fields) {
        return "{" + fields + "\"output_languages\":[\"Spanish (Spain)\"],"
                + "\"video\":{\"type\":\"url\",\"url\":\"https://e/x.mp4\"}}";
    }

    private static String param(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Requests.json(refused).at("/error/code").asString()).isEqualTo("invalid_parameter");
        return Requests.json(refused).at("/error/param").asString();
    }

    /** The command line needs JSON in every response. */
    private JsonNode ok(HttpResponse<String> response) {
        assertThat(List.of(200, 202)).contains(response.statusCode());
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        return server.data(response);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, null);
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return send("POST", path, json);
    }

    private HttpResponse<String> send(String method, String path, @Nullable String json) throws Exception {
        return server.send(method, path, json, "x-api-key", KEY);
    }
}
