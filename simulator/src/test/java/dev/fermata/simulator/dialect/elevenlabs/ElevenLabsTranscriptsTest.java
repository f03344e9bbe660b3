package dev.fermata.simulator.dialect.elevenlabs;

import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.ok;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.projectOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Transcripts of projects and languages: edits make a language stale, and a new dub makes it completed again. */
@Timeout(60)
class ElevenLabsTranscriptsTest {

    private static final String SEGMENT = "/transcript/segment/seg_0";
    private static final String REGENERATE = "/transcript/regenerate";

    private final ElevenLabs api = new ElevenLabs();

    @AfterEach
    void stop() {
        api.close();
    }

    private String completed() throws Exception {
        String language = api.language("es");
        api.finish(projectOf(language));
        api.finish(language);
        return language;
    }

    @Test
    void makesLanguagesStaleWhenTheSourceIsEdited() throws Exception {
        String language = completed();
        String project = projectOf(language);
        JsonNode before = api.json(language);
        assertThat(before.path("output_revision").asInt())
                .isEqualTo(before.path("revision").asInt());
        JsonNode edited = ok(api.send("PATCH", project + SEGMENT, "{\"text\":\"Hello.\"}"));
        assertThat(edited.at("/segment/text").asString()).isEqualTo("Hello.");
        assertThat(edited.path("revision").asInt()).isEqualTo(1);
        assertThat(api.json(project).path("revision").asInt()).isEqualTo(1);
        JsonNode stale = api.json(language);
        assertThat(stale.path("status").asString()).isEqualTo("stale");
        assertThat(stale.path("revision").asInt()).isEqualTo(1);
        assertThat(stale.path("output_revision").asInt()).isZero();
        assertThat(stale.at("/outputs/lossless_audio").isString()).isTrue();
        JsonNode transcript = api.json(language + "/transcript");
        assertThat(transcript.at("/segments/0/source_text").asString()).isEqualTo("Hello.");
        assertThat(transcript.at("/segments/0/translation").isNull()).isTrue();
        assertThat(transcript.at("/segments/1/translation").asString()).startsWith("[es] ");
    }

    @Test
    void dubsAStaleLanguageAgain() throws Exception {
        String language = completed();
        ok(api.send("PATCH", language + SEGMENT, "{\"translation\":\"Hola.\"}"));
        assertThat(api.status(language)).isEqualTo("stale");
        String old = api.json(language).at("/outputs/lossless_audio").asString();
        HttpResponse<String> accepted = api.send("POST", language + REGENERATE, null);
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(Requests.json(accepted).at("/regenerated_segment_ids/0").asString())
                .isEqualTo("seg_0");
        JsonNode again = api.json(language);
        assertThat(again.path("status").asString()).isEqualTo("processing");
        assertThat(again.at("/outputs/lossless_audio").asString()).isEqualTo(old);
        assertThat(again.path("output_revision").asInt()).isZero();
        assertThat(api.send("POST", language + REGENERATE, null).statusCode()).isEqualTo(409);
        api.hours(1);
        JsonNode done = api.json(language);
        assertThat(done.path("status").asString()).isEqualTo("completed");
        assertThat(done.path("output_revision").asInt()).isEqualTo(1);
        assertThat(done.at("/outputs/lossless_audio").asString()).isNotEqualTo(old);
        assertThat(api.json(language + "/transcript")
                        .at("/segments/0/translation")
                        .asString())
                .isEqualTo("Hola.");
        assertThat(api.json(projectOf(language)).path("language_ids").size()).isEqualTo(1);
    }

    @Test
    void translatesATextAgainThatWasEditedInTheSource() throws Exception {
        String language = completed();
        ok(api.send("PATCH", projectOf(language) + SEGMENT, "{\"text\":\"Hello.\"}"));
        ok(api.send("POST", language + REGENERATE, null));
        api.hours(1);
        assertThat(api.json(language + "/transcript")
                        .at("/segments/0/translation")
                        .asString())
                .isEqualTo("[es] Hello.");
    }

