package dev.fermata.simulator.dialect.elevenlabs;

import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.PROJECTS;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.WEBHOOKS;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.id;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.ok;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.projectOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.webhook.Receiver;
import dev.fermata.simulator.webhook.Receiver.Got;
import dev.fermata.simulator.webhook.Receiver.Reply;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** {@code /v1/workspace/webhooks}, and what the webhooks of a project get. */
@Timeout(60)
class ElevenLabsWebhooksTest {

    private ElevenLabs api = new ElevenLabs();
    private final Receiver receiver = Receiver.start(() -> api.clock.now());

    @AfterEach
    void stop() {
        api.close();
        receiver.close();
    }

    private void restart(ElevenLabs other) {
        api.close();
        api = other;
    }

    private JsonNode webhook() throws Exception {
        return ok(api.send("POST", WEBHOOKS, settings(receiver.url())));
    }

    private static String settings(String url) {
        return "{\"settings\":{\"auth_type\":\"hmac\",\"name\":\"Mine\",\"webhook_url\":\"" + url + "\"}}";
    }

    private String language(JsonNode webhook) throws Exception {
        JsonNode project =
                api.project("webhook_ids=" + webhook.path("webhook_id").asString(), "target_language=es");
        return PROJECTS + "/" + project.path("project_id").asString() + "/language/"
                + project.at("/language_ids/0").asString();
    }

    private List<String> types() {
        return receiver.got.stream()
                .map(got -> got.json().path("type").asString())
                .toList();
    }

    @Test
    void getTheEventsOfTheirProjects() throws Exception {
        JsonNode webhook = webhook();
        String language = language(webhook);
        api.language("fr");
        api.hours(1);
        assertThat(types()).containsExactly("dubbing_project_ready", "dubbing_language_completed");
        JsonNode ready = receiver.got.get(0).json();
        assertThat(ready.at("/data/project_id").asString()).isEqualTo(id(projectOf(language)));
        assertThat(ready.at("/data/status").asString()).isEqualTo("ready");
        JsonNode completed = receiver.got.get(1).json();
        assertThat(completed.at("/data/language_id").asString()).isEqualTo(id(language));
        String audio = completed.at("/data/outputs/lossless_audio").asString();
        assertThat(audio).startsWith(api.simulator.uri() + "/elevenlabs/files/");
        assertThat(completed.path("event_timestamp").asLong())
                .isEqualTo(receiver.got.get(1).at().getEpochSecond());
    }

    @Test
    void haveOnlyWhatIsCertainIfThatIsSet() throws Exception {
        restart(ElevenLabs.with("elevenlabs.webhook_data", "brief"));
        language(webhook());
        api.hours(1);
        JsonNode project = receiver.got.get(0).json().path("data");
        assertThat(project.propertyNames()).containsExactlyInAnyOrder("project_id", "status", "error");
        JsonNode language = receiver.got.get(1).json().path("data");
        assertThat(language.propertyNames())
                .containsExactlyInAnyOrder("language_id", "project_id", "status", "outputs", "error");
        assertThat(language.at("/outputs/lossless_audio").asString()).contains("/files/");
    }

    @Test
    void areSignedAsTheVendorsClientsWantIt() throws Exception {
        JsonNode webhook = webhook();
        api.finish(projectOf(language(webhook)));
        Got got = receiver.got.get(0);
        String[] parts = got.header("Elevenlabs-signature").split(",");
        assertThat(parts[0]).isEqualTo("t=" + ElevenLabs.START.getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(webhook.path("webhook_secret").asString().getBytes(UTF_8), "HmacSHA256"));
        mac.update((ElevenLabs.START.getEpochSecond() + ".").getBytes(UTF_8));
        assertThat(parts[1]).isEqualTo("v0=" + HexFormat.of().formatHex(mac.doFinal(got.body())));
        assertThat(parts).hasSize(2);
        assertThat(got.headers().keySet()).noneMatch(name -> name.equalsIgnoreCase("webhook-signature"));
    }

