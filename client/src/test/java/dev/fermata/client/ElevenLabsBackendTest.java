package dev.fermata.client;

import static dev.fermata.client.VendorWorld.json;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.RequestBodies;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.vendor.ElevenLabsBackend;
import dev.fermata.client.vendor.ElevenLabsProjectBackend;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both surfaces of dubbing. */
class ElevenLabsBackendTest {

    private static final Submission VIDEO = Submission.of(URI.create("https://v/1.mp4"), "es");
    private static final ElevenLabsBackend DUBBING = ElevenLabsBackend.of("secret");
    private static final ElevenLabsProjectBackend PROJECTS = ElevenLabsProjectBackend.of("secret");
    private static final Duration END = ofSeconds(600);

    private static String dub(String status) {
        return "{'dubbing_id':'d1','name':'n','status':'" + status + "','target_languages':['es'],"
                + "'created_at':'2026-01-01T01:00:00Z'}";
    }

    private static VendorWorld dubbing(String created) {
        return new VendorWorld(
                DUBBING.withInput("num_speakers", 2),
                (request, now) -> request.method().equals("POST")
                        ? json(created).with("Date", "Thu, 01 Jan 2026 01:00:00 GMT")
                        : json(dub(now.compareTo(END) < 0 ? "dubbing" : "dubbed")));
    }

    private static long pollsInTheFirstHalf(VendorWorld dubbing) {
        return dubbing.world.sent().stream()
                .filter(sent -> sent.request().method().equals("GET"))
                .filter(sent -> sent.at().minus(Duration.ofHours(1)).compareTo(END.dividedBy(2)) < 0)
                .count();
    }

    @Test
    void theExpectedDurationPlansThePolls() {
        VendorWorld hinted = dubbing("{'dubbing_id':'d1','expected_duration_sec':600}");
        VendorWorld plain = dubbing("{'dubbing_id':'d1','expected_duration_sec':null}");
        assertThat(hinted.await(hinted.submit(VIDEO).get(0).id())).isInstanceOf(Outcome.Completed.class);
        assertThat(plain.await(plain.submit(VIDEO).get(0).id())).isInstanceOf(Outcome.Completed.class);
        assertThat(pollsInTheFirstHalf(hinted)).isLessThan(pollsInTheFirstHalf(plain));
    }

    @Test
    void aSubmissionIsAForm() {
        VendorWorld dubbing = dubbing("{'dubbing_id':'d1'}");
        dubbing.submit(VIDEO);
        String form = RequestBodies.text(dubbing.world.sent().get(0).request());
        assertThat(form)
                .contains("name=\"source_url\"\r\n\r\nhttps://v/1.mp4\r\n")
                .contains("name=\"target_lang\"\r\n\r\nes\r\n")
                .contains("name=\"num_speakers\"\r\n\r\n2\r\n");
        assertThat(dubbing.world.sent().get(0).header("Content-Type").orElse(""))
                .startsWith("multipart/form-data; boundary=");
        assertThat(dubbing.world.sent().get(0).header("xi-api-key")).hasValue("secret");
    }

