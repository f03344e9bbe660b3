package dev.fermata.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
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
import tools.jackson.databind.JsonNode;

/** From a submission with a callback to the receiver, through the whole simulator. */
@Timeout(60)
class WebhooksOfJobsTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** A webhook as it arrived. */
    private record Received(String id, String timestamp, String signature, String body) {}

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private volatile int firstAnswer = 204;
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
            exchange.sendResponseHeaders(received.size() == 1 ? firstAnswer : 204, -1);
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
    void showsTheOperatorWhatWasSentAndWhatCameOfIt() throws Exception {
        firstAnswer = 503;
        String target = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
        String id =
                Requests.json(submit(target + "?token=secret")).at("/jobs/0/id").stringValue();
        String other = Requests.json(submit(target)).at("/jobs/0/id").stringValue();
        clock.advance(Duration.ofHours(1));
        Requests admin = new Requests(simulator.uri());
        HttpResponse<String> answer = admin.get("/admin/webhooks");
        assertThat(answer.body()).doesNotContain("secret");
        JsonNode all = Requests.json(answer);
        assertThat(all.get("attempts")).hasSize(3);
        assertThat(all.at("/counts/delivered").intValue()).isEqualTo(2);
        assertThat(all.at("/counts/retrying").intValue()).isEqualTo(1);

        JsonNode retried = Requests.json(admin.get("/admin/webhooks?job=" + id)).get("attempts");
        JsonNode straight =
                Requests.json(admin.get("/admin/webhooks?job=" + other)).get("attempts");
        JsonNode twice = retried.size() == 2 ? retried : straight;
        assertThat(twice).hasSize(2);
        JsonNode first = twice.get(0);
        JsonNode second = twice.get(1);
        assertThat(first.get("target").stringValue()).startsWith(target);
        assertThat(first.get("attempt").intValue()).isEqualTo(1);
        assertThat(first.get("result").stringValue()).isEqualTo("retrying");
        assertThat(first.get("status").intValue()).isEqualTo(503);
        assertThat(first.get("problem").stringValue()).contains("503");
        assertThat(first.get("planned_at")).isEqualTo(first.get("sent_at"));
        assertThat(second.get("attempt").intValue()).isEqualTo(2);
        assertThat(second.get("planned_at")).isEqualTo(first.get("next_at"));
        assertThat(second.get("problem").isNull()).isTrue();
        assertThat(second.get("next_at").isNull()).isTrue();
        assertThat(second.get("webhook")).isEqualTo(first.get("webhook"));

        assertThat(admin.get("/admin/webhooks?jobs=x").statusCode()).isEqualTo(400);
        admin.post("/admin/reset", "{}");
        assertThat(Requests.json(admin.get("/admin/webhooks")).get("attempts")).isEmpty();
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
