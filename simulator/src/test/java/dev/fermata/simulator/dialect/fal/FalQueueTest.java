package dev.fermata.simulator.dialect.fal;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.fal.Fal.BODY;
import static dev.fermata.simulator.dialect.fal.Fal.SPEED;
import static dev.fermata.simulator.dialect.fal.Fal.job;
import static dev.fermata.simulator.dialect.fal.Fal.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Submit, status, result, cancel. */
@Timeout(60)
class FalQueueTest {

    private static final Scenario TIMES =
            Scenario.defaults().with("jobs.queue_time", "10s").with("jobs.running_time", "60s");

    private Fal api = new Fal(builder -> builder.scenario(TIMES));

    @AfterEach
    void stop() {
        api.close();
    }

    private void restart(Fal other) {
        api.close();
        api = other;
    }

    @Test
    void takesAJobThroughTheQueueToItsOutput() throws Exception {
        HttpResponse<String> submitted = api.post(SPEED, BODY);
        assertThat(submitted.statusCode()).isEqualTo(200);
        JsonNode created = json(submitted);
        String id = created.path("request_id").asString();
        assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        String self = api.simulator.uri().resolve("/fal" + job(id)).toString();
        assertThat(created.path("status").asString()).isEqualTo("IN_QUEUE");
        assertThat(created.path("response_url").asString()).isEqualTo(self);
        assertThat(created.path("status_url").asString()).isEqualTo(self + "/status");
        assertThat(created.path("cancel_url").asString()).isEqualTo(self + "/cancel");
        assertThat(created.path("queue_position").asInt()).isEqualTo(5);

        api.seconds(4);
        HttpResponse<String> queued = api.status(id);
        assertThat(queued.statusCode()).isEqualTo(202);
        assertThat(json(queued).path("status").asString()).isEqualTo("IN_QUEUE");
        assertThat(json(queued).path("queue_position").asInt()).isEqualTo(3);
        assertThat(json(queued).has("logs")).isFalse();

        api.seconds(6);
        HttpResponse<String> running = api.status(id);
        assertThat(running.statusCode()).isEqualTo(202);
        assertThat(json(running).path("status").asString()).isEqualTo("IN_PROGRESS");
        assertThat(json(running).get("logs").isNull()).isTrue();

        api.seconds(60);
        HttpResponse<String> completed = api.status(id);
        assertThat(completed.statusCode()).isEqualTo(200);
        assertThat(json(completed).path("status").asString()).isEqualTo("COMPLETED");
        assertThat(json(completed).at("/metrics/inference_time").asDouble()).isEqualTo(60.0);
        assertThat(json(completed).has("error")).isFalse();

        HttpResponse<String> result = api.result(id);
        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.headers().firstValue("x-fal-request-id")).contains(id);
        JsonNode video = json(result).path("video");
        HttpResponse<String> file =
                api.requests.get(URI.create(video.path("url").asString()).getPath());
        assertThat(video.path("url").asString()).startsWith(api.simulator.uri() + "/fal/files/" + id);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValueAsLong("content-length"))
                .hasValue(video.path("file_size").asLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true"})
    void showsLogsToWhoWantsThem(String yes) throws Exception {
        String id = api.submit();
        api.seconds(11);
        JsonNode logs = ok(api.get(job(id) + "/status?logs=" + yes)).path("logs");
        assertThat(logs.size()).isEqualTo(1);
        assertThat(logs.at("/0/message").asString()).isEqualTo("transcribing...");
        assertThat(logs.at("/0/timestamp").asString()).isEqualTo("2026-11-22T12:00:10Z");
        api.simulator.job(id).fail("x", "It broke.");
        JsonNode last = ok(api.get(job(id) + "/status?logs=" + yes)).at("/logs/1");
        assertThat(last.path("level").asString()).isEqualTo("ERROR");
        assertThat(last.path("message").asString()).isEqualTo("It broke.");
        assertThat(ok(api.get(job(id) + "/status?logs=0")).get("logs").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "file_download_error, 422",
        "runner_disconnected, 503",
        "startup_timeout, 504",
        "internal_error, 500",
        "runner_incomplete_response, 502"
    })
    void completesAJobThatFails(String code, int status) throws Exception {
        String id = api.submit();
        api.simulator.job(id).fail(code, "It broke.");
        JsonNode ended = json(api.status(id));
        assertThat(ended.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(ended.path("error").asString()).isEqualTo("It broke.");
        assertThat(ended.path("error_type").asString()).isEqualTo(code);
        HttpResponse<String> result = api.result(id);
        assertThat(result.statusCode()).isEqualTo(status);
        assertThat(result.headers().firstValue("x-fal-error-type")).contains(code);
        assertThat(result.headers().firstValue("x-fal-request-timeout-type")).isEmpty();
        JsonNode detail = json(result).path("detail");
        if (status == 422) {
            assertThat(detail.at("/0/loc").toString()).isEqualTo("[\"body\",\"video_url\"]");
            assertThat(detail.at("/0/msg").asString()).isEqualTo("It broke.");
            assertThat(detail.at("/0/type").asString()).isEqualTo(code);
        } else {
            assertThat(detail.asString()).isEqualTo("It broke.");
            assertThat(json(result).path("error_type").asString()).isEqualTo(code);
        }
    }

    @Test
    void showsACodeThatIsNoHeaderAsFarAsItCan() throws Exception {
        String id = api.submit();
        api.simulator.job(id).fail("a\r\nb: ü", "x");
        assertThat(api.result(id).headers().firstValue("x-fal-error-type")).contains("a??b:??");
    }

    @Test
    void failsAJobThatDoesNotBeginInTheTimeThatTheClientAllows() throws Exception {
        String late = ok(api.post(SPEED, BODY, "X-Fal-Request-Timeout", "2.5"))
                .path("request_id")
                .asString();
        String soonEnough = ok(api.post(SPEED, BODY, "X-Fal-Request-Timeout", "10"))
                .path("request_id")
                .asString();
        api.seconds(2.4);
        assertThat(json(api.status(late)).path("status").asString()).isEqualTo("IN_QUEUE");
        api.seconds(0.1);
        assertThat(json(api.status(late)).path("error_type").asString()).isEqualTo("request_timeout");
        HttpResponse<String> result = api.result(late);
        assertThat(result.statusCode()).isEqualTo(504);
        assertThat(result.headers().firstValue("x-fal-request-timeout-type")).contains("user");
        api.seconds(70);
        assertThat(api.result(soonEnough).statusCode()).isEqualTo(200);
        assertThat(api.result(late).statusCode()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "1e400", "1000001", "NaN"})
    void refusesATimeoutThatIsNone(String timeout) throws Exception {
        HttpResponse<String> refused = api.post(SPEED, BODY, "X-Fal-Request-Timeout", timeout);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("error_type").asString()).isEqualTo("bad_request");
        assertThat(json(refused).path("detail").asString())
                .isEqualTo("X-Fal-Request-Timeout is '" + timeout
                        + "'; allowed is a number of seconds, more than 0 and at most 1000000.");
        assertThat(refused.headers().firstValue("x-fal-error-type")).contains("bad_request");
    }

    @Test
    void cancels() throws Exception {
        String queued = api.submit();
        HttpResponse<String> canceled = api.cancel(queued);
        assertThat(canceled.statusCode()).isEqualTo(202);
        assertThat(canceled.body()).isEqualTo("{\"status\":\"CANCELLATION_REQUESTED\"}");
        assertThat(json(api.status(queued)).path("error_type").asString()).isEqualTo("client_cancelled");
        assertThat(json(api.status(queued)).path("metrics").isEmpty()).isTrue();
        HttpResponse<String> result = api.result(queued);
        assertThat(result.statusCode()).isEqualTo(499);
        assertThat(result.headers().firstValue("x-fal-error-type")).contains("client_cancelled");
        HttpResponse<String> again = api.cancel(queued);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).isEqualTo("{\"status\":\"ALREADY_COMPLETED\"}");
        HttpResponse<String> unknown = api.cancel("00000000-0000-4000-a000-000000000000");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"status\":\"NOT_FOUND\"}");
    }

    @Test
    void hasNoResultBeforeTheEnd() throws Exception {
        String id = api.submit();
        HttpResponse<String> early = api.result(id);
        assertThat(early.statusCode()).isEqualTo(400);
        assertThat(early.body()).isEqualTo("{\"detail\":\"Request is still in progress\"}");
        assertThat(early.headers().firstValue("x-fal-error-type")).isEmpty();
    }

    @Test
    void findsAJobByItsAppAndItsOwnIdOnly() throws Exception {
        String id = api.submit();
        assertThat(api.get("/fal-ai/other/requests/" + id + "/status").statusCode())
                .isEqualTo(404);
        assertThat(api.status(api.simulator.job(id).id()).statusCode()).isEqualTo(404);
        String other = json(api.requests.post(
                        "/v1/jobs", "{\"source_url\":\"https://e.example/x\",\"target_languages\":[\"es\"]}"))
                .at("/jobs/0/id")
                .asString();
        HttpResponse<String> unknown = api.status(other);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"detail\":\"Request not found\"}");
        assertThat(api.requests.get("/admin/jobs/" + id).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/acme/dub", "/acme/dub/a", "/acme/dub/a/b", "/acme/dub/a/b/c", "/acme/dub/a/b/c/d"})
    void takesAnyFunctionOfAnyAppAndLeavesItOutOfLinks(String path) throws Exception {
        JsonNode created = ok(api.post(path, "{\"target_lang\":\"de\",\"audio_url\":\"https://e.example/x.mp3\"}"));
        String id = created.path("request_id").asString();
        assertThat(created.path("response_url").asString()).endsWith("/fal/acme/dub/requests/" + id);
        api.simulator.job(id).finish();
        assertThat(ok(api.get("/acme/dub/requests/" + id)).path("target_lang").asString())
                .isEqualTo("de");
    }

    @Test
    void takesAnyContentTypeAndNoBodyAtAll() throws Exception {
        assertThat(api.send("POST", SPEED, null).statusCode()).isEqualTo(200);
        assertThat(api.post(SPEED, BODY, "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> malformed = api.post(SPEED, "{");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(json(malformed).path("detail").asString()).contains("JSON");
    }

    @Test
    void refusesAWebhookThatIsNoneOrNotAllowed() throws Exception {
        for (String url : List.of("x", "http://192.0.2.1/x")) {
            HttpResponse<String> refused = api.post(SPEED + "?fal_webhook=" + url, BODY);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
            JsonNode mistake = json(refused).at("/detail/0");
            assertThat(mistake.path("loc").toString()).isEqualTo("[\"query\",\"fal_webhook\"]");
            assertThat(mistake.path("msg").asString()).startsWith("fal_webhook");
        }
    }

    @Test
    void needsTheKeyOfTheServerButNotForItsPublicKeys() throws Exception {
        restart(new Fal(builder -> builder.apiKey("id:secret")));
        HttpResponse<String> missing = api.post(SPEED, BODY);
        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(json(missing).path("detail").asString())
                .isEqualTo("Authentication is required to access this application.");
        HttpResponse<String> wrong = api.post(SPEED, BODY, "Authorization", "Key id:wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(json(wrong).path("detail").asString()).isEqualTo("No user found for Key ID and Secret");
        assertThat(api.post(SPEED, BODY, "Authorization", "Key id:secret").statusCode())
                .isEqualTo(200);
        assertThat(api.get("/.well-known/jwks.json").statusCode()).isEqualTo(200);
    }

    @Test
    void takesNoPathOfAnotherDialect() throws Exception {
        assertThat(api.requests.post(SPEED, BODY).statusCode()).isEqualTo(404);
        assertThat(json(api.requests.get("/v1/jobs")).has("jobs")).isTrue();
        assertThat(api.requests.get("/fal/files/none.mp4").statusCode()).isEqualTo(404);
        HttpResponse<String> unknown = api.get("/nothing");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("detail").asString()).contains("/fal/nothing");
    }

    @Test
    void isWrittenAsTheOptionsSay() throws Exception {
        restart(new Fal(builder -> builder.scenario(TIMES)
                .dialectOption("fal.pending_status", 200)
                .dialectOption("fal.cancel_status", 200)
                .dialectOption("fal.early_result_status", 404)
                .dialectOption("fal.error_in_status", false)
                .dialectOption("fal.start_timeout", "startup_timeout")
                .dialectOption("fal.https_only", true)));
        String id = ok(api.post(SPEED, BODY, "X-Fal-Request-Timeout", "5"))
                .path("request_id")
                .asString();
        assertThat(api.status(id).statusCode()).isEqualTo(200);
        assertThat(api.result(id).statusCode()).isEqualTo(404);
        api.seconds(5);
        assertThat(json(api.status(id)).has("error")).isFalse();
        assertThat(json(api.status(id)).has("error_type")).isFalse();
        assertThat(json(api.result(id)).path("error_type").asString()).isEqualTo("startup_timeout");
        assertThat(api.result(id).headers().firstValue("x-fal-request-timeout-type"))
                .contains("user");
        assertThat(api.cancel(api.submit()).statusCode()).isEqualTo(200);
        assertThat(api.post(SPEED + "?fal_webhook=http://127.0.0.1:9/x", BODY).statusCode())
                .isEqualTo(422);
    }
}
