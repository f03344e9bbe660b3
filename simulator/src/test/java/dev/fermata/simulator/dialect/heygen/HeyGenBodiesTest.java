package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Each value of each body is replaced by each kind of wrong one. The response is never a mistake of the simulator. */
@Timeout(60)
class HeyGenBodiesTest {

    private static final String TRANSLATION = """
            {"video": {"type": "url", "url": "https://e.example/x.mp4"}, "output_languages": ["es"], "title": "T",
             "mode": "speed", "input_language": "English", "translate_audio_only": true, "speaker_num": 2,
             "start_time": 1, "end_time": 2.5, "audio": {"type": "url", "url": "https://e.example/x.mp3"},
             "srt": {"type": "url", "url": "https://e.example/x.srt"}, "srt_role": "input", "fps_mode": "cfr",
             "brand_glossary_id": "b", "stock_voice_config": {"use_stock_voice": true, "preferred_stock_voice_ids": ["a"]},
             "folder_id": "f", "callback_url": "http://127.0.0.1:9/x", "callback_id": "c"}""";

    private static final List<String> WRONG = List.of(
            "null", "7", "-1", "1e400", "true", "\"\"", "\"x\"", "\"\\u0000\\n\"", "[]", "[[]]", "{}", "[{\"a\":1}]");

    /** {@code METHOD path body}; a hash is the id of a thing that exists. */
    private static final List<String> REQUESTS = List.of(
            "POST " + JOBS + " " + TRANSLATION,
            "POST " + JOBS
                    + "/batches {\"title\":\"B\",\"callback_url\":\"http://127.0.0.1:9/x\",\"video_translations\":["
                    + TRANSLATION + "]}",
            "POST " + JOBS + "/proofreads " + TRANSLATION,
            "POST /v3/webhooks/endpoints {\"url\":\"http://127.0.0.1:9/x\",\"events\":[\"batch.finished\"],\"entity_id\":\"e\"}",
            "POST /v3/assets/direct-uploads {\"filename\":\"a.mp4\",\"content_type\":\"video/mp4\",\"size_bytes\":3}",
            "POST /v2/video_translate {\"video_url\":\"https://e.example/x.mp4\",\"output_languages\":[\"es\"],\"mode\":\"fast\"}",
            "PATCH " + JOBS + "/# {\"title\":\"T\"}");

    @Test
    void areAcceptedOrRefusedInWords() throws Exception {
        try (HeyGen api = new HeyGen(
                "",
                builder -> builder.dialectOption("heygen.legacy", true).dialectOption("heygen.jobs_at_once", "none"))) {
            String id = api.create();
            for (String line : REQUESTS) {
                String[] parts = line.split(" ", 3);
                for (JsonNode body : changed(JsonMapper.shared().readTree(parts[2]))) {
                    check(api.send(parts[0], parts[1].replace("#", id), body.toString()), body);
                }
            }
        }
    }

    private static void check(HttpResponse<String> response, JsonNode body) {
        assertThat(response.statusCode()).as("%s: %s", body, response.body()).isIn(Set.of(200, 202, 400));
        if (response.statusCode() == 400) {
            JsonNode error = Requests.json(response).path("error");
            assertThat(error.path("message").asString()).isNotBlank().doesNotContain("Exception");
            assertThat(error.has("code")).isTrue();
        }
    }

    /** With each value replaced by each wrong one, and with each field left out. */
    private static List<JsonNode> changed(JsonNode body) {
        List<JsonNode> all = new ArrayList<>();
        for (String wrong : WRONG) {
            JsonNode value = JsonMapper.shared().readTree(wrong);
            replace(body, value, all, body);
        }
        return all;
    }

    private static void replace(JsonNode root, JsonNode value, List<JsonNode> all, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode before = object.get(name);
                object.set(name, value);
                all.add(root.deepCopy());
                object.remove(name);
                all.add(root.deepCopy());
                object.set(name, before);
                replace(root, value, all, before);
            }
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            JsonNode before = array.get(0);
            array.set(0, value);
            all.add(root.deepCopy());
            array.set(0, before);
            replace(root, value, all, before);
        }
    }
}
