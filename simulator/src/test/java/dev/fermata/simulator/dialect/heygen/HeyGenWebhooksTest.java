package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.dialect.heygen.HeyGenReceiver.Delivery;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Deliveries, and {@code /v3/webhooks}. */
@Timeout(60)
class HeyGenWebhooksTest {

    private static final String ENDPOINTS = "/v3/webhooks/endpoints";

    private final HeyGenReceiver receiver;
    private HeyGen api = new HeyGen();

    HeyGenWebhooksTest() throws Exception {
        receiver = new HeyGenReceiver();
    }

    @AfterEach
    void stop() {
        api.close();
        receiver.close();
    }

    @Test
    void tellsTheCallbackUrlOfAJobThatItIsCompleted() throws Exception {
        String id = createWithCallback();
        api.hours(1);
        Delivery delivery = only(receiver.got);
        assertThat(delivery.type()).isEqualTo("video_translate.success");
        JsonNode data = delivery.json().path("event_data");
        assertThat(data.path("video_translate_id").asString()).isEqualTo(id);
        assertThat(data.path("callback_id").asString()).isEqualTo("job-42");
        assertThat(data.path("output_language").asString()).isEqualTo("Spanish (Spain)");
        URI video = URI.create(data.path("url").asString());
        assertThat(video.getPath()).isEqualTo("/heygen/files/" + id + ".mp4");
        assertThat(api.requests.get(video.getPath() + "?" + video.getRawQuery()).statusCode())
                .isEqualTo(200);
        assertThat(delivery.json().path("created_at").asString()).startsWith("2026-11-22T12:");
        assertThat(delivery.header("heygen-event-id"))
                .isEqualTo(delivery.json().path("event_id").asString());
        assertThat(Long.parseLong(Objects.requireNonNull(delivery.header("Heygen-Timestamp"))))
                .isBetween(HeyGen.START.getEpochSecond(), HeyGen.START.getEpochSecond() + 3_600);
        assertThat(delivery.signedWith(api.simulator.webhookSecret())).isTrue();
        assertThat(delivery.headers().keySet()).noneMatch(name -> name.equalsIgnoreCase("webhook-signature"));
        assertThat(delivery.json().has("event")).isFalse();
    }

    @Test
    void tellsWhyAJobHasFailed() throws Exception {
        String id = createWithCallback();
        api.simulator.job(id).fail("x", "audio extraction failed");
        Delivery delivery = only(receiver.got);
        assertThat(delivery.type()).isEqualTo("video_translate.fail");
        assertThat(delivery.json().at("/event_data/message").asString()).isEqualTo("audio extraction failed");
        assertThat(delivery.json().at("/event_data/url").isMissingNode()).isTrue();
    }

    @Test
    void writesWhatIsUncertainAsIsSet() throws Exception {
        restart(new HeyGen(
                "",
                builder -> builder.dialectOption("heygen.webhook_event", true)
                        .dialectOption("heygen.webhook_id", "video_translation_id")
                        .dialectOption("heygen.sign_callbacks", false)));
        String id = createWithCallback();
        api.hours(1);
        Delivery delivery = only(receiver.got);
        assertThat(delivery.json().path("event").asString()).isEqualTo(delivery.type());
        assertThat(delivery.json().at("/event_data/video_translation_id").asString())
                .isEqualTo(id);
        assertThat(delivery.header("Heygen-Signature")).isNull();
        assertThat(delivery.header("Heygen-Event-Id")).isNotNull();
        assertThat(delivery.json().has("event_id")).isTrue();
    }

    @Test
    void writesTheKeysOfVersion1IfThatIsSet() throws Exception {
        restart(new HeyGen("", builder -> builder.dialectOption("heygen.webhook_keys", "old")));
        createWithCallback();
        api.hours(1);
        assertThat(only(receiver.got).json().propertyNames()).containsExactlyInAnyOrder("event_type", "event_data");
        assertThat(api.data("/v3/webhooks/events").get(0).has("event_id")).isTrue();
    }

