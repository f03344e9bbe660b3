package dev.fermata.client;

import static dev.fermata.client.VendorWorld.json;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.RequestBodies;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.vendor.HeyGenBackend;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeyGenBackendTest {

    private static final HeyGenBackend HEYGEN = HeyGenBackend.of("secret-key");
    private static final Duration END = ofMinutes(7);
    /** The default of a waiter. */
    private static final Duration GRACE = ofSeconds(5);

    private static final String RUNNING = "{'data':{'id':'vt','status':'running','output_language':'Spanish (Spain)'}}";
    private static final String COMPLETED =
            "{'data':{'id':'vt','status':'completed','video_url':'https://h/v.mp4','output_language':'Spanish (Spain)'}}";

    @Test
    void aJobIsPolledUntilItHasItsUrl() {
        VendorWorld heygen = new VendorWorld(HEYGEN, (request, now) -> {
            String unpublished = "{'data':{'id':'vt','status':'completed','video_url':null}}";
            return json(
                    now.compareTo(END) < 0
                            ? RUNNING
                            : now.compareTo(END.plusSeconds(30)) < 0 ? unpublished : COMPLETED);
        });
        Outcome outcome = heygen.await("vt");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.snapshot().result())
                                .containsEntry("video_url", "https://h/v.mp4"));
        assertThat(heygen.world.sent().get(0).header("X-Api-Key")).hasValue("secret-key");
        assertThat(heygen.paths().get(0)).isEqualTo("GET /v3/video-translations/vt");
    }

    @Test
    void theFirstPollsOfAColdWaiterAreFewBecauseJobsTakeMinutes() {
        VendorWorld heygen =
                new VendorWorld(HEYGEN, (request, now) -> json(now.compareTo(END) < 0 ? RUNNING : COMPLETED));
        assertThat(heygen.await("vt").polls()).isLessThan(40);
    }

    @Test
    void severalLanguagesArePolledTogetherAndEachResultIsReadOnce() {
        VendorWorld heygen = new VendorWorld(HEYGEN, (request, now) -> {
            String path = request.uri().getPath();
            boolean ended = now.compareTo(END) >= 0;
            if (request.method().equals("POST")) {
                return json("{'data':{'video_translation_ids':['vt-es','vt-fr']}}");
            }
            String word = ended ? "completed" : "processing";
            return json(
                    path.endsWith("/statuses")
                            ? "{'data':[{'video_id':'vt-es','status':'" + word + "'},{'video_id':'vt-fr','status':'"
                                    + word + "'}]}"
                            : ended ? COMPLETED : RUNNING);
        });
        Submission video =
                Submission.of(URI.create("https://v/1.mp4"), "Spanish (Spain)", "Chinese (Mandarin, Simplified)");
        List<Snapshot> jobs = heygen.submit(video);
        assertThat(jobs).extracting(Snapshot::id).containsExactly("vt-es", "vt-fr");
        CompletableFuture<Outcome> first = heygen.waiter.awaitAsync("vt-es", ofMinutes(60));
        CompletableFuture<Outcome> second = heygen.waiter.awaitAsync("vt-fr", ofMinutes(60));
        heygen.world.pass(ofMinutes(60));
        assertThat(List.of(Rejections.outcome(first), Rejections.outcome(second)))
                .allMatch(Outcome.Completed.class::isInstance);
        List<String> paths = heygen.paths();
        assertThat(paths).contains("GET /v3/video-translations/statuses?video_translation_ids=vt-es%2Cvt-fr");
        assertThat(paths)
                .filteredOn(path -> !path.contains("/statuses?") && path.startsWith("GET"))
                .containsExactlyInAnyOrder("GET /v3/video-translations/vt-es", "GET /v3/video-translations/vt-fr");
    }

    @Test
    void twentyJobsCostLittleMoreThanOne() {
        World.Server server = (request, now) -> {
            String word = now.compareTo(END) < 0 ? "processing" : "completed";
            String ids = request.uri().getQuery();
            if (ids == null) {
                return json(now.compareTo(END) < 0 ? RUNNING : COMPLETED);
            }
            String entries = Arrays.stream(ids.substring(ids.indexOf('=') + 1).split(","))
                    .map(id -> "{'video_id':'" + id + "','status':'" + word + "'}")
                    .collect(Collectors.joining(","));
            return json("{'data':[" + entries + "]}");
        };
        VendorWorld one = new VendorWorld(HEYGEN, server);
        one.await("vt0");
        VendorWorld twenty = new VendorWorld(HEYGEN, server);
        List<CompletableFuture<Outcome>> outcomes = IntStream.range(0, 20)
                .mapToObj(job -> twenty.waiter.awaitAsync("vt" + job, ofMinutes(60)))
                .toList();
        twenty.world.pass(ofMinutes(60));
        assertThat(outcomes).allMatch(outcome -> Rejections.outcome(outcome) instanceof Outcome.Completed);
        long polls = twenty.paths().stream()
                .filter(path -> path.contains("/statuses?"))
                .count();
        assertThat(polls).isLessThan(3L * one.paths().size());
        assertThat(twenty.paths()).hasSize((int) polls + 20);
    }

    @Test
    void aFailureOfOneAmongManyComesWithItsReason() {
        VendorWorld heygen =
                new VendorWorld(HEYGEN, (request, now) -> switch (request.uri().getPath()) {
                    case "/v3/video-translations/statuses" ->
                        json("{'data':[{'video_id':'a','status':'failed'},{'video_id':'b','status':'not_found'}]}");
                    case "/v3/video-translations/a" ->
                        json("{'data':{'id':'a','status':'failed','failure_message':'audio extraction failed'}}");
                    default -> json(404, "{'error':{'code':'resource_not_found','message':'No such translation'}}");
                });
        CompletableFuture<Outcome> failed = heygen.waiter.awaitAsync("a", ofMinutes(10));
        CompletableFuture<Outcome> unknown = heygen.waiter.awaitAsync("b", ofMinutes(10));
        heygen.world.pass(ofMinutes(10));
        assertThat(Rejections.outcome(failed))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        outcome -> assertThat(outcome.message()).isEqualTo("audio extraction failed"));
        assertThat(Rejections.outcome(unknown))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.exception()).hasMessageContaining("No such translation"));
    }

    @Test
    void jobsThatAreListedAsUnknownEndWhenTheGraceIsOver() {
        VendorWorld heygen = new VendorWorld(
                HEYGEN,
                (request, now) ->
                        json("{'data':[{'video_id':'a','status':'not_found'},{'video_id':'b','status':'not_found'}]}"));
        List<CompletableFuture<Outcome>> outcomes =
                List.of(heygen.waiter.awaitAsync("a", ofMinutes(10)), heygen.waiter.awaitAsync("b", ofMinutes(10)));
        heygen.world.pass(ofMinutes(10));
        assertThat(outcomes).allSatisfy(wait -> {
            Outcome outcome = Rejections.outcome(wait);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            rejected -> assertThat(rejected.exception())
                                    .hasMessageStartingWith(
                                            "the server lists the job as missing: the server does not know this job"));
            assertThat(outcome.elapsed()).isLessThan(GRACE.plusMillis(200));
        });
    }

    @Test
    void aSubmissionSaysWhatHeyGenWants() {
        VendorWorld heygen = new VendorWorld(
                HEYGEN.withServer(URI.create("http://localhost:8000/heygen")).withInput("mode", "precision"),
                (request, now) -> json("{'data':{'video_translation_ids':['vt-es']}}"));
        Submission video = Submission.of(URI.create("https://v/1.mp4"), "Spanish (Spain)")
                .withTitle("A talk")
                .withSourceLanguage("English")
                .withCallback(URI.create("https://h/hook"))
                .withMetadata("callback_id", "job-42");
        heygen.submit(video);
        assertThat(heygen.paths()).containsExactly("POST /heygen/v3/video-translations");
        assertThat(heygen.world.sent().get(0).header("Idempotency-Key")).hasValue("key-1");
        assertThat(RequestBodies.text(heygen.world.sent().get(0).request()).replace('"', '\''))
                .contains("'video':{", "'type':'url'", "'url':'https://v/1.mp4'")
                .contains("'output_languages':['Spanish (Spain)']", "'input_language':'English'", "'title':'A talk'")
                .contains("'callback_url':'https://h/hook'", "'callback_id':'job-42'", "'mode':'precision'");
    }

    @Test
    void aSubmissionIsRepeatedWithTheSameKey() {
        int[] requests = {0};
        VendorWorld heygen = new VendorWorld(
                HEYGEN,
                (request, now) -> requests[0]++ == 0
                        ? World.Reply.status(503)
                        : json("{'data':{'video_translation_ids':['vt-es']}}"));
        heygen.submit(Submission.of(URI.create("https://v/1.mp4"), "Spanish"));
        assertThat(heygen.world.sent())
                .hasSize(2)
                .allSatisfy(sent -> assertThat(sent.header("Idempotency-Key")).hasValue("key-1"));
    }

    @Test
    void theQuotaEndsAWaitAndTheRateDoesNot() {
        VendorWorld quota = new VendorWorld(
                HEYGEN, (request, now) -> json(429, "{'error':{'code':'quota_exceeded','message':'No credits'}}"));
        assertThat(quota.await("vt"))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.exception()).hasMessageContaining("No credits"));
        VendorWorld rate = new VendorWorld(
                HEYGEN,
                (request, now) -> now.compareTo(ofSeconds(30)) < 0
                        ? json(429, "{'error':{'code':'rate_limit_exceeded','message':'slow'}}")
                                .with("Retry-After", "5")
                        : json(COMPLETED));
        assertThat(rate.await("vt")).isInstanceOf(Outcome.Completed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "queued", "running", "processing", "rendering_soon"})
    void wordsThatAreNoEndAreNone(String word) {
        VendorWorld heygen = new VendorWorld(
                HEYGEN,
                (request, now) ->
                        json(now.compareTo(END) < 0 ? "{'data':{'id':'vt','status':'" + word + "'}}" : COMPLETED));
        Outcome outcome = heygen.await("vt");
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.elapsed()).isGreaterThanOrEqualTo(END);
    }

    @Test
    void anErrorWithStatus200IsARejection() {
        VendorWorld heygen = new VendorWorld(
                HEYGEN, (request, now) -> json("{'error':{'code':'forbidden','message':'Not yours'},'data':null}"));
        assertThat(heygen.await("vt"))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.exception()).hasMessageContaining("Not yours"));
    }

    @Test
    void theKeyIsShownNowhere() {
        assertThat(HEYGEN.toString()).isEqualTo("HeyGenBackend[https://api.heygen.com]");
        assertThatThrownBy(() -> HeyGenBackend.of("secret\nkey"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
    }
}