    @Test
    void getTheFailuresOfAProjectAndOfItsLanguages() throws Exception {
        String language = language(webhook());
        api.simulator.job(id(projectOf(language))).fail("no_speech", "Nobody speaks.");
        assertThat(types()).containsExactly("dubbing_project_failed", "dubbing_language_failed");
        assertThat(receiver.got.get(0).json().at("/data/error/code").asString()).isEqualTo("no_speech");
        assertThat(receiver.got.get(1).json().at("/data/error/code").asString()).isEqualTo("project_failed");
    }

    @Test
    void getTheEndOfANewDubOfALanguage() throws Exception {
        String language = language(webhook());
        api.hours(1);
        ok(api.send("PATCH", language + "/transcript/segment/seg_1", "{\"translation\":\"Gracias.\"}"));
        ok(api.send("POST", language + "/transcript/regenerate", null));
        api.hours(1);
        assertThat(types())
                .containsExactly("dubbing_project_ready", "dubbing_language_completed", "dubbing_language_completed");
        assertThat(receiver.got.get(2).json().at("/data/output_revision").asInt())
                .isEqualTo(1);
    }

    /** The end of such a job is at the time of its creation, and another thread tells of it. */
    @Test
    void getTheEndOfJobsThatTakeNoTime() throws Exception {
        api.close();
        api = new ElevenLabs("", builder -> builder.totalDelay(Duration.ZERO));
        JsonNode webhook = webhook();
        for (int i = 0; i < 50; i++) {
            language(webhook);
        }
        api.clock.advance(Duration.ofSeconds(1));
        assertThat(types()).hasSize(100);
    }

    @Test
    void areSentAgainOnlyIfThatIsEnabledAndAtMostFiveTimes() throws Exception {
        receiver.answer = got -> Reply.of(503);
        JsonNode webhook = webhook();
        api.finish(projectOf(language(webhook)));
        api.hours(10);
        assertThat(types()).containsExactly("dubbing_project_ready", "dubbing_language_completed");
        receiver.got.clear();
        String path = WEBHOOKS + "/" + webhook.path("webhook_id").asString();
        ok(api.send("PATCH", path, "{\"name\":\"Mine\",\"is_disabled\":false,\"retry_enabled\":true}"));
        String project = projectOf(language(webhook));
        api.simulator.job(id(project)).finish();
        api.simulator.job(api.json(project).at("/language_ids/0").asString()).hold();
        api.hours(10);
        assertThat(types()).hasSize(6).containsOnly("dubbing_project_ready");
    }

    @Test
    void getNothingWhenTheyAreDisabledOrDeleted() throws Exception {
        JsonNode webhook = webhook();
        String path = WEBHOOKS + "/" + webhook.path("webhook_id").asString();
        String language = language(webhook);
        ok(api.send("PATCH", path, "{\"name\":\"Other\",\"is_disabled\":true}"));
        api.finish(projectOf(language));
        JsonNode listed = api.json(WEBHOOKS + "?include_usages=true").at("/webhooks/0");
        assertThat(listed.path("name").asString()).isEqualTo("Other");
        assertThat(listed.path("is_disabled").asBoolean()).isTrue();
        assertThat(listed.at("/usage/0/usage_type").asString()).isEqualTo("Dubbing");
        assertThat(listed.has("webhook_secret")).isFalse();
        ok(api.send("DELETE", path, null));
        assertThat(api.send("DELETE", path, null).statusCode()).isEqualTo(404);
        api.hours(1);
        assertThat(receiver.got).isEmpty();
    }

    @Test
    void areRefusedIfTheyCannotBeReached() throws Exception {
        HttpResponse<String> refused = api.send("POST", WEBHOOKS, settings("http://192.0.2.1/x"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("webhook_url").contains("--webhook-allow");
        assertThat(api.send("POST", WEBHOOKS, "{}").statusCode()).isEqualTo(422);
        assertThat(api.send("POST", WEBHOOKS, settings(receiver.url()).replace("hmac", "mtls"))
                        .statusCode())
                .isEqualTo(422);
    }
}