    @Test
    void tellsEndpointsOfTheEventsThatTheyWantEachWithItsSecret() throws Exception {
        JsonNode all = subscribe("/all", "");
        JsonNode failures = subscribe("/failures", ",\"events\":[\"video_translate.fail\"]");
        assertThat(all.path("events").isNull()).isTrue();
        assertThat(all.path("status").asString()).isEqualTo("enabled");
        assertThat(all.path("created_at").asString()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(failures.path("events").get(0).asString()).isEqualTo("video_translate.fail");
        String completed = api.create();
        String failed = api.create();
        api.simulator.job(failed).fail("x", "y");
        api.simulator.job(completed).finish();
        assertThat(receiver.at("/all"))
                .extracting(Delivery::type)
                .containsExactly("video_translate.fail", "video_translate.success");
        Delivery failure = only(receiver.at("/failures"));
        assertThat(failure.type()).isEqualTo("video_translate.fail");
        assertThat(failure.signedWith(failures.path("secret").asString())).isTrue();
        assertThat(failure.signedWith(all.path("secret").asString())).isFalse();
    }

    @Test
    void retriesWithTheSameIdAndANewSecretOnceItIsRotated() throws Exception {
        JsonNode endpoint = subscribe("/all", "");
        receiver.status = number -> number <= 2 ? 500 : 200;
        String id = api.create();
        api.simulator.job(id).finish();
        api.advance(Duration.ofSeconds(10));
        String rotated = api.data(api.send("POST", ENDPOINTS + "/" + id(endpoint) + "/rotate-secret", null))
                .path("secret")
                .asString();
        api.hours(24);
        assertThat(receiver.got).hasSize(3);
        assertThat(receiver.got)
                .extracting(delivery -> delivery.header("Heygen-Event-Id"))
                .containsOnly(receiver.got.get(0).header("Heygen-Event-Id"));
        assertThat(receiver.got.get(1).signedWith(endpoint.path("secret").asString()))
                .isTrue();
        assertThat(receiver.got.get(2).signedWith(rotated)).isTrue();
        assertThat(receiver.got.get(2).signedWith(endpoint.path("secret").asString()))
                .isFalse();
    }

    @Test
    void retriesForADayAndThenGivesUp() throws Exception {
        subscribe("/all", "");
        receiver.status = number -> 500;
        api.simulator.job(api.create()).finish();
        api.hours(48);
        int tried = receiver.got.size();
        assertThat(tried).isGreaterThan(10);
        String last = Objects.requireNonNull(receiver.got.get(tried - 1).header("Heygen-Timestamp"));
        assertThat(Long.parseLong(last) - HeyGen.START.getEpochSecond()).isBetween(12 * 3_600L, 24 * 3_600L);
        api.hours(100);
        assertThat(receiver.got).hasSize(tried);
    }

    @Test
    void showsTheSecretOnlyOnceAndListsChangesAndDeletes() throws Exception {
        JsonNode endpoint = subscribe("/one", ",\"events\":[\"batch.finished\"]");
        assertThat(endpoint.path("secret").asString()).startsWith("whsec_");
        JsonNode list = json(api.get(ENDPOINTS));
        assertThat(list.path("has_more").asBoolean()).isFalse();
        assertThat(list.at("/data/0/secret").isNull()).isTrue();
        String path = ENDPOINTS + "/" + id(endpoint);
        JsonNode changed = api.data(api.send(
                "PATCH", path, "{\"url\":\"" + receiver.url("/two") + "\",\"events\":[\"video_translate.success\"]}"));
        assertThat(changed.path("url").asString()).endsWith("/two");
        assertThat(changed.path("events").get(0).asString()).isEqualTo("video_translate.success");
        assertThat(changed.path("secret").isNull()).isTrue();
        api.simulator.job(api.create()).finish();
        assertThat(only(receiver.got).path()).isEqualTo("/two");
        HttpResponse<String> deleted = api.send("DELETE", path, null);
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).isEqualTo("{\"data\":{}}");
        assertThat(api.send("DELETE", path, null).statusCode()).isEqualTo(404);
        assertThat(api.send("POST", path + "/rotate-secret", null).statusCode()).isEqualTo(404);
        api.simulator.job(api.create()).finish();
        assertThat(receiver.got).hasSize(1);
    }

