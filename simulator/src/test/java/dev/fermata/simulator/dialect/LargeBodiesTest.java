package dev.fermata.simulator.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import java.net.http.HttpResponse;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** JSON that is longer than usual: files in data URIs, and batches. */
@Timeout(60)
class LargeBodiesTest {

    private static final String DATA = "data:audio/mpeg;base64,";

    private final Simulator simulator = Simulator.builder().port(0).seed(1).start();
    private final Requests api = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void takesFilesInDataUris() throws Exception {
        String file = DATA + "A".repeat(5_000_000);
        assertThat(post(
                                "/runway/v1/voice_dubbing",
                                "{\"model\":\"eleven_voice_dubbing\",\"targetLang\":\"es\",\"audioUri\":\"" + file
                                        + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/fal/fal-ai/heygen/v2/translate", "{\"video_url\":\"" + file + "\"}")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> prediction = post(
                "/replicate/v1/predictions", "{\"version\":\"acme/dub:abc123\",\"input\":{\"a\":[\"" + file + "\"]}}");
        assertThat(prediction.statusCode()).isEqualTo(201);
        JsonNode kept = Requests.json(prediction).at("/input/a/0");
        assertThat(kept.asString()).as("it is shortened").startsWith(DATA).hasSize(2_000);
    }

    @Test
    void takesABatchOfAHundredLongItems() throws Exception {
        String item = "{\"output_languages\":[\"es\"],\"title\":\"" + "t".repeat(200)
                + "\",\"video\":{\"type\":\"url\",\"url\":\"https://e.example/" + "x".repeat(1_000) + "\"}}";
        String items = String.join(",", Collections.nCopies(100, item));
        HttpResponse<String> created = post(
                "/heygen/v3/video-translations/batches", "{\"title\":\"B\",\"video_translations\":[" + items + "]}");
        assertThat(created.statusCode()).as(created.body()).isIn(200, 202);
    }

    @Test
    void refusesAnInputOfTooManyTexts() throws Exception {
        String many = String.join(",", Collections.nCopies(100, "\"" + "x".repeat(1_000) + "\""));
        HttpResponse<String> refused =
                post("/replicate/v1/predictions", "{\"version\":\"acme/dub:abc123\",\"input\":{\"a\":[" + many + "]}}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Requests.json(refused).path("detail").asString()).contains("allowed are 65536");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /heygen/v3/video-translations/x, 70000, /error/code, payload_too_large",
        "POST, /heygen/v3/video-translations, 9000000, /error/code, payload_too_large",
        "PUT, /azure/videotranslation/translations/x, 70000, /error/code, PayloadTooLarge",
        "POST, /v1/workspace/webhooks, 70000, /detail/status, body_too_large",
        "POST, /replicate/v1/predictions, 9000000, /title, Content Too Large",
        "POST, /runway/v1/voice_dubbing, 9000000, /error, The body is longer than 8388608 bytes.",
        "POST, /fal/fal-ai/heygen, 9000000, /detail, The body is longer than 8388608 bytes.",
        "POST, /v1/jobs, 70000, /code, body_too_large"
    })
    void refusesALongerBodyAsTheVendorDoes(String method, String path, int size, String place, String said)
            throws Exception {
        HttpResponse<String> refused = api.send(method, path, "x".repeat(size));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(Requests.json(refused).at(place).asString()).isEqualTo(said);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return api.send("POST", path, body, "X-Runway-Version", "2024-11-06");
    }
}
