package dev.fermata.simulator.dialect.elevenlabs;

import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.DUBS;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.URL;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code /v1/dubbing}: dubs into one language. */
@Timeout(60)
class ElevenLabsDubsTest {

    private ElevenLabs api = new ElevenLabs();

    @AfterEach
    void stop() {
        api.close();
    }

    private void restart(ElevenLabs other) {
        api.close();
        api = other;
    }

    @Test
    void createsADubThatStatesOnceHowLongItTakes() throws Exception {
        JsonNode created = ok(api.post(DUBS, List.of(URL, "target_lang=es", "source_lang=auto")));
        assertThat(created.propertyNames()).containsExactlyInAnyOrder("dubbing_id", "expected_duration_sec");
        assertThat(created.path("expected_duration_sec").asDouble()).isBetween(60.0, 1_200.0);
        JsonNode dub = api.json(DUBS + "/" + created.path("dubbing_id").asString());
        assertThat(dub.path("status").asString()).isEqualTo("dubbing");
        assertThat(dub.path("name").asString()).isEqualTo("https://e.example/talk.mp4");
        assertThat(dub.path("created_at").asString()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(dub.path("source_language").isNull()).isTrue();
        assertThat(dub.path("target_languages").get(0).asString()).isEqualTo("es");
        assertThat(dub.has("expected_duration_sec")).isFalse();
    }

    @Test
    void isDubbedAfterSomeMinutes() throws Exception {
        String dub = DUBS + "/" + api.dub();
        api.clock.advance(Duration.ofSeconds(30));
        assertThat(api.status(dub)).isEqualTo("dubbing");
        api.hours(1);
        JsonNode done = api.json(dub);
        assertThat(done.path("status").asString()).isEqualTo("dubbed");
        assertThat(done.path("source_language").asString()).isEqualTo("en");
        assertThat(done.path("error").isNull()).isTrue();
        assertThat(done.at("/media_metadata/content_type").asString()).isEqualTo("video/mp4");
    }

    @Test
    void takesAsLongAsTheSmallSystemSays() throws Exception {
        restart(new ElevenLabs("", builder -> builder.totalDelay(Duration.ofSeconds(7))));
        String dub = DUBS + "/" + api.dub();
        api.clock.advance(Duration.ofMillis(6_999));
        assertThat(api.status(dub)).isEqualTo("dubbing");
        api.clock.advance(Duration.ofMillis(1));
        assertThat(api.status(dub)).isEqualTo("dubbed");
    }

    @Test
    void saysWhyItHasFailed() throws Exception {
        String id = api.dub();
        api.simulator.job(id).fail("no_speech", "Nobody speaks.");
        JsonNode dub = api.json(DUBS + "/" + id);
        assertThat(dub.path("status").asString()).isEqualTo("failed");
        assertThat(dub.path("error").asString()).isEqualTo("Nobody speaks.");
    }

    @Test
    void hasMoreWordsForDubsThatAreNotOverIfThatIsSet() throws Exception {
        restart(new ElevenLabs(
                "",
                builder -> builder.dialectOption("elevenlabs.statuses", "all")
                        .scenario(Scenario.defaults()
                                .with("jobs.queue_time", "10s")
                                .with("jobs.running_time", "100s"))));
        String dub = DUBS + "/" + api.dub();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 115; i++) {
            String word = api.status(dub);
            if (!words.contains(word)) {
                words.add(word);
            }
            api.clock.advance(Duration.ofSeconds(1));
        }
        assertThat(words).containsExactly("queued", "preparing", "cloning", "dubbing", "dubbed");
    }

