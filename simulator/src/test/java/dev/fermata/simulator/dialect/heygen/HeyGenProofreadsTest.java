package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Subtitles that are edited before the translation is made. */
@Timeout(60)
class HeyGenProofreadsTest {

    private static final String PROOFREADS = JOBS + "/proofreads";

    private final HeyGen api = new HeyGen();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void goesFromProcessingToCompletedInAFewMinutes() throws Exception {
        String id = create();
        Set<String> words = new LinkedHashSet<>();
        for (int second = 0; second < 600; second += 10) {
            words.add(api.data(PROOFREADS + "/" + id).path("status").asString());
            api.advance(Duration.ofSeconds(10));
        }
        assertThat(words).containsExactly("processing", "completed");
        JsonNode proofread = api.data(PROOFREADS + "/" + id);
        assertThat(proofread.path("title").asString()).isEqualTo("T");
        assertThat(proofread.path("output_language").asString()).isEqualTo("Spanish (Spain)");
        assertThat(proofread.path("submitted_for_review").asBoolean()).isFalse();
    }

    @Test
    void givesSubtitlesThatCanBeReplaced() throws Exception {
        String srt = PROOFREADS + "/" + create() + "/srt";
        assertThat(api.get(srt).statusCode()).isEqualTo(409);
        api.hours(1);
        JsonNode first = api.data(srt);
        assertThat(first.path("original_srt_url").isNull()).isTrue();
        URI url = URI.create(first.path("srt_url").asString());
        assertThat(api.requests.get(url.getPath() + "?" + url.getRawQuery()).body())
                .contains("00:00:00,000 -->");
        String mine = "https://e.example/mine.srt";
        assertThat(api.send("PUT", srt, "{\"srt\":{\"type\":\"url\",\"url\":\"" + mine + "\"}}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.data(srt).path("srt_url").asString()).isEqualTo(mine);
        assertThat(api.data(srt).path("original_srt_url").asString()).contains("/files/");
        assertThat(json(api.send("PUT", srt, "{}")).at("/error/param").asString())
                .isEqualTo("srt");
    }

    @Test
    void makesATranslation() throws Exception {
        String id = create();
        String generate = PROOFREADS + "/" + id + "/generate";
        assertThat(json(api.post(generate, "{}")).at("/error/code").asString()).isEqualTo("conflict");
        api.hours(1);
        JsonNode generated = api.data(api.post(generate, "{\"captions\":true,\"callback_id\":\"c\"}"));
        assertThat(generated.path("status").asString()).isEqualTo("processing");
        JsonNode job = api.job(generated.path("video_translation_id").asString());
        assertThat(job.path("title").asString()).isEqualTo("T");
        assertThat(job.path("callback_id").asString()).isEqualTo("c");
        assertThat(job.path("output_language").asString()).isEqualTo("Spanish (Spain)");
        assertThat(api.data(api.send("POST", generate, null)).has("video_translation_id"))
                .as("without body")
                .isTrue();
    }

    @Test
    void isListedAndDeletedApartFromTranslations() throws Exception {
        String translation = api.create();
        String id = create();
        JsonNode list = json(api.get(PROOFREADS + "?limit=1"));
        assertThat(list.path("data").size()).isEqualTo(1);
        assertThat(list.at("/data/0/id").asString()).isEqualTo(id);
        assertThat(list.path("has_more").asBoolean()).isFalse();
        assertThat(json(api.get(JOBS)).at("/data/0/id").asString()).isEqualTo(translation);
        assertThat(api.get(JOBS + "/" + id).statusCode()).isEqualTo(404);
        assertThat(api.get(PROOFREADS + "/" + translation).statusCode()).isEqualTo(404);
        HttpResponse<String> deleted = api.send("DELETE", PROOFREADS + "/" + id, null);
        assertThat(deleted.body()).isEqualTo("{\"data\":{\"id\":\"" + id + "\"}}");
        assertThat(api.get(PROOFREADS + "/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void needsATitle() throws Exception {
        HttpResponse<String> refused = api.post(PROOFREADS, HeyGen.body("es"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/param").asString()).isEqualTo("title");
    }

    @Test
    void tellsEndpointsThatItIsReady() throws Exception {
        try (HeyGenReceiver receiver = new HeyGenReceiver()) {
            api.post("/v3/webhooks/endpoints", "{\"url\":\"" + receiver.url("/") + "\"}");
            String id = create();
            api.hours(1);
            assertThat(receiver.got).hasSize(1);
            assertThat(receiver.got.get(0).type()).isEqualTo("proofread_creation.success");
            assertThat(receiver.got.get(0).json().at("/event_data/proofread_id").asString())
                    .isEqualTo(id);
        }
    }

    private String create() throws Exception {
        JsonNode data = api.data(api.post(PROOFREADS, HeyGen.with("\"title\":\"T\"")));
        assertThat(data.path("status").asString()).isEqualTo("processing");
        return data.path("proofread_ids").get(0).asString();
    }
}
