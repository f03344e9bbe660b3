package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a submission with a callback to the receiver, through the whole simulator. */
@Timeout(60)
class WebhooksOfJobsTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** A webhook as it arrived. */
    private record Received(String id, String timestamp, String signature, String body) {}

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final SimulatorClock clock = SimulatorClock.frozen();
    private HttpServer receiver;
    private Simulator simulator;

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    body));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        simulator =
                Simulator.builder().port(0).clock(clock).webhookSecret(SECRET).start();
    }

    @AfterEach
    void stop() {
        simulator.close();
        receiver.stop(0);
    }

    @Test
    void tellsTheReceiverOfTheEndSignedAndOnce() throws Exception {
        String callback = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
        assertThat(submit(callback).statusCode()).isEqualTo(202);
        assertThat(received).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(received).singleElement().satisfies(webhook -> {
            assertThat(webhook.body()).contains("\"state\":\"completed\"");
            String signed = webhook.id() + "." + webhook.timestamp() + "." + webhook.body();
            assertThat(webhook.signature()).isEqualTo("v1," + hmac(signed));
        });
        assertThat(simulator.webhookSecret()).isEqualTo(SECRET);
    }

    @Test
    void refusesACallbackThatIsNotAllowed() throws Exception {
        HttpResponse<String> answer = submit("http://169.254.169.254/latest");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_value", "169.254.169.254");
    }

    @Test
    void refusesSettingsThatAreNone() {
        assertThatThrownBy(() -> Simulator.builder().webhookAllow("10.0.0.0/99"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Simulator.builder().webhookSecret("secret"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private HttpResponse<String> submit(String callback) throws Exception {
        String body = "{\"source_url\":\"https://example.com/a.mp4\",\"target_languages\":[\"es\"],\"callback_url\":\""
                + callback + "\"}";
        URI jobs = simulator.uri().resolve("/v1/jobs");
        HttpRequest request = HttpRequest.newBuilder(jobs)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String hmac(String signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}
