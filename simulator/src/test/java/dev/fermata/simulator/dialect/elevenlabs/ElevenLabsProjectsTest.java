package dev.fermata.simulator.dialect.elevenlabs;

import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.PROJECTS;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.URL;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.id;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.ok;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.projectOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code /v1/dubbing/project}: projects and their languages. */
@Timeout(60)
class ElevenLabsProjectsTest {

    private ElevenLabs api = new ElevenLabs("/elevenlabs", builder -> builder);

    @AfterEach
    void stop() {
        api.close();
    }

    private void restart(ElevenLabs other) {
        api.close();
        api = other;
    }

    @Test
    void isReadyBeforeItsLanguageIsCompleted() throws Exception {
        String language = api.language("es");
        String project = projectOf(language);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 720; i++) {
            String both = api.status(project) + " " + api.status(language);
            if (!words.contains(both)) {
                words.add(both);
            }
            api.clock.advance(Duration.ofSeconds(1));
        }
        assertThat(words)
                .containsExactly(
                        "queued queued", "preparing queued", "ready queued", "ready processing", "ready completed");
    }

    @Test
    void showsWhatTheClientSaid() throws Exception {
        HttpResponse<String> created = api.post(
                PROJECTS,
                List.of(
                        "file=@talk.mp4:abc",
                        "reference=order 17",
                        "source_language=de",
                        "model_id=dubbing_v1",
                        "keyterms=Fermata",
                        "keyterms=Java"));
        assertThat(created.statusCode()).isEqualTo(201);
        String path = PROJECTS + "/" + Requests.json(created).path("project_id").asString();
        assertThat(Requests.json(created).path("media").isNull()).isTrue();
        api.hours(1);
        JsonNode project = api.json(path);
        assertThat(project.path("reference").asString()).isEqualTo("order 17");
        assertThat(project.path("source_language").asString()).isEqualTo("de");
        assertThat(project.path("model_id").asString()).isEqualTo("dubbing_v1");
        assertThat(project.at("/media/filename").asString()).isEqualTo("talk.mp4");
        assertThat(project.at("/media/mime_type").asString()).isEqualTo("video/mp4");
        assertThat(project.path("created_at").asString()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(project.path("updated_at").asString())
                .isGreaterThan(project.path("created_at").asString());
        assertThat(project.path("error").isNull()).isTrue();
    }

    @Test
    void hasOutputsWhoseUrlsAreValidForAnHourAndNewWithEachGet() throws Exception {
        String language = api.language("es");
        assertThat(api.json(language).path("outputs").isNull()).isTrue();
        api.finish(projectOf(language));
        api.finish(language);
        JsonNode outputs = api.json(language).path("outputs");
        String audio = outputs.path("lossless_audio").asString();
        assertThat(audio).startsWith(api.simulator.uri() + "/elevenlabs/files/");
        assertThat(api.fetch(audio).statusCode()).isEqualTo(200);
        assertThat(api.fetch(outputs.path("subtitles").asString()).body()).startsWith("WEBVTT");
        api.clock.advance(Duration.ofMinutes(61));
        assertThat(api.fetch(audio).statusCode()).isEqualTo(403);
        String fresh = api.json(language).at("/outputs/lossless_audio").asString();
        assertThat(api.fetch(fresh).statusCode()).isEqualTo(200);
    }

    @Test
    void takesMoreLanguagesAtAnyTime() throws Exception {
        String first = api.language("es");
        String languages = projectOf(first) + "/language";
        HttpResponse<String> added =
                api.send("POST", languages, "{\"target_language\":\"fr\",\"voice_settings\":{\"cloning_strength\":3}}");
        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(Requests.json(added).at("/voice_settings/cloning_strength").asInt())
                .isEqualTo(3);
        api.hours(2);
        ok(api.send("POST", languages, "{\"target_language\":\"de\"}"));
        JsonNode all = api.json(languages).path("languages");
        assertThat(all.valueStream()
                        .map(each -> each.path("target_language").asString() + " "
                                + each.path("status").asString()))
                .containsExactly("es completed", "fr completed", "de queued");
        assertThat(api.json(languages + "?status=queued").path("languages").size())
                .isEqualTo(1);
        assertThat(api.json(projectOf(first)).path("language_ids").size()).isEqualTo(3);
        assertThat(api.send("POST", languages, "{}").statusCode()).isEqualTo(422);
    }

    @Test
    void letsAllLanguagesOfAFailedProjectFail() throws Exception {
        String language = api.language("es");
        String project = projectOf(language);
        api.simulator.job(id(project)).fail("no_speech", "Nobody speaks.");
        JsonNode failed = api.json(project);
        assertThat(failed.path("status").asString()).isEqualTo("failed");
        assertThat(failed.at("/error/code").asString()).isEqualTo("no_speech");
        assertThat(failed.at("/error/message").asString()).isEqualTo("Nobody speaks.");
        assertThat(api.json(language).at("/error/code").asString()).isEqualTo("project_failed");
        JsonNode late = ok(api.send("POST", project + "/language", "{\"target_language\":\"fr\"}"));
        assertThat(late.path("status").asString()).isEqualTo("failed");
        assertThat(late.at("/error/code").asString()).isEqualTo("project_failed");
    }

    @ParameterizedTest
    @CsvSource({
        "union, message_type error code message retryable",
        "bare, code message retryable",
        "realtime, message_type error",
        "none, ''"
    })
    void hasTheErrorInTheFormThatIsSet(String form, String keys) throws Exception {
        restart(ElevenLabs.with("elevenlabs.job_error", form));
        String language = api.language("es");
        api.simulator.job(id(language)).fail("internal_error", "Sorry.");
        JsonNode error = api.json(language).path("error");
        assertThat(String.join(" ", error.propertyNames())).isEqualTo(keys);
        if (error.has("retryable")) {
            assertThat(error.path("retryable").asBoolean()).isTrue();
        }
    }

    @Test
    void isAboutLanguagesOrProjectsWhenTheScenarioLetsJobsFail() throws Exception {
        restart(ElevenLabs.playing(scenario -> scenario.with("jobs.error_chance", 1)));
        String language = api.language("es");
        api.hours(1);
        assertThat(api.status(projectOf(language))).isEqualTo("ready");
        assertThat(api.status(language)).isEqualTo("failed");
        restart(new ElevenLabs("", builder -> builder.errorChance(1).dialectOption("elevenlabs.failing", "project")));
        String other = api.language("es");
        api.hours(1);
        assertThat(api.status(projectOf(other))).isEqualTo("failed");
        assertThat(api.json(other).at("/error/code").asString()).isEqualTo("project_failed");
    }

    @Test
    void takesAsLongAsTheSmallSystemSays() throws Exception {
        restart(new ElevenLabs("", builder -> builder.totalDelay(Duration.ofSeconds(7))));
        String language = api.language("es");
        assertThat(api.status(projectOf(language))).isEqualTo("ready");
        api.clock.advance(Duration.ofMillis(6_999));
        assertThat(api.status(language)).isEqualTo("processing");
        api.clock.advance(Duration.ofMillis(1));
        assertThat(api.status(language)).isEqualTo("completed");
    }

    @Test
    void keepsALanguageInTheQueueForAsLongAsItsProjectIsHeld() throws Exception {
        String language = api.language("es");
        api.simulator.job(id(projectOf(language))).hold();
        api.clock.advance(Duration.ofMinutes(2));
        assertThat(api.status(language)).isEqualTo("queued");
    }

    @Test
    void listsProjectsWithoutTheirLanguagesInPagesOfAtMostAHundred() throws Exception {
        for (int i = 0; i < 22; i++) {
            api.project("reference=" + i);
        }
        String language = projectOf(api.language("es"));
        JsonNode first = api.json(PROJECTS);
        assertThat(first.path("projects").size()).isEqualTo(20);
        assertThat(first.at("/projects/0/project_id").asString()).isEqualTo(id(language));
        assertThat(first.at("/projects/0/language_ids").isEmpty()).isTrue();
        String cursor = first.path("next_cursor").asString();
        JsonNode last = api.json(PROJECTS + "?cursor=" + cursor);
        assertThat(last.path("projects").size()).isEqualTo(3);
        assertThat(last.path("next_cursor").isNull()).isTrue();
        assertThat(api.json(PROJECTS + "?page_size=1000").path("projects").size())
                .isEqualTo(23);
        assertThat(api.json(PROJECTS + "?page_size=0").path("projects").size()).isEqualTo(1);
        assertThat(api.json(PROJECTS + "?sort_direction=ASCENDING")
                        .at("/projects/0/reference")
                        .asString())
                .isEqualTo("0");
        api.finish(language);
        assertThat(api.json(PROJECTS + "?status=ready").path("projects").size()).isEqualTo(1);
        assertThat(api.get(PROJECTS + "?page_size=x").statusCode()).isEqualTo(422);
        assertThat(api.get(PROJECTS + "?cursor=x").statusCode()).isEqualTo(422);
    }

    @Test
    void deletesALanguageOrAProjectWithAllItsLanguages() throws Exception {
        String language = api.language("es");
        String project = projectOf(language);
        String other = project + "/language/"
                + ok(api.send("POST", project + "/language", "{\"target_language\":\"fr\"}"))
                        .path("language_id")
                        .asString();
        HttpResponse<String> deleted = api.send("DELETE", other, null);
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(api.get(other).statusCode()).isEqualTo(404);
        assertThat(api.json(project).path("language_ids").size()).isEqualTo(1);
        assertThat(api.send("DELETE", project, null).statusCode()).isEqualTo(204);
        assertThat(api.get(project).statusCode()).isEqualTo(404);
        assertThat(api.get(language).statusCode()).isEqualTo(404);
        assertThat(Requests.json(api.requests.get("/v1/jobs")).path("jobs").isEmpty())
                .isTrue();
    }

    @Test
    void forgetsProjectsWithTheJobsOfTheSimulator() throws Exception {
        String language = api.language("es");
        api.simulator.reset();
        assertThat(api.get(projectOf(language)).statusCode()).isEqualTo(404);
        assertThat(api.json(PROJECTS).path("projects").isEmpty()).isTrue();
        assertThat(api.language("es"))
                .as("the same submissions give the same ids")
                .isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource({
        "source_url, reference=x",
        "webhook_ids, source_url=https://e.example/a.mp4|webhook_ids=nope",
        "model_id, source_url=https://e.example/a.mp4|model_id=v3",
        "target_language, source_url=https://e.example/a.mp4|target_language=Spanish (Spain)",
        "keyterms, source_url=https://e.example/a.mp4|keyterms=a b c d e f",
        "keyterms, source_url=https://e.example/a.mp4|keyterms=<b>"
    })
    void namesTheFieldThatIsWrong(String field, String form) throws Exception {
        HttpResponse<String> refused = api.post(PROJECTS, List.of(form.split("\\|")));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Requests.json(refused).at("/detail/0/loc/1").asString()).isEqualTo(field);
        assertThat(api.json(PROJECTS).path("projects").isEmpty()).isTrue();
    }

    @Test
    void takesAsManyTermsAsAreAllowed() throws Exception {
        List<String> form = new ArrayList<>(List.of(URL));
        for (int i = 1_000; i < 2_000; i++) {
            form.add("keyterms=" + i + "Ж".repeat(46));
        }
        assertThat(api.post(PROJECTS, form).statusCode()).isEqualTo(201);
        form.add("keyterms=one more");
        HttpResponse<String> refused = api.post(PROJECTS, form);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Requests.json(refused).at("/detail/0/loc/1").asString()).isEqualTo("keyterms");
    }

    @Test
    void createsNoProjectIfThereMayBeNoMoreLanguages() throws Exception {
        restart(ElevenLabs.with("elevenlabs.jobs_at_once", 1));
        api.language("es");
        HttpResponse<String> refused = api.post(PROJECTS, List.of(URL, "target_language=fr"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(api.json(PROJECTS).path("projects").size()).isEqualTo(1);
        api.project();
        assertThat(api.json(PROJECTS).path("projects").size()).isEqualTo(2);
    }
}
