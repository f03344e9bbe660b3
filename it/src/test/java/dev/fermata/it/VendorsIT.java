package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.vendor.FalBackend;
import dev.fermata.client.vendor.HeyGenBackend;
import dev.fermata.client.vendor.ReplicateBackend;
import dev.fermata.client.webhook.FalKeys;
import dev.fermata.client.webhook.Receipt;
import dev.fermata.client.webhook.WebhookFormat;
import dev.fermata.client.webhook.WebhookReceiver;
import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's backends of vendors against the simulator's APIs of the same vendors, in real time. */
@Timeout(120)
class VendorsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final URI VIDEO = URI.create("https://example.com/talk.mp4");
    private static final String FAL_APP = "fal-ai/heygen/v2/translate/speed";
    private static final Submission SPANISH = Submission.of(VIDEO, "Spanish (Spain)");

    private final Simulator simulator = Simulator.builder()
            .port(0)
            .scenario(Scenario.defaults().with("jobs.queue_time", "0.2s").with("jobs.running_time", "0.5s"))
            .start();
    private final HeyGenBackend heyGen =
            HeyGenBackend.of("key").withServer(simulator.uri().resolve("/heygen"));
    private final ReplicateBackend replicate =
            ReplicateBackend.of("token", "acme/dub").withServer(simulator.uri().resolve("/replicate"));

    private final FalBackend fal =
            FalBackend.of("id:secret", FAL_APP).withServer(simulator.uri().resolve("/fal"));

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void heyGenWaitsForTwoLanguages() throws Exception {
        try (Waiter waiter = waiter(heyGen)) {
            List<String> ids =
                    waiter.submitAll(Submission.of(VIDEO, "Spanish (Spain)", "French (France)"), LONG).stream()
                            .map(Snapshot::id)
                            .toList();
            assertThat(waiter.awaitAll(ids, LONG))
                    .hasSize(2)
                    .allSatisfy(outcome -> assertThat(
                                    statusOf(outcome.orThrow().result().get("video_url")))
                            .isEqualTo(200));
            assertThat(requests("GET", "/heygen/v3/video-translations/statuses"))
                    .isNotEmpty();
        }
    }

    @Test
    void heyGenLearnsWhyAJobHasFailed() throws Exception {
        try (Waiter waiter = waiter(heyGen)) {
            String id = waiter.submit(SPANISH, LONG).id();
            simulator.job(id).fail("x", "lip-sync failed");
            assertThat(waiter.await(id, LONG))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.message()).isEqualTo("lip-sync failed"));
        }
    }

    @Test
    void heyGenComesAgainAfter503WhenTheServerSays() throws Exception {
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(2)), "heygen", "GET /v3/video-translations/{id}");
        try (Waiter waiter = waiter(heyGen)) {
            String id = waiter.submit(SPANISH, LONG).id();
            assertThat(waiter.await(id, LONG)).isInstanceOf(Outcome.Completed.class);
            List<RecordedRequest> polls = requests("GET", "/heygen/v3/video-translations/" + id);
            assertThat(polls.get(0).status()).isEqualTo(503);
            assertThat(Duration.between(polls.get(0).at(), polls.get(1).at())).isGreaterThan(Duration.ofMillis(1_900));
        }
    }

    @Test
    void heyGenCreatesOneJobAlsoIfTheFirstResponseIsLost() throws Exception {
        fault(Fault.acceptThen(503), "heygen", "POST /v3/video-translations");
        try (Waiter waiter = waiter(heyGen)) {
            String id = waiter.submit(SPANISH, LONG).id();
            assertThat(requests("POST", "/heygen/v3/video-translations"))
                    .extracting(RecordedRequest::status)
                    .containsExactly(503, 200);
            assertThat(get("/heygen/v3/video-translations").split("\"video_url\"", -1))
                    .hasSize(2);
            assertThat(waiter.await(id, LONG)).isInstanceOf(Outcome.Completed.class);
        }
    }

    @Test
    void heyGenIsWokenByAWebhook() throws Exception {
        endsByWebhook(heyGen, SPANISH, WebhookFormat.heyGen(simulator.webhookSecret()));
    }

    @Test
    void replicateWaitsForAPrediction() throws Exception {
        takes("7s");
        try (Waiter waiter = waiter(replicate)) {
            Snapshot job = waiter.submit(SPANISH, LONG);
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
            Snapshot end = waiter.await(job.id(), LONG).orThrow();
            assertThat(end.kind()).isEqualTo("replicate/acme_dub");
            assertThat(end.createdAt()).isPresent();
            assertThat(end.finishedAt()).isPresent();
            assertThat(statusOf(end.result().get("output"))).isEqualTo(200);
            assertThat(requests("GET", "/replicate/v1/predictions/" + job.id())).isNotEmpty();
        }
    }

    @Test
    void replicateNeedsNoPollForAShortPrediction() throws Exception {
        try (Waiter waiter = waiter(replicate)) {
            assertThat(waiter.submit(SPANISH, LONG).state()).isEqualTo(JobState.COMPLETED);
            assertThat(simulator.requests()).hasSize(1);
        }
    }

    @Test
    void replicateLearnsWhyAPredictionHasFailed() throws Exception {
        takes("20s");
        try (Waiter waiter = waiter(replicate)) {
            String id = waiter.submit(SPANISH, LONG).id();
            simulator.job(id).fail("x", "CUDA out of memory.");
            assertThat(waiter.await(id, LONG))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.message()).isEqualTo("CUDA out of memory."));
        }
    }

    @Test
    void replicateTakesAnAbortedPredictionForCanceled() throws Exception {
        simulator.play(Scenario.defaults().with("jobs.queue_time", "10m"));
        try (Waiter waiter = waiter(replicate)) {
            String id = waiter.submit(SPANISH, LONG).id();
            Snapshot canceled = waiter.cancel(id);
            assertThat(canceled.state()).isEqualTo(JobState.CANCELED);
            assertThat(canceled.word()).isEqualTo("aborted");
            assertThat(waiter.await(id, LONG)).isInstanceOf(Outcome.Canceled.class);
        }
    }

    @Test
    void replicateDoesNotRepeatACreationThatMayHaveWorked() throws Exception {
        fault(Fault.acceptThen(503), "replicate", "POST /v1/models/{owner}/{name}/predictions");
        try (Waiter waiter = waiter(replicate)) {
            assertThat(waiter.submitAsync(SPANISH, "key", LONG)).failsWithin(LONG);
            assertThat(simulator.requests()).hasSize(1);
        }
    }

    @Test
    void replicateIsWokenByAWebhook() throws Exception {
        takes("6s");
        endsByWebhook(replicate, SPANISH, WebhookFormat.replicate(simulator.webhookSecret()));
    }

    @Test
    void falWaitsForTheOutput() throws Exception {
        try (Waiter waiter = waiter(fal)) {
            String id = waiter.submit(SPANISH, LONG).id();
            Snapshot end = waiter.await(id, LONG).orThrow();
            assertThat(statusOf(end.result().get("video.url"))).isEqualTo(200);
            assertThat(requests("POST", "/fal/" + FAL_APP)).hasSize(1);
            assertThat(requests("GET", "/fal/fal-ai/heygen/requests/" + id)).hasSize(1);
            assertThat(requests("GET", "/fal/fal-ai/heygen/requests/" + id + "/status"))
                    .extracting(RecordedRequest::status)
                    .contains(202)
                    .endsWith(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file_download_error", "runner_disconnected", "internal_error"})
    void falLearnsWhyAJobHasFailed(String code) throws Exception {
        takes("20s");
        try (Waiter waiter = waiter(fal)) {
            String id = waiter.submit(SPANISH, LONG).id();
            simulator.job(id).fail(code, "It broke.");
            assertThat(waiter.await(id, LONG)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.message()).isEqualTo("It broke.");
                assertThat(failed.code()).isEqualTo(code);
            });
        }
    }

    @Test
    void falCancels() throws Exception {
        takes("20s");
        try (Waiter waiter = waiter(fal)) {
            String id = waiter.submit(SPANISH, LONG).id();
            assertThat(waiter.cancel(id).word()).isEqualTo("CANCELLATION_REQUESTED");
            assertThat(waiter.await(id, LONG)).isInstanceOf(Outcome.Canceled.class);
        }
    }

    @Test
    void falIsWokenByAWebhookThatAKeyOfTheServerHasSigned() throws Exception {
        takes("3s");
        URI keys = simulator.uri().resolve("/fal/.well-known/jwks.json");
        endsByWebhook(fal, SPANISH, WebhookFormat.fal(FalKeys.at(keys)));
    }

    /** The next poll by schedule would be in an hour. */
    private void endsByWebhook(Backend backend, Submission submission, WebhookFormat format) throws Exception {
        BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (Waiter waiter = Waiter.builder(backend)
                .schedule(PollSchedule.fixed(Duration.ofHours(1)))
                .build()) {
            WebhookReceiver receiver = WebhookReceiver.of(waiter, format);
            server.createContext("/", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                Receipt receipt = receiver.receive(exchange.getRequestHeaders(), body);
                receipts.add(receipt);
                exchange.sendResponseHeaders(receipt.statusCode(), -1);
                exchange.close();
            });
            server.start();
            URI callback = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/done");
            String id = waiter.submit(submission.withCallback(callback), LONG).id();
            assertThat(waiter.await(id, LONG)).isInstanceOf(Outcome.Completed.class);
            // The wait may end before the receiver has returned.
            Receipt first = receipts.poll(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.result()).isEqualTo(Receipt.Result.ACCEPTED);
            assertThat(receipts).allMatch(receipt -> receipt.result() == Receipt.Result.ACCEPTED);
        } finally {
            server.stop(0);
        }
    }

    private void takes(String time) {
        simulator.play(Scenario.defaults().with("jobs.queue_time", 0).with("jobs.running_time", time));
    }

    private static Waiter waiter(Backend backend) {
        return Waiter.builder(backend)
                .schedule(PollSchedule.fixed(Duration.ofMillis(200)))
                .build();
    }

    private void fault(Fault fault, String dialect, String route) {
        simulator.addFault(FaultRule.of(fault).dialect(dialect).route(route).first(1));
    }

    private List<RecordedRequest> requests(String method, String path) {
        return simulator.requests().stream()
                .filter(request ->
                        request.method().equals(method) && request.path().equals(path))
                .toList();
    }

    private String get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(simulator.uri().resolve(path)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static int statusOf(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