    @Test
    void theResultIsTheUrlOfEachLanguage() {
        VendorWorld dubbing = new VendorWorld(DUBBING, (request, now) -> json(dub("dubbed")));
        assertThat(dubbing.await("d1"))
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.snapshot().result())
                                .containsEntry("audio.es", "https://api.elevenlabs.io/v1/dubbing/d1/audio/es"));
    }

    @Test
    void aFailedDubSaysWhy() {
        VendorWorld dubbing = new VendorWorld(
                DUBBING, (request, now) -> json(dub("failed").replace("'name'", "'error':'Video is too long','name'")));
        assertThat(dubbing.await("d1"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).isEqualTo("Video is too long"));
    }

    @Test
    void aSubmissionThatMayHaveBeenReceivedIsNotRepeated() {
        for (var backend : java.util.List.of(DUBBING, PROJECTS)) {
            VendorWorld dubbing = new VendorWorld(backend, (request, now) -> World.Reply.status(503));
            CompletableFuture<?> jobs = dubbing.waiter.submitAllAsync(VIDEO, "key", ofSeconds(60));
            dubbing.world.pass(ofSeconds(60));
            assertThat(jobs).isDone();
            assertThatThrownBy(jobs::join).hasMessageContaining("not repeated");
            assertThat(dubbing.world.sent()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"queued, ", "processing, ", "completed, Completed", "stale, Completed", "failed, Failed"})
    void aLanguageOfAProjectIsAJob(String word, String outcome) {
        VendorWorld projects = new VendorWorld(
                PROJECTS,
                (request, now) -> json("{'language_id':'l1','project_id':'p1','target_language':'es','status':'"
                        + (outcome == null && now.compareTo(END) >= 0 ? "completed" : word)
                        + "','error':{'code':'project_failed','message':'No speech','retryable':false},"
                        + "'outputs':{'lossless_audio':'https://e/1.flac'}}"));
        Outcome ended = projects.await("p1/l1");
        assertThat(ended.getClass().getSimpleName()).isEqualTo(outcome == null ? "Completed" : outcome);
        assertThat(ended.elapsed().compareTo(ofMinutes(5)) > 0).isEqualTo(outcome == null);
        assertThat(projects.paths().get(0)).isEqualTo("GET /v1/dubbing/project/p1/language/l1");
        if (ended instanceof Outcome.Failed failed) {
            assertThat(failed.code()).isEqualTo("project_failed");
            assertThat(failed.message()).isEqualTo("No speech");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "completed, completed, Completed",
        "completed, failed, Failed",
        "stale, completed, Completed",
        "failed, failed, Failed"
    })
    void aProjectStandsForAllItsLanguages(String es, String fr, String outcome) {
        VendorWorld projects = new VendorWorld(
                PROJECTS,
                (request, now) -> json(
                        now.compareTo(END) < 0
                                ? "{'languages':[{'target_language':'es','status':'" + es
                                        + "'},{'target_language':'fr','status':'processing'}]}"
                                : "{'languages':[{'target_language':'es','status':'" + es
                                        + "','outputs':{'subtitles':'https://e/es'}},"
                                        + "{'target_language':'fr','status':'" + fr
                                        + "','error':{'message_type':'x','error':'bad'}}]}"));
        Outcome ended = projects.await("p1");
        assertThat(ended.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(ended.elapsed()).isGreaterThanOrEqualTo(END);
        assertThat(projects.paths().get(0)).isEqualTo("GET /v1/dubbing/project/p1/language?page_size=100");
        if (ended instanceof Outcome.Completed completed) {
            assertThat(completed.snapshot().result()).containsEntry("es.subtitles", "https://e/es");
        }
    }

    @Test
    void aProjectThatFailsBeforeItHasALanguageHasFailed() {
        VendorWorld projects = new VendorWorld(
                PROJECTS,
                (request, now) -> json(
                        request.uri().getPath().endsWith("/language")
                                ? "{'languages':[],'next_cursor':null}"
                                : "{'project_id':'p1','language_ids':[],'status':'"
                                        + (now.compareTo(END) < 0
                                                ? "preparing'}"
                                                : "failed','error':{'code':'no_speech','message':'No speech'}}")));
        assertThat(projects.await("p1")).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("no_speech");
            assertThat(failed.message()).isEqualTo("No speech");
        });
        assertThat(projects.paths())
                .startsWith("GET /v1/dubbing/project/p1/language?page_size=100", "GET /v1/dubbing/project/p1");
    }

    @Test
    void aProjectIsCompletedWithTheLanguageThatWasAddedLater() {
        VendorWorld projects = new VendorWorld(PROJECTS, (request, now) -> {
            boolean added = now.compareTo(END) >= 0;
            return json(
                    !request.uri().getPath().endsWith("/language")
                            ? "{'project_id':'p1','language_ids':[" + (added ? "'l1'" : "") + "],'status':'ready'}"
                            : added
                                    ? "{'languages':[{'target_language':'es','status':'completed'}]}"
                                    : "{'languages':[]}");
        });
        assertThat(projects.await("p1")).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aProjectIsSubmittedWithItsFirstLanguage() {
        VendorWorld projects = new VendorWorld(
                PROJECTS,
                (request, now) ->
                        json(201, "{'project_id':'p1','status':'queued','revision':0,'language_ids':['l1']}"));
        assertThat(projects.submit(VIDEO)).extracting(Snapshot::id).containsExactly("p1/l1");
        assertThat(RequestBodies.text(projects.world.sent().get(0).request()))
                .contains("name=\"target_language\"\r\n\r\nes\r\n");
        VendorWorld nameless =
                new VendorWorld(PROJECTS, (request, now) -> json(201, "{'project_id':'p1','status':'queued'}"));
        assertThat(nameless.submit(VIDEO)).extracting(Snapshot::id).containsExactly("p1");
    }
}
