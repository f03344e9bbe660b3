package dev.fermata.simulator.dialect.replicate;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.replicate.Replicate.PREDICTIONS;
import static dev.fermata.simulator.dialect.replicate.Replicate.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.webhook.Receiver;
import dev.fermata.simulator.webhook.Receiver.Got;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the webhook of a prediction gets. */
@Timeout(60)
class ReplicateWebhooksTest {

    private Replicate api = replicate(scenario -> scenario);
    private final Receiver receiver = Receiver.start(() -> api.clock.now());

    @AfterEach
    void stop() {
        api.close();
        receiver.close();
    }

    private static Replicate replicate(UnaryOperator<Scenario> change) {
        Scenario scenario = Scenario.defaults().with("jobs.queue_time", "3s").with("jobs.running_time", "30s");
        return new Replicate("", builder -> builder.scenario(change.apply(scenario)));
    }

    private void restart(Replicate other) {
        api.close();
        api = other;
    }

    @Test
    void isToldOfAllEventsEachWithAnIdOfItsOwn() throws Exception {
        String id = create("start", "logs", "output", "completed");
        api.hours(1);
        List<String> statuses =
                receiver.got.stream().map(ReplicateWebhooksTest::status).toList();
        assertThat(statuses)
                .containsExactly(
                        "processing", "processing", "processing", "processing", "processing", "succeeded", "succeeded");
        assertThat(receiver.got)
                .allMatch(got -> got.json().path("id").asString().equals(id));
        assertThat(receiver.got).extracting(got -> got.header("Webhook-id")).doesNotHaveDuplicates();
        assertThat(receiver.got.get(0).at()).isEqualTo(Replicate.START.plusSeconds(3));
        assertThat(receiver.got.get(0).json().path("output").isNull()).isTrue();
        assertThat(receiver.got.get(6).at()).isEqualTo(Replicate.START.plusSeconds(33));
        URI output = URI.create(receiver.got.get(6).json().path("output").asString());
        assertThat(output.getPath()).startsWith("/replicate/files/" + id);
        assertThat(api.requests
                        .get(output.getPath() + "?" + output.getRawQuery())
                        .statusCode())
                .isIn(200, 403);
        assertThat(receiver.got.get(6).json().at("/urls/get").asString())
                .isEqualTo(api.simulator.uri() + "/replicate/v1/predictions/" + id);
    }

    @Test
    void isToldOfLogsAtMostTwiceASecond() throws Exception {
        restart(replicate(scenario -> scenario.with("jobs.running_time", "2s")));
        create("logs");
        api.hours(1);
        List<Instant> times = receiver.got.stream().map(Got::at).toList();
        assertThat(times.size()).isBetween(2, 4);
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i))).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        }
    }

    @ParameterizedTest
    @CsvSource({"start, 1, processing", "output, 1, succeeded", "completed, 1, succeeded", "'', 2, succeeded"})
    void isToldOfWhatItsFilterSays(String filter, int deliveries, String status) throws Exception {
        create(filter.isEmpty() ? new String[0] : new String[] {filter});
        api.hours(1);
        assertThat(receiver.got).hasSize(deliveries).allMatch(got -> status(got).equals(status));
    }

    @Test
    void isToldOfEverythingWithoutFilterIfTheOptionSaysSo() throws Exception {
        restart(new Replicate("", builder -> builder.dialectOption("replicate.default_events", "all")));
        create();
        api.hours(1);
        assertThat(receiver.got).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @CsvSource({"failed", "aborted"})
    void isToldOfABadEndOnceAndOfNoOutput(String end) throws Exception {
        String id = create();
        if (end.equals("failed")) {
            api.simulator.job(id).fail("x", "No face.");
        } else {
            api.cancel(id);
            api.seconds(0);
        }
        api.hours(1);
        assertThat(receiver.got).hasSize(1);
        assertThat(status(receiver.got.get(0))).isEqualTo(end);
    }

    @Test
    void followsAJobThatIsHeld() throws Exception {
        String id = create("start", "completed");
        api.simulator.job(id).hold();
        api.hours(1);
        assertThat(receiver.got).isEmpty();
        api.simulator.job(id).release();
        api.seconds(3);
        assertThat(receiver.got).hasSize(1);
        api.seconds(30);
        assertThat(receiver.got).extracting(ReplicateWebhooksTest::status).containsExactly("processing", "succeeded");
    }

    @Test
    void isSignedAsStandardWebhooksSaysWithTheSecretOfTheRoute() throws Exception {
        receiver.answer = got -> Receiver.Reply.of(receiver.got.size() == 1 ? 500 : 200);
        create("completed");
        api.hours(1);
        String secret = json(api.get("/v1/webhooks/default/secret")).path("key").asString();
        assertThat(receiver.got).hasSize(2);
        assertThat(receiver.got)
                .extracting(got -> got.header("Webhook-id"))
                .containsOnly(receiver.got.get(0).header("Webhook-id"));
        for (Got got : receiver.got) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            String signed = got.header("Webhook-id") + "." + got.header("Webhook-timestamp") + ".";
            mac.update(signed.getBytes(StandardCharsets.UTF_8));
            assertThat(got.header("Webhook-signature"))
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(got.body())));
        }
    }

    private String create(String... filter) throws Exception {
        String events =
                filter.length == 0 ? "" : ",\"webhook_events_filter\":[\"" + String.join("\",\"", filter) + "\"]";
        JsonNode created = ok(api.post(PREDICTIONS, Replicate.with("\"webhook\":\"" + receiver.url() + "\"" + events)));
        assertThat(created.path("webhook").asString()).isEqualTo(receiver.url());
        return created.path("id").asString();
    }

    private static String status(Got got) {
        return got.json().path("status").asString();
    }
}
