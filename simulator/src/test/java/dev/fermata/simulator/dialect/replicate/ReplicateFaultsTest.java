package dev.fermata.simulator.dialect.replicate;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.replicate.Replicate.BODY;
import static dev.fermata.simulator.dialect.replicate.Replicate.PREDICTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What goes wrong with every API of the simulator goes wrong with this one, in its own format. */
@Timeout(60)
class ReplicateFaultsTest {

    private static final String ONE = "GET /v1/predictions/{id}";

    private Replicate api = new Replicate();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void throttlesWithTheTextThatSaysWhenTheLimitResets() throws Exception {
        String id = api.create();
        fault(Fault.status(429).retryAfter(Duration.ofSeconds(2)), ONE, 1);
        HttpResponse<String> refused = api.get(PREDICTIONS + "/" + id);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("2");
        assertThat(refused.body()).isEqualTo("{\"detail\":\"Request was throttled. Your rate limit resets in ~2s.\"}");
        assertThat(api.status(id)).isEqualTo("starting");
    }

    @Test
    void limitsRequestsInItsOwnFormat() throws Exception {
        api.close();
        api = new Replicate(
                "/replicate", builder -> builder.scenario(Scenario.defaults().with("limits.requests", 1)));
        api.get(PREDICTIONS);
        HttpResponse<String> refused = api.get(PREDICTIONS);
        assertThat(refused.statusCode()).isEqualTo(429);
        String seconds = refused.headers().firstValue("retry-after").orElseThrow();
        assertThat(json(refused).path("detail").asString()).endsWith("resets in ~" + seconds + "s.");
    }

    @Test
    void saysRetryAfterAsADateWhichThePythonClientDoesNotRead() throws Exception {
        String id = api.create();
        fault(Fault.status(503).retryAfterAsDate(Duration.ofSeconds(5)), ONE, 1);
        HttpResponse<String> failed = api.get(PREDICTIONS + "/" + id);
        assertThat(failed.headers().firstValue("retry-after")).contains("Sun, 22 Nov 2026 12:00:05 GMT");
        assertThat(json(failed).path("title").asString()).isEqualTo("Service Unavailable");
        assertThat(json(failed).path("status").asInt()).isEqualTo(503);
    }

    @Test
    void acceptsACreationAndSaysThatItDidNotSoThatARetryPaysTwice() throws Exception {
        fault(Fault.acceptThen(503), "POST /v1/predictions", 1);
        assertThat(api.post(PREDICTIONS, BODY, "Idempotency-Key", "k").statusCode())
                .isEqualTo(503);
        assertThat(api.post(PREDICTIONS, BODY, "Idempotency-Key", "k").statusCode())
                .isEqualTo(201);
        assertThat(json(api.get(PREDICTIONS)).path("results").size()).isEqualTo(2);
    }

    @Test
    void saysAWordAndLeavesTheInputAlone() throws Exception {
        String body = "{\"version\":\"v\",\"input\":{\"status\":\"mine\",\"output\":\"mine\"}}";
        String id = Replicate.ok(api.post(PREDICTIONS, body)).path("id").asString();
        fault(Fault.stateWord("aborted"), ONE, 1);
        JsonNode aborted = api.job(id);
        assertThat(aborted.path("status").asString()).isEqualTo("aborted");
        assertThat(aborted.at("/input/status").asString()).isEqualTo("mine");
        assertThat(api.status(id)).isEqualTo("starting");
    }

    @Test
    void succeedsWithoutOutputForAMomentIfTheScenarioSaysSo() throws Exception {
        String id = api.create();
        api.simulator.job(id).finish();
        fault(Fault.noResult(), ONE, 1);
        JsonNode early = api.job(id);
        assertThat(early.path("status").asString()).isEqualTo("succeeded");
        assertThat(early.has("output")).isTrue();
        assertThat(early.path("output").isNull()).isTrue();
        assertThat(api.job(id).path("output").asString()).contains("/files/" + id);
    }

    @Test
    void doesNotKnowANewPredictionForAMoment() throws Exception {
        api.simulator.addFault(
                FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(3))).dialect("replicate"));
        String id = api.create();
        HttpResponse<String> unknown = api.get(PREDICTIONS + "/" + id);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("title").asString()).isEqualTo("Not found");
        assertThat(json(api.get(PREDICTIONS)).path("results")).isEmpty();
        api.seconds(3);
        assertThat(json(api.get(PREDICTIONS)).path("results")).hasSize(1);
        assertThat(api.get(PREDICTIONS + "/" + id).statusCode()).isEqualTo(200);
    }

    private void fault(Fault fault, String route, int first) {
        api.simulator.addFault(
                FaultRule.of(fault).dialect("replicate").route(route).first(first));
    }
}
