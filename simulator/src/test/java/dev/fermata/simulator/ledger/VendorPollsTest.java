package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.report.Rule;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Vendors' resources that stand for several jobs, or for one of several. */
class VendorPollsTest extends LedgerFixture {

    private static final String VERSION = "?api-version=2026-03-01";

    @Test
    void countsPollsOfABatchForItsItems() throws Exception {
        String item =
                "{\"video\":{\"type\":\"url\",\"url\":\"https://example.com/1.mp4\"},\"output_languages\":[\"Spanish\"]}";
        JsonNode created = json(requests.post(
                "/heygen/v3/video-translations/batches",
                "{\"title\":\"B\",\"video_translations\":[" + item + "," + item + "]}",
                CLIENT,
                ME));
        String batch = created.at("/data/batch_id").asString();
        pollUntil("completed", "/heygen/v3/video-translations/batches/" + batch, "/data/status");
        assertThat(me().jobs()).isEqualTo(2);
        assertThat(me().ended()).isEqualTo(2);
        assertThat(me().polls()).isEqualTo(4);
        me().stopsAfterTheEnd();
    }

    @Test
    void aBatchMayBePolledUntilTheLastOfItsItemsIsOver() throws Exception {
        simulator.play(simulator.scenario().with("jobs.running_time", "uniform 20s 200s"));
        String item =
                "{\"video\":{\"type\":\"url\",\"url\":\"https://example.com/1.mp4\"},\"output_languages\":[\"Spanish\"]}";
        JsonNode created = json(requests.post(
                "/heygen/v3/video-translations/batches",
                "{\"title\":\"B\",\"video_translations\":[" + String.join(",", item, item, item, item) + "]}",
                CLIENT,
                ME));
        String batch = "/heygen/v3/video-translations/batches/"
                + created.at("/data/batch_id").asString();
        while (me().ended() == 0) {
            advance(1);
            requests.get(batch, CLIENT, ME);
        }
        fault(Fault.status(503), 2);
        for (int i = 0; i < 2; i++) {
            advance(10);
            requests.get(batch, CLIENT, ME);
        }
        me().stopsAfterTheEnd();
        pollUntil("completed", batch, "/data/status");
        me().stopsAfterTheEnd();
        requests.get(batch, CLIENT, ME);
        me().stopsAfterTheEnd();
        requests.get(batch, CLIENT, ME);
        assertThat(failed(Rule.STOPS_AFTER_END)).contains("showed that the job was over");
    }

    @Test
    void aSubmissionShowsNothingOfTheJobsOfOthers() throws Exception {
        dub("/elevenlabs/v1/dubbing/project", "target_language", ME);
        advance(3_600);
        dub("/elevenlabs/v1/dubbing/project", "target_language", "other");
        assertThat(report().client("other").jobs())
                .as("its project, which is ready at once")
                .isEqualTo(1);
    }

    @Test
    void resultsMayBeReadAtManyPathsAndAreNoPolls() throws Exception {
        String path = "/elevenlabs/v1/dubbing";
        JsonNode created = dub(path, "target_lang", ME);
        String dub = path + "/" + created.path("dubbing_id").asString();
        advance(3_600);
        pollUntil("dubbed", dub, "/status");
        List<String> results = List.of(
                "/audio/es",
                "/transcripts/es/format/srt",
                "/transcripts/es/format/webvtt",
                "/transcript/es?format_type=srt",
                "/transcript/es?format_type=webvtt");
        for (String result : results) {
            assertThat(requests.get(dub + result, CLIENT, ME).statusCode()).isEqualTo(200);
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(me().polls()).isEqualTo(1);
        me().stopsAfterTheEnd();
        assertThat(me().rule(Rule.RATE).broken()).isZero();
        requests.get(dub + "?again", CLIENT, ME);
        requests.get(dub + "?and=again", CLIENT, ME);
        assertThat(failed(Rule.STOPS_AFTER_END)).contains("showed that the job was over");
    }

    @Test
    void aPollOfALanguageIsNoPollOfItsProject() throws Exception {
        String path = "/elevenlabs/v1/dubbing/project";
        JsonNode created = dub(path, "target_language", ME);
        String language = path + "/" + created.path("project_id").asString() + "/language/"
                + created.at("/language_ids/0").asString();
        pollUntil("completed", language, "/status");
        assertThat(me().polls()).isEqualTo(4);
        me().stopsAfterTheEnd();
    }

    @Test
    void aPollOfAnIterationIsNoPollOfItsTranslation() throws Exception {
        String translations = "/azure/videotranslation/translations/talk";
        put(
                translations,
                "op-0001",
                "{\"input\":{\"sourceLocale\":\"en-US\",\"targetLocale\":\"es-ES\",\"voiceKind\":\"PlatformVoice\","
                        + "\"videoFileUrl\":\"https://example.com/a.mp4\"}}");
        advance(3_600);
        put(translations + "/iterations/one", "op-0002", "{\"input\":{\"speakerCount\":1}}");
        pollUntil("Succeeded", translations + "/iterations/one" + VERSION, "/status");
        assertThat(me().jobs()).isEqualTo(1);
        me().keeps(Rule.STOPS_AFTER_END);
    }

    private JsonNode dub(String path, String language, String client) throws Exception {
        String form = "--b\r\nContent-Disposition: form-data; name=\"source_url\"\r\n\r\nhttps://example.com/a.mp4\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"" + language + "\"\r\n\r\nes\r\n--b--\r\n";
        return json(requests.post(path, form, CLIENT, client, "Content-Type", "multipart/form-data; boundary=b"));
    }

    private void put(String path, String operation, String body) throws Exception {
        HttpResponse<String> made = requests.send("PUT", path + VERSION, body, CLIENT, ME, "Operation-Id", operation);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }

    private void pollUntil(String status, String path, String where) throws Exception {
        for (int i = 0; i < 100; i++) {
            HttpResponse<String> polled = requests.get(path, CLIENT, ME);
            assertThat(polled.statusCode()).as(polled.body()).isEqualTo(200);
            if (json(polled).at(where).asString().equals(status)) {
                return;
            }
            advance(10);
        }
        throw new AssertionError("never " + status);
    }
}
