package dev.fermata.client;

import static dev.fermata.client.VendorWorld.json;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.RequestBodies;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.vendor.ReplicateBackend;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicateBackendTest {

    private static final Submission VIDEO = Submission.of(URI.create("https://v/1.mp4"), "es");
    private static final ReplicateBackend REPLICATE = ReplicateBackend.of("secret", "acme/dub");

    private static String prediction(String status, String output) {
        return "{'id':'p1','status':'" + status + "','output':" + output + ",'created_at':'2026-01-01T00:00:00Z'}";
    }

    @Test
    void aShortPredictionNeedsNoPollBecauseItsSubmissionIsHeld() {
        VendorWorld replicate =
                new VendorWorld(REPLICATE, (request, now) -> json(201, prediction("succeeded", "['https://r/1.mp4']")));
        String id = replicate.submit(VIDEO).get(0).id();
        assertThat(replicate.await(id))
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed ->
                                assertThat(completed.snapshot().result()).containsEntry("output.0", "https://r/1.mp4"));
        assertThat(replicate.paths()).containsExactly("POST /v1/models/acme/dub/predictions");
        assertThat(replicate.world.sent().get(0).header("Prefer")).hasValue("wait=5");
        assertThat(replicate.world.sent().get(0).header("Authorization")).hasValue("Bearer secret");
        assertThat(RequestBodies.text(replicate.world.sent().get(0).request()))
                .isEqualTo("{\"input\":{\"video\":\"https://v/1.mp4\",\"output_language\":\"es\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "acme/dub:v9, /v1/predictions, '\"version\":\"v9\"'",
        "v9, /v1/predictions, '\"version\":\"v9\"'",
        "deployments/acme/dub, /v1/deployments/acme/dub/predictions, '\"input\":'"
    })
    void aModelIsNamedInFourWays(String model, String path, String body) {
        VendorWorld replicate = new VendorWorld(
                ReplicateBackend.of("secret", model), (request, now) -> json(201, prediction("starting", "null")));
        replicate.submit(VIDEO);
        assertThat(replicate.paths()).containsExactly("POST " + path);
        assertThat(RequestBodies.text(replicate.world.sent().get(0).request())).contains(body);
    }

    @ParameterizedTest
    @CsvSource({"succeeded, Completed", "failed, Failed", "canceled, Canceled", "aborted, Canceled"})
    void eachEndIsAnEnd(String word, String outcome) {
        VendorWorld replicate = new VendorWorld(
                REPLICATE,
                (request, now) -> json(prediction(now.compareTo(ofSeconds(40)) < 0 ? "processing" : word, "null")));
        assertThat(replicate.await("p1").getClass().getSimpleName()).isEqualTo(outcome);
    }

    @Test
    void aSubmissionThatMayHaveBeenReceivedIsNotRepeated() {
        VendorWorld replicate = new VendorWorld(REPLICATE, (request, now) -> World.Reply.status(503));
        CompletableFuture<?> jobs = replicate.waiter.submitAllAsync(VIDEO, "key", ofSeconds(60));
        replicate.world.pass(ofSeconds(60));
        assertThat(jobs).isCompletedExceptionally();
        assertThatThrownBy(jobs::join)
                .hasRootCauseInstanceOf(WaitException.NoResponseException.class)
                .rootCause()
                .hasMessage(
                        "the server answered with status 503; the server may have done what was asked, so the request is"
                                + " not repeated");
        assertThat(replicate.world.sent()).hasSize(1);
    }

    @Test
    void aSubmissionWithoutAResponseIsNotRepeated() {
        VendorWorld replicate = new VendorWorld(REPLICATE, (request, now) -> null);
        CompletableFuture<?> jobs = replicate.waiter.submitAllAsync(VIDEO, "key", ofSeconds(60));
        replicate.world.pass(ofSeconds(60));
        assertThat(jobs).isCompletedExceptionally();
        assertThat(replicate.world.sent()).hasSize(1);
    }

    @Test
    void aSubmissionThatWasThrottledIsRepeated() {
        int[] requests = {0};
        VendorWorld replicate = new VendorWorld(
                REPLICATE,
                (request, now) -> requests[0]++ == 0
                        ? json(429, "{'detail':'Request was throttled.'}")
                        : json(201, prediction("starting", "null")));
        assertThat(replicate.submit(VIDEO)).hasSize(1);
        assertThat(replicate.world.sent()).hasSize(2);
    }

    @Test
    void aPredictionIsCanceled() {
        VendorWorld replicate = new VendorWorld(REPLICATE, (request, now) -> json(prediction("canceled", "null")));
        CompletableFuture<?> canceled = replicate.waiter.cancelAsync("p1");
        replicate.world.pass(ofSeconds(1));
        assertThat(canceled).isCompleted();
        assertThat(replicate.paths()).containsExactly("POST /v1/predictions/p1/cancel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b/c", "/a", "../x"})
    void whatIsNoModelIsRefused(String model) {
        assertThatThrownBy(() -> ReplicateBackend.of("secret", model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("owner/name");
    }

    @Test
    void waitsForPredictionsOfAnyModelAndSubmitsToNone() {
        VendorWorld replicate = new VendorWorld(
                ReplicateBackend.of("secret"),
                (request, now) ->
                        json(200, prediction("succeeded", "'https://r/1.mp4'").replace("}", ",'model':'acme/dub'}")));
        assertThat(replicate.await("p1"))
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.snapshot().kind()).isEqualTo("replicate/acme_dub"));
        assertThat(ReplicateBackend.of("secret").submit()).isEmpty();
        assertThat(ReplicateBackend.of("secret")).hasToString("ReplicateBackend[https://api.replicate.com]");
    }
}