    /** The vendor's JavaScript client sends the file first, so that the other fields are at the end of a long body. */
    @ParameterizedTest
    @ValueSource(ints = {3, 65_300, 65_536, 131_000, 200_000, 4_000_000})
    void readsTheFieldsAfterAFile(int size) throws Exception {
        String file = "file=@talk.mp4:" + "x".repeat(size);
        JsonNode created = ok(api.post(DUBS, List.of("num_speakers=2", file, "name=My talk", "target_lang=fr")));
        JsonNode dub = api.json(DUBS + "/" + created.path("dubbing_id").asString());
        assertThat(dub.path("name").asString()).isEqualTo("My talk");
        assertThat(dub.path("target_languages").get(0).asString()).isEqualTo("fr");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 40_000, 300_000, 4_000_000})
    void readsTheFieldsBetweenTwoFiles(int size) throws Exception {
        String content = "x".repeat(size);
        JsonNode created = ok(api.post(
                DUBS,
                List.of(
                        "file=@talk.mp4:" + content,
                        "target_lang=fr",
                        "background_audio_file=@b.mp3:" + content,
                        "name=My talk",
                        "foreground_audio_file=@f.mp3:" + content)));
        JsonNode dub = api.json(DUBS + "/" + created.path("dubbing_id").asString());
        assertThat(dub.path("name").asString()).isEqualTo("My talk");
        assertThat(dub.path("target_languages").get(0).asString()).isEqualTo("fr");
    }

    @Test
    void isNamedAfterItsFile() throws Exception {
        JsonNode created = ok(api.post(DUBS, List.of("target_lang=fr", "file=@talk.mp4:abc")));
        assertThat(api.json(DUBS + "/" + created.path("dubbing_id").asString())
                        .path("name")
                        .asString())
                .isEqualTo("talk.mp4");
    }

    @Test
    void hasTheVideoWhenItIsOverAndIsTooEarlyBefore() throws Exception {
        String id = api.dub();
        String audio = DUBS + "/" + id + "/audio/es";
        assertThat(api.get(audio).statusCode()).as("in the queue").isEqualTo(425);
        api.clock.advance(Duration.ofMinutes(1));
        HttpResponse<String> early = api.get(audio);
        assertThat(early.statusCode()).isEqualTo(425);
        assertThat(Requests.json(early).path("error").asString()).isEqualTo("dubbing_not_dubbed");
        api.finish(id);
        HttpResponse<String> video = api.get(audio);
        assertThat(video.statusCode()).isEqualTo(200);
        assertThat(video.headers().firstValue("content-type")).hasValue("video/mp4");
        assertThat(api.send("GET", audio, null, "Range", "bytes=0-3").statusCode())
                .isEqualTo(206);
        HttpResponse<String> other = api.get(DUBS + "/" + id + "/audio/fr");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(Requests.json(other).path("error").asString()).isEqualTo("dubbing_not_found");
    }

    @Test
    void hasTranscriptsWhenItIsOverAndIsTooEarlyBefore() throws Exception {
        String id = api.dub("name=My talk", "source_lang=de");
        String root = DUBS + "/" + id + "/transcripts/";
        assertThat(api.get(root + "es/format/srt").statusCode()).isEqualTo(425);
        api.finish(id);
        JsonNode srt = api.json(root + "es/format/srt");
        assertThat(srt.path("transcript_format").asString()).isEqualTo("srt");
        assertThat(srt.path("srt").asString()).startsWith("1\n00:00:00,000").contains("español");
        assertThat(srt.path("webvtt").isNull()).isTrue();
        assertThat(api.json(root + "source/format/webvtt").path("webvtt").asString())
                .startsWith("WEBVTT")
                .contains("Deutsch");
        JsonNode json = api.json(root + "es/format/json").path("json");
        assertThat(json.path("language").asString()).isEqualTo("es");
        assertThat(json.at("/utterances/0/text").asString()).isEqualTo("My talk");
        assertThat(Requests.json(api.get(root + "fr/format/srt")).path("error").asString())
                .isEqualTo("transcript_not_found");
        assertThat(api.get(root + "es/format/txt").statusCode()).isEqualTo(422);
    }

    @Test
    void answersOnTheOlderRouteWithAStringInJsonOrWithTextIfThatIsSet() throws Exception {
        String id = api.dub();
        api.finish(id);
        String path = DUBS + "/" + id + "/transcript/es";
        assertThat(api.json(path).asString()).startsWith("1\n00:00:00,000");
        assertThat(api.json(path + "?format_type=json").path("language").asString())
                .isEqualTo("es");
        restart(ElevenLabs.with("elevenlabs.old_transcript", "text"));
        String other = api.dub();
        api.finish(other);
        assertThat(api.get(DUBS + "/" + other + "/transcript/es").body()).startsWith("1\n00:00:00,000");
    }

    @Test
    void listsDubsInPagesAndInTheWantedOrder() throws Exception {
        String b = api.dub("name=b");
        String a = api.dub("name=a");
        String c = ok(api.post(DUBS, List.of(URL, "name=c", "target_lang=fr")))
                .path("dubbing_id")
                .asString();
        api.finish(a);
        assertThat(ids("")).containsExactly(c, a, b);
        assertThat(ids("?order_direction=ASCENDING")).containsExactly(b, a, c);
        assertThat(ids("?order_by=name&order_direction=ASCENDING")).containsExactly(a, b, c);
        assertThat(ids("?dubbing_status=dubbed")).containsExactly(a);
        assertThat(ids("?dubbing_statuses=dubbed&dubbing_statuses=dubbing")).hasSize(3);
        assertThat(ids("?target_language_codes=fr")).containsExactly(c);
        assertThat(ids("?filter_by_creator=others")).isEmpty();
        assertThat(ids("?creation_sources=dubbing_ui")).isEmpty();
        JsonNode first = api.json(DUBS + "?page_size=2");
        assertThat(first.path("has_more").asBoolean()).isTrue();
        String cursor = first.path("next_cursor").asString();
        JsonNode last = api.json(DUBS + "?page_size=2&cursor=" + cursor);
        assertThat(last.path("has_more").asBoolean()).isFalse();
        assertThat(last.path("next_cursor").isNull()).isTrue();
        assertThat(last.at("/dubs/0/dubbing_id").asString()).isEqualTo(b);
    }

    private List<String> ids(String query) throws Exception {
        return api.json(DUBS + query)
                .path("dubs")
                .valueStream()
                .map(dub -> dub.path("dubbing_id").asString())
                .toList();
    }

    @Test
    void deletesADubAtAnyTime() throws Exception {
        String dub = DUBS + "/" + api.dub();
        assertThat(ok(api.send("DELETE", dub, null)).path("status").asString()).isEqualTo("ok");
        assertThat(api.get(dub).statusCode()).isEqualTo(404);
        assertThat(api.send("DELETE", dub, null).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "source_url, target_lang=es",
        "source_url, target_lang=es|source_url=https://e.example/a.mp4|file=@a.mp4:abc",
        "source_url, target_lang=es|source_url=a.mp4",
        "target_lang, target_lang=Spanish (Spain)|source_url=https://e.example/a.mp4",
        "num_speakers, target_lang=es|source_url=https://e.example/a.mp4|num_speakers=two",
        "watermark, target_lang=es|source_url=https://e.example/a.mp4|watermark=perhaps",
        "mode, target_lang=es|source_url=https://e.example/a.mp4|mode=auto",
        "end_time, target_lang=es|source_url=https://e.example/a.mp4|start_time=9|end_time=9"
    })
    void namesTheFieldThatIsWrong(String field, String form) throws Exception {
        HttpResponse<String> refused = api.post(DUBS, List.of(form.split("\\|")));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Requests.json(refused).at("/detail/0/loc/1").asString()).isEqualTo(field);
    }

    @Test
    void needsATargetUnlessItIsForTheStudio() throws Exception {
        HttpResponse<String> refused = api.post(DUBS, List.of(URL));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Requests.json(refused).at("/detail/status").asString()).isEqualTo("empty_target_language");
        JsonNode created = ok(api.post(DUBS, List.of(URL, "dubbing_studio=true")));
        JsonNode dub = api.json(DUBS + "/" + created.path("dubbing_id").asString());
        assertThat(dub.path("target_languages").isEmpty()).isTrue();
        assertThat(dub.path("editable").asBoolean()).isTrue();
    }

    @Test
    void needsAForm() throws Exception {
        HttpResponse<String> refused = api.send("POST", DUBS, "{\"target_lang\":\"es\"}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("multipart/form-data");
    }
}