    @Test
    void takesANewSegmentAndDeletesOne() throws Exception {
        String language = completed();
        String project = projectOf(language);
        double end = api.json(project).at("/media/duration_s").asDouble();
        String body = segment("guest", end - 2, end);
        HttpResponse<String> added = api.send("POST", project + "/transcript/segment", body);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(Requests.json(added).path("revision").asInt()).isEqualTo(1);
        JsonNode segment = Requests.json(added).path("segment");
        assertThat(segment.path("speaker_id").asString()).isEqualTo("guest");
        assertThat(segment.path("end_s").asDouble()).isEqualTo(end);
        assertThat(api.status(language)).isEqualTo("stale");
        JsonNode before = api.json(language + "/transcript").path("segments");
        assertThat(before.size()).isEqualTo(3);
        assertThat(before.get(2).path("translation").isNull()).isTrue();
        JsonNode deleted = ok(api.send("DELETE", project + SEGMENT, null));
        assertThat(deleted.toString()).isEqualTo("{\"revision\":2}");
        assertThat(api.send("DELETE", project + SEGMENT, null).statusCode()).isEqualTo(404);
        assertThat(api.json(project + "/transcript").path("segments").size()).isEqualTo(2);
        HttpResponse<String> again = api.send("POST", language + REGENERATE, null);
        assertThat(Requests.json(again).path("regenerated_segment_ids").toString())
                .isEqualTo("[\"" + segment.path("id").asString() + "\"]");
        assertThat(Requests.json(again).path("regenerated_seconds").asDouble()).isEqualTo(2.0);
        api.hours(1);
        assertThat(api.json(language + "/transcript")
                        .at("/segments/1/translation")
                        .asString())
                .isEqualTo("[es] Hi.");
    }

    @ParameterizedTest
    @CsvSource({"speaker_1, 1, 3, start_s", "guest, 1, 1.01, end_s", "guest, 1, 27, end_s", "guest, 80000, 80001, end_s"
    })
    void refusesASegmentThatDoesNotFit(String speaker, double start, double end, String field) throws Exception {
        String project = projectOf(completed());
        HttpResponse<String> refused = api.send("POST", project + "/transcript/segment", segment(speaker, start, end));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Requests.json(refused).at("/detail/0/loc/1").asString()).isEqualTo(field);
    }

    private static String segment(String speaker, double start, double end) {
        return "{\"text\":\"Hi.\",\"speaker_id\":\"" + speaker + "\",\"start_s\":" + start + ",\"end_s\":" + end + "}";
    }

    @Test
    void hasAnEditInTheFirstDubIfThatHasNotBegun() throws Exception {
        String language = api.language("es");
        api.finish(projectOf(language));
        ok(api.send("PATCH", projectOf(language) + SEGMENT, "{\"text\":\"Hello.\"}"));
        api.hours(1);
        JsonNode done = api.json(language);
        assertThat(done.path("status").asString()).isEqualTo("completed");
        assertThat(done.path("output_revision").asInt()).isEqualTo(1);
    }

    @Test
    void refusesWhatComesTooEarlyOrChangesNothing() throws Exception {
        String language = api.language("es");
        String project = projectOf(language);
        assertThat(api.get(project + "/transcript").statusCode()).isEqualTo(409);
        assertThat(api.get(language + "/transcript").statusCode()).isEqualTo(409);
        assertThat(api.send("POST", language + REGENERATE, null).statusCode()).isEqualTo(409);
        api.finish(project);
        assertThat(api.json(project + "/transcript").path("segments").size()).isEqualTo(2);
        api.finish(language);
        HttpResponse<String> nothing = api.send("POST", language + REGENERATE, null);
        assertThat(nothing.statusCode()).isEqualTo(409);
        assertThat(Requests.json(nothing).at("/detail/status").asString()).isEqualTo("conflict");
        assertThat(api.send("PATCH", project + "/transcript/segment/seg_9", "{\"text\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
    }
}
