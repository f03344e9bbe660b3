package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * How clients of vendors go wrong while they wait, each with the scenario that {@code docs/vendors.md} names for it. A test that fails after
 * an update of a client may mean that the client has been mended: then its row of the docs goes, too.
 */
@Timeout(120)
class ThirdPartyClientBugsIT {

    private Simulator simulator;

    @BeforeAll
    static void areInstalled() {
        ThirdPartyPrograms.assumeInstalled();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void replicateForJavaScriptPollsOnAfterAborted() throws Exception {
        start(builder -> builder.scenario(Scenario.defaults().with("jobs.queue_time", "10m")));
        try (ClientSession replicate = new ScriptSession("js/replicate.mjs")) {
            String id = replicate.value("create", server()).asString();
            assertThat(replicate.value("cancel", with("id", id)).asString()).isEqualTo("aborted");
            Map<String, Object> wait = with("id", id);
            wait.put("polls", 5);
            assertThat(replicate.value("waitFor", wait).asString()).isEqualTo("aborted");
            assertThat(requests("GET")).hasSizeGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void replicateForPythonDoesNotKnowAborted() throws Exception {
        start(builder -> builder.scenario(Scenario.defaults().with("jobs.queue_time", "10m")));
        try (ClientSession replicate = new ScriptSession("python/replicate_client.py")) {
            String id = replicate.value("create", server()).asString();
            assertThat(error(replicate, "cancel", with("id", id))).startsWith("ValidationError");
            assertThat(error(replicate, "wait", with("id", id))).startsWith("ValidationError");
            assertThat(error(replicate, "list", server())).startsWith("ValidationError");
        }
    }

    @Test
    void replicateForJavaScriptTakesARunningPredictionForItsEnd() throws Exception {
        start(builder ->
                builder.scenario(Scenario.defaults().with("jobs.queue_time", 0).with("jobs.running_time", "5m")));
        try (ClientSession replicate = new ScriptSession("js/replicate.mjs")) {
            JsonNode output = replicate.value("run", with("seconds", 1));
            assertThat(output.isNull()).isTrue();
            assertThat(requests("GET")).isEmpty();
        }
    }

    @Test
    void replicateForPythonTakesADateInRetryAfterForNothing() throws Exception {
        start(builder -> builder.totalDelay(Duration.ofMillis(200)));
        simulator.addFault(FaultRule.of(Fault.status(503).retryAfterAsDate(Duration.ofSeconds(20)))
                .dialect("replicate")
                .route("GET /v1/predictions/{id}")
                .first(1));
        try (ClientSession replicate = new ScriptSession("python/replicate_client.py")) {
            String id = replicate.value("create", server()).asString();
            replicate.value("wait", with("id", id));
            List<RecordedRequest> polls = requests("GET");
            assertThat(Duration.between(polls.get(0).at(), polls.get(1).at())).isLessThan(Duration.ofSeconds(19));
        }
    }

    @Test
    void replicateForPythonNeverRepeatsACreation() throws Exception {
        start(builder -> builder);
        simulator.addFault(FaultRule.of(Fault.status(429).retryAfter(Duration.ofSeconds(1)))
                .dialect("replicate")
                .first(1));
        try (ClientSession replicate = new ScriptSession("python/replicate_client.py")) {
            assertThat(error(replicate, "create", server())).contains("throttled");
            assertThat(requests("POST")).hasSize(1);
        }
    }

    @Test
    void elevenLabsForJavaScriptThrowsForAFailedLanguage() throws Exception {
        try (ClientSession elevenLabs = new ScriptSession("js/elevenlabs-js-projects.mjs")) {
            startWithFailures("union");
            String id = elevenLabs.value("create", server()).asString();
            assertThat(elevenLabs.value("wait", with("id", id)).path("word").asString())
                    .isEqualTo("failed");
            stop();
            startWithFailures("bare");
            String other = elevenLabs.value("create", server()).asString();
            assertThat(error(elevenLabs, "wait", with("id", other))).startsWith("ParseError");
        }
    }

    private void startWithFailures(String shape) {
        start(builder ->
                builder.errorChance(1).totalDelay(Duration.ofMillis(200)).dialectOption("elevenlabs.job_error", shape));
    }

    @Test
    void elevenLabsForPythonRepeatsACreationWithoutItsForm() throws Exception {
        start(builder -> builder);
        simulator.addFault(
                FaultRule.of(Fault.acceptThen(503)).dialect("elevenlabs").first(1));
        try (ClientSession elevenLabs = new ScriptSession("python/elevenlabs_client.py")) {
            assertThat(error(elevenLabs, "create", server())).startsWith("UnprocessableEntityError");
            assertThat(requests("POST")).hasSize(2);
            assertThat(requests("POST").get(0).body()).contains("https://example.com/talk.mp4");
            assertThat(requests("POST").get(1).body()).isEmpty();
        }
    }

    @Test
    void falForJavaScriptTakesTheEndOfTheStreamForTheEndOfTheJob() throws Exception {
        start(builder -> builder);
        simulator.addFault(FaultRule.of(Fault.truncatedBody(200))
                .dialect("fal")
                .route("GET /{owner}/{alias}/requests/{id}/status/stream")
                .first(1));
        try (ClientSession fal = new ScriptSession("js/fal.mjs")) {
            String id = fal.value("create", server()).asString();
            assertThat(fal.value("stream", with("id", id)).asString()).isNotEqualTo("COMPLETED");
            assertThat(simulator.job(id).state()).isIn("queued", "running");
        }
    }

    @Test
    void falForPythonEndsWithAnUnknownWord() throws Exception {
        start(builder -> builder.tls(true).tlsPort(0));
        simulator.addFault(FaultRule.of(Fault.stateWord("PAUSED"))
                .dialect("fal")
                .route("GET /{owner}/{alias}/requests/{id}/status"));
        try (ClientSession fal = ThirdPartyClients.falForPython(simulator)) {
            String id = fal.value("create", server()).asString();
            assertThat(error(fal, "status", with("id", id))).isEqualTo("ValueError: Unknown status: PAUSED");
        }
    }

    @Test
    void coreLroEndsWith429IfItsPipelineDoesNotRetry() throws Exception {
        start(builder -> builder);
        simulator.addFault(FaultRule.of(Fault.status(429).retryAfter(Duration.ofSeconds(1)))
                .dialect("azure")
                .route("GET /videotranslation/operations/{id}")
                .first(1));
        try (ClientSession azure = new ScriptSession("js/core-lro.mjs")) {
            String id = azure.value("create", with("repeats", false)).asString();
            assertThat(error(azure, "wait", with("id", id))).contains("429");
            assertThat(requests("GET")).hasSize(1);
        }
    }

    @Test
    void theTriggerOfHeyGensNodeRefusesEveryWebhook() throws Exception {
        start(builder -> builder);
        try (WebhookRecorder receiver = new WebhookRecorder();
                ClientSession n8n = new ScriptSession("js/n8n-heygen.mjs")) {
            String id = n8n.value("create", with("webhook", receiver.url())).asString();
            simulator.job(id).finish();
            WebhookRecorder.Delivery delivery = receiver.next();
            assertThat(error(n8n, "verify", with("body", delivery.body()))).contains("\"event\" field");
        }
    }

    private void start(UnaryOperator<SimulatorBuilder> settings) {
        simulator = settings.apply(Simulator.builder().port(0).seed(1).errorChance(0))
                .start();
    }

    private Map<String, Object> server() {
        return new HashMap<>(Map.of("server", simulator.uri().toString()));
    }

    private Map<String, Object> with(String name, Object value) {
        Map<String, Object> fields = server();
        fields.put(name, value);
        return fields;
    }

    private static String error(ClientSession client, String call, Map<String, ?> fields) throws Exception {
        JsonNode answer = client.answer(call, fields);
        assertThat(answer.has("error")).as(answer.toString()).isTrue();
        return answer.path("error").asString();
    }

    private List<RecordedRequest> requests(String method) {
        return simulator.requests().stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }
}