    @Test
    void refusesWhatIsNoEndpoint() throws Exception {
        assertThat(param(api.post(ENDPOINTS, "{}"))).isEqualTo("url");
        assertThat(param(api.post(ENDPOINTS, "{\"url\":\"https://192.0.2.1/x\"}")))
                .isEqualTo("url");
        assertThat(param(api.post(
                        ENDPOINTS, "{\"url\":\"" + receiver.url("/x") + "\",\"events\":[\"video_translate.done\"]}")))
                .isEqualTo("events");
    }

    @Test
    void sendsToHttpsOnlyIfThatIsSet() throws Exception {
        restart(new HeyGen("", builder -> builder.dialectOption("heygen.https_only", true)));
        String url = receiver.url("/x");
        assertThat(param(api.post(ENDPOINTS, "{\"url\":\"" + url + "\"}"))).isEqualTo("url");
        assertThat(param(api.post(JOBS, HeyGen.with("\"callback_url\":\"" + url + "\""))))
                .isEqualTo("callback_url");
        String secure = url.replace("http:", "HTTPS:");
        assertThat(api.post(ENDPOINTS, "{\"url\":\"" + secure + "\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsAHistoryFromWhichLostDeliveriesCanBeRecovered() throws Exception {
        restart(new HeyGen("", builder -> builder.scenario(Scenario.defaults().with("webhooks.lost_chance", 1))));
        subscribe("/all", "");
        String one = api.create();
        String two = api.create();
        api.simulator.job(one).finish();
        api.simulator.job(two).fail("x", "y");
        assertThat(receiver.got).isEmpty();
        JsonNode all = json(api.get("/v3/webhooks/events"));
        assertThat(all.path("data")
                        .valueStream()
                        .map(event -> event.path("event_type").asString()))
                .containsExactly("video_translate.fail", "video_translate.success");
        assertThat(all.at("/data/1/event_data/video_translate_id").asString()).isEqualTo(one);
        JsonNode some = api.data("/v3/webhooks/events?event_type=video_translate.success&limit=1");
        assertThat(some.size()).isEqualTo(1);
        assertThat(api.data("/v3/webhooks/events?entity_id=" + two)
                        .get(0)
                        .at("/event_data/message")
                        .asString())
                .isEqualTo("y");
        assertThat(param(api.get("/v3/webhooks/events?event_type=x"))).isEqualTo("event_type");
        assertThat(api.data("/v3/webhooks/event-types")
                        .valueStream()
                        .map(type -> type.path("event_type").asString()))
                .contains("video_translate.success", "video_translate.preflight.download_failed", "batch.finished");
    }

    @Test
    void sendsADuplicateWithTheSameIdIfTheScenarioSaysSo() throws Exception {
        restart(new HeyGen("", builder -> builder.scenario(Scenario.defaults().with("webhooks.duplicate_chance", 1))));
        createWithCallback();
        api.hours(2);
        assertThat(receiver.got).hasSize(2);
        assertThat(receiver.got.get(0).header("Heygen-Event-Id"))
                .isEqualTo(receiver.got.get(1).header("Heygen-Event-Id"));
    }

    private String createWithCallback() throws Exception {
        String body = HeyGen.with("\"callback_id\":\"job-42\",\"callback_url\":\"" + receiver.url("/done") + "\"");
        return api.data(api.post(JOBS, body))
                .path("video_translation_ids")
                .get(0)
                .asString();
    }

    private JsonNode subscribe(String path, String fields) throws Exception {
        return api.data(api.post(ENDPOINTS, "{\"url\":\"" + receiver.url(path) + "\"" + fields + "}"));
    }

    private static String id(JsonNode endpoint) {
        return endpoint.path("endpoint_id").asString();
    }

    private static String param(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        return json(refused).at("/error/param").asString();
    }

    private static Delivery only(List<Delivery> deliveries) {
        assertThat(deliveries).hasSize(1);
        return deliveries.get(0);
    }

    private void restart(HeyGen other) {
        api.close();
        api = other;
    }
}
