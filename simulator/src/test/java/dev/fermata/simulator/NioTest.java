package dev.fermata.simulator;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Transport;
import io.netty.channel.IoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A simulator where there is no epoll. */
@Timeout(60)
class NioTest {

    private final SimulatorClock clock = SimulatorClock.frozen();
    private final Simulator simulator = Simulator.builder()
            .port(0)
            .clock(clock)
            .transport(Transport.NIO)
            .scenario(Scenario.defaults().with("jobs.queue_time", 0).with("jobs.running_time", 60))
            .start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void runsOverNio() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (HttpServer server = HttpServer.bind(any, Transport.NIO)) {
            assertThat(((IoEventLoop) server.loop()).isIoType(NioIoHandler.class))
                    .isTrue();
        }
    }

    @Test
    void answersHoldsStreamsAndSendsWebhooksAllTheSame() throws Exception {
        // Nobody listens there; that this is on record shows that the sender was at work.
        String job = "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":[\"es\"],\"callback_url\":"
                + "\"http://127.0.0.1:1/hook\"}";
        String id = json(requests.post("/v1/jobs", job)).at("/jobs/0/id").stringValue();
        CompletableFuture<HttpResponse<String>> held =
                requests.later("/v1/jobs/" + id, "Prefer", "wait=60, until=terminal");
        CompletableFuture<HttpResponse<String>> streamed = requests.later("/v1/jobs/" + id + "/events");
        while (json(requests.get("/admin/requests")).get("total").intValue() < 3) {
            Thread.onSpinWait();
        }
        clock.advance(Duration.ofSeconds(59));
        assertThat(held).isNotDone();
        clock.advance(Duration.ofSeconds(1));
        assertThat(held.get().body()).contains("\"state\":\"completed\"");
        assertThat(streamed.get().body()).contains("transcribing", "completed");
        assertThat(requests.get("/files/" + id + ".mp4").statusCode()).isEqualTo(200);
        JsonNode attempt = json(requests.get("/admin/webhooks?job=" + id)).at("/attempts/0");
        assertThat(attempt.get("result").stringValue()).isEqualTo("retrying");
        assertThat(attempt.get("problem").stringValue()).contains("refused");
    }
}
