package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.vendor.ElevenLabsBackend;
import dev.fermata.client.vendor.ElevenLabsProjectBackend;
import dev.fermata.client.webhook.Receipt;
import dev.fermata.client.webhook.WebhookFormat;
import dev.fermata.client.webhook.WebhookReceiver;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The client's two backends for ElevenLabs, and the simulator's APIs of ElevenLabs. */
@Timeout(120)
class ElevenLabsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Submission SPANISH = Submission.of(URI.create("https://example.com/talk.mp4"), "es");

    private final Simulator simulator = Simulator.builder()
            .port(0)
            .seed(1)
            .apiKey("key")
            .scenario(Scenario.defaults().with("jobs.queue_time", "0.2s").with("jobs.running_time", "0.5s"))
            .start();
    private final ElevenLabsBackend dubs =
            ElevenLabsBackend.of("key").withServer(simulator.uri().resolve("/elevenlabs"));
    private final ElevenLabsProjectBackend projects =
            ElevenLabsProjectBackend.of("key").withServer(simulator.uri().resolve("/elevenlabs"));

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aDubIsSubmittedAndWaitedFor() throws Exception {
        try (Waiter waiter = waiter(dubs, Duration.ofMillis(200))) {
            Snapshot submitted = waiter.submit(SPANISH, LONG);
            assertThat(submitted.expectedAt()).as("the hint of the creation").isPresent();
            Snapshot end = waiter.await(submitted.id(), LONG).orThrow();
            assertThat(end.word()).isEqualTo("dubbed");
            assertThat(end.kind()).isEqualTo("elevenlabs/es");
            String video = end.result().get("audio.es");
            assertThat(video).startsWith(simulator.uri() + "/elevenlabs/v1/dubbing/" + submitted.id());
            assertThat(send("GET", URI.create(String.valueOf(video)), null).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aDubThatFailsSaysWhy() throws Exception {
        try (Waiter waiter = waiter(dubs, Duration.ofMillis(200))) {
            String id = waiter.submit(SPANISH, LONG).id();
            simulator.job(id).fail("no_speech", "Nobody speaks.");
            assertThat(waiter.await(id, LONG))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.message()).isEqualTo("Nobody speaks."));
        }
    }

    @Test
    void aLanguageOfAProjectIsSubmittedAndWaitedFor() throws Exception {
        try (Waiter waiter = waiter(projects, Duration.ofMillis(100))) {
            Snapshot submitted = waiter.submit(SPANISH, LONG);
            assertThat(submitted.id()).matches("proj_[0-9a-z]{26}/lang_[0-9a-z]{26}");
            Snapshot end = waiter.await(submitted.id(), LONG).orThrow();
            assertThat(end.result().get("lossless_audio")).startsWith(simulator.uri() + "/elevenlabs/files/");
            assertThat(end.result().get("subtitles")).isNotNull();
            assertThat(simulator.requests()).allMatch(request -> request.status() < 300);
        }
    }

    @Test
    void allLanguagesOfAProjectAreWaitedForTogether() throws Exception {
        try (Waiter waiter = waiter(projects, Duration.ofMillis(100))) {
            String project = waiter.submit(SPANISH, LONG).id().replaceAll("/.*", "");
            URI languages = simulator.uri().resolve("/elevenlabs/v1/dubbing/project/" + project + "/language");
            send("POST", languages, "{\"target_language\":\"fr\"}");
            Snapshot end = waiter.await(project, LONG).orThrow();
            assertThat(end.result()).containsKeys("es.lossless_audio", "fr.lossless_audio");
        }
    }

    @Test
    void aLanguageWhoseProjectFailsSaysSo() throws Exception {
        simulator.play(Scenario.defaults().with("jobs.queue_time", "10m"));
        try (Waiter waiter = waiter(projects, Duration.ofMillis(100))) {
            String id = waiter.submit(SPANISH, LONG).id();
            simulator.job(id.replaceAll("/.*", "")).fail("no_speech", "Nobody speaks.");
            assertThat(waiter.await(id, LONG))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.code()).isEqualTo("project_failed"));
        }
    }

    @Test
    void aStaleLanguageIsCompleted() throws Exception {
        String id;
        try (Waiter waiter = waiter(projects, Duration.ofMillis(100))) {
            id = waiter.submit(SPANISH, LONG).id();
            waiter.await(id, LONG).orThrow();
        }
        String language = "/elevenlabs/v1/dubbing/project/" + id.replace("/", "/language/");
        URI segment = simulator.uri().resolve(language + "/transcript/segment/seg_0");
        assertThat(send("PATCH", segment, "{\"translation\":\"Hola.\"}").statusCode())
                .isEqualTo(200);
        try (Waiter waiter = waiter(projects, Duration.ofMillis(100))) {
            assertThat(waiter.await(id, LONG).orThrow().word()).isEqualTo("stale");
        }
    }

    /** The next poll by schedule would be in an hour. */
    @Test
    void aLanguageEndsByAWebhook() throws Exception {
        BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        JsonNode webhook = webhook("http://127.0.0.1:" + server.getAddress().getPort() + "/done");
        Backend named =
                projects.withInput("webhook_ids", webhook.path("webhook_id").asString());
        simulator.play(Scenario.defaults().with("jobs.queue_time", "0.2s").with("jobs.running_time", "3s"));
        try (Waiter waiter = waiter(named, Duration.ofHours(1))) {
            WebhookReceiver receiver = WebhookReceiver.of(
                    waiter,
                    WebhookFormat.elevenLabs(webhook.path("webhook_secret").asString()));
            server.createContext("/", exchange -> {
                byte[] body = exchange.getRequestBody().readAllBytes();
                Receipt receipt = receiver.receive(exchange.getRequestHeaders(), body);
                receipts.add(receipt);
                exchange.sendResponseHeaders(receipt.statusCode(), -1);
                exchange.close();
            });
            String id = waiter.submit(SPANISH, LONG).id();
            assertThat(waiter.await(id, LONG)).isInstanceOf(Outcome.Completed.class);
            // The wait may end before the receiver has returned.
            for (int i = 0; i < 2; i++) {
                Receipt receipt = receipts.poll(LONG.toSeconds(), TimeUnit.SECONDS);
                assertThat(receipt).isNotNull();
                assertThat(receipt.result()).isEqualTo(Receipt.Result.ACCEPTED);
            }
            assertThat(receipts).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    private JsonNode webhook(String url) throws Exception {
        String json = JsonMapper.shared()
                .writeValueAsString(Map.of("settings", Map.of("auth_type", "hmac", "name", "it", "webhook_url", url)));
        URI webhooks = simulator.uri().resolve("/elevenlabs/v1/workspace/webhooks");
        return JsonMapper.shared().readTree(send("POST", webhooks, json).body());
    }

    private static HttpResponse<String> send(String method, URI uri, @Nullable String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .header("xi-api-key", "key")
                .header("Content-Type", "application/json")
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static Waiter waiter(Backend backend, Duration pause) {
        return Waiter.builder(backend).schedule(PollSchedule.fixed(pause)).build();
    }
}
