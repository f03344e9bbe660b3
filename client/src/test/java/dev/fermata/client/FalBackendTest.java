package dev.fermata.client;

import static dev.fermata.client.VendorWorld.json;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.RequestBodies;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.vendor.FalBackend;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FalBackendTest {

    private static final Duration END = ofSeconds(100);
    private static final FalBackend FAL = FalBackend.of("id:secret", "fal-ai/heygen/v2/translate/speed");
    private static final String STATUS = "/fal-ai/heygen/requests/r1/status";
    private static final String RESULT = "/fal-ai/heygen/requests/r1";

    /** A queue whose job has ended at {@link #END}. */
    private static VendorWorld queue(String completed, Reply result) {
        return new VendorWorld(FAL, (request, now) -> switch (request.uri().getPath()) {
            case STATUS ->
                now.compareTo(END) < 0
                        ? json(202, "{'status':'IN_PROGRESS','logs':null}")
                        : json("{'status':'COMPLETED','logs':null,'metrics':{}" + completed + "}");
            case RESULT -> now.compareTo(END) < 0 ? json(400, "{'detail':'Request is still in progress'}") : result;
            default -> Reply.status(404);
        });
    }

    @Test
    void theResultIsReadAtOnceAfterTheEnd() {
        VendorWorld fal = queue("", json("{'video':{'url':'https://f/1.mp4','file_size':7}}"));
        Outcome outcome = fal.await("r1");
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.snapshot().result())
                                .containsEntry("video.url", "https://f/1.mp4")
                                .containsEntry("video.file_size", "7"));
        assertThat(fal.paths()).filteredOn(path -> path.equals("GET " + RESULT)).hasSize(1);
        Duration last = fal.world.sent().get(fal.paths().size() - 1).at();
        Duration before = fal.world.sent().get(fal.paths().size() - 2).at();
        assertThat(last.minus(before)).isLessThan(Duration.ofMillis(50));
        assertThat(fal.world.sent().get(0).header("Authorization")).hasValue("Key id:secret");
    }

    @Test
    void theEndIsLearnedFromThePollThatSaidSoNotFromTheOneForTheResult() {
        VendorWorld fal = queue("", json("{'video':{'url':'https://f/1.mp4'}}"));
        DurationHistory history = DurationHistory.inMemory();
        Waiter waiter = fal.world.waiter(Waiter.builder(FAL).history(history));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("r1", Duration.ofMinutes(10));
        fal.world.pass(Duration.ofMinutes(10));
        assertThat(Rejections.outcome(outcome)).isInstanceOf(Outcome.Completed.class);
        assertThat(history.observations("fal"))
                .singleElement()
                .isInstanceOfSatisfying(Observation.IntervalCensored.class, between -> {
                    assertThat(between.after()).isLessThan(END);
                    assertThat(between.before()).isGreaterThanOrEqualTo(END);
                });
    }

    @Test
    void completedWithAnErrorIsAFailure() {
        Outcome outcome = queue(",'error':'Worker died','error_type':'runner_error'", Reply.status(500))
                .await("r1");
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("runner_error");
            assertThat(failed.message()).isEqualTo("Worker died");
        });
    }

    @Test
    void completedWithTheErrorOfACancellationIsCanceled() {
        String error = ",'error':'Request was cancelled by the client','error_type':'client_cancelled'";
        assertThat(queue(error, Reply.status(500)).await("r1")).isInstanceOf(Outcome.Canceled.class);
        Reply result = json(499, "{'detail':'Request was cancelled by the client','error_type':'client_cancelled'}")
                .with("x-fal-error-type", "client_cancelled");
        assertThat(queue("", result).await("r1")).isInstanceOf(Outcome.Canceled.class);
    }

    @Test
    void aResultThatIsAnErrorIsAFailure() {
        Reply refused = json(422, "{'detail':[{'loc':['body','video_url'],'msg':'Could not download','type':'x'}]}");
        assertThat(queue("", refused).await("r1"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).isEqualTo("body.video_url: Could not download"));
        Reply broken = json(500, "{'detail':'Internal error'}").with("x-fal-error-type", "internal_server_error");
        assertThat(queue("", broken).await("r1"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("internal_server_error"));
    }

    @Test
    void aResultThatIsNotThereYetIsAskedForAgainWithoutHaste() {
        int[] requests = {0};
        VendorWorld fal = queue("", json("{'video':{'url':'https://f/1.mp4'}}"));
        VendorWorld late = new VendorWorld(FAL, (request, now) -> {
            boolean result = request.uri().getPath().equals(RESULT);
            return result && requests[0]++ < 3
                    ? json(503, "{'detail':'try later'}")
                    : result
                            ? json("{'video':{'url':'https://f/1.mp4'}}")
                            : json("{'status':'COMPLETED','logs':null,'metrics':{}}");
        });
        assertThat(late.await("r1")).isInstanceOf(Outcome.Completed.class);
        assertThat(late.paths()).hasSizeLessThan(8);
        assertThat(fal.await("r1")).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aSubmissionNamesItsWebhook() {
        VendorWorld fal = new VendorWorld(
                FAL.withInput("speaker_num", 2), (request, now) -> json("{'status':'IN_QUEUE','request_id':'r1'}"));
        Submission video =
                Submission.of(URI.create("https://v/1.mp4"), "Spanish").withCallback(URI.create("https://h/hook?a=b"));
        assertThat(fal.submit(video)).extracting(Snapshot::id).containsExactly("r1");
        assertThat(fal.paths())
                .containsExactly("POST /fal-ai/heygen/v2/translate/speed?fal_webhook=https%3A%2F%2Fh%2Fhook%3Fa%3Db");
        assertThat(RequestBodies.text(fal.world.sent().get(0).request()))
                .isEqualTo("{\"video_url\":\"https://v/1.mp4\",\"output_language\":\"Spanish\",\"speaker_num\":2}");
    }

    @Test
    void aJobIsCanceled() {
        VendorWorld fal = new VendorWorld(FAL, (request, now) -> json(202, "{'status':'CANCELLATION_REQUESTED'}"));
        CompletableFuture<Snapshot> canceled = fal.waiter.cancelAsync("r1");
        fal.world.pass(ofSeconds(1));
        assertThat(canceled).isCompletedWithValueMatching(job -> job.word().equals("CANCELLATION_REQUESTED"));
        assertThat(fal.paths()).containsExactly("PUT " + RESULT + "/cancel");
    }

    @Test
    void aModelWithoutALanguageGetsNone() {
        VendorWorld fal = new VendorWorld(
                FAL.withFields("clip_url", ""), (request, now) -> json("{'status':'IN_QUEUE','request_id':'r1'}"));
        fal.submit(Submission.of(URI.create("https://v/1.mp4"), "es"));
        assertThat(RequestBodies.text(fal.world.sent().get(0).request()))
                .isEqualTo("{\"clip_url\":\"https://v/1.mp4\"}");
    }
}
