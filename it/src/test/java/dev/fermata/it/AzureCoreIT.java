package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.AddHeadersPolicy;
import com.azure.core.http.policy.FixedDelay;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.rest.Response;
import com.azure.core.http.rest.SimpleResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.SyncOperationResourcePollingStrategy;
import com.azure.core.util.polling.SyncPoller;
import com.azure.core.util.serializer.TypeReference;
import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The simulator's API of Azure, and the poller of azure-core, which nobody here wrote. */
@Timeout(120)
class AzureCoreIT {

    private static final String BODY = """
            {"input": {"targetLocale": "es-ES", "voiceKind": "PlatformVoice", "autoCreateFirstIteration": true,
             "videoFileUrl": "https://example.com/talk.mp4"}}""";

    private final HttpPipeline pipeline = new HttpPipelineBuilder()
            .httpClient(new JdkHttpClient())
            .policies(
                    new RetryPolicy(new FixedDelay(2, Duration.ofMillis(10))),
                    new AddHeadersPolicy(
                            new HttpHeaders().set(HttpHeaderName.fromString("Ocp-Apim-Subscription-Key"), "key")))
            .build();

    @Test
    void itPollsTheOperationAndReadsTheTranslation() {
        try (Simulator simulator = simulator().errorChance(0).start()) {
            SyncPoller<BinaryData, BinaryData> poller = poller(simulator);
            assertThat(poller.poll().getStatus())
                    .isIn(LongRunningOperationStatus.NOT_STARTED, LongRunningOperationStatus.IN_PROGRESS);
            assertThat(poller.waitForCompletion().getStatus())
                    .isEqualTo(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED);
            JsonNode translation = json(poller.getFinalResult());
            assertThat(translation.path("id").asString()).isEqualTo("talk-1");
            assertThat(translation
                            .at("/latestIteration/result/translatedVideoFileUrl")
                            .asString())
                    .startsWith(simulator.uri() + "/azure/files/");
            assertThat(paths(simulator))
                    .startsWith("PUT /azure/videotranslation/translations/talk-1")
                    .contains("GET /azure/videotranslation/operations/op-1")
                    .endsWith("GET /azure/videotranslation/translations/talk-1");
        }
    }

    @Test
    void itSaysThatAnOperationFailedAndTheTranslationSaysWhy() {
        try (Simulator simulator = simulator().totalDelay(Duration.ofHours(1)).start()) {
            SyncPoller<BinaryData, BinaryData> poller = poller(simulator);
            poller.poll();
            simulator.job("talk-1").fail("no_speech", "Nobody speaks.");
            assertThat(poller.waitForCompletion().getStatus()).isEqualTo(LongRunningOperationStatus.FAILED);
            try (HttpResponse read =
                    pipeline.sendSync(new HttpRequest(HttpMethod.GET, translation(simulator)), Context.NONE)) {
                assertThat(json(read.getBodyAsBinaryData())
                                .path("failureReason")
                                .asString())
                        .isEqualTo("Nobody speaks.");
            }
        }
    }

    @Test
    void itSendsACreationAgainWithoutMakingTwoTranslations() {
        try (Simulator simulator = simulator().errorChance(0).start()) {
            simulator.addFault(
                    FaultRule.of(Fault.acceptThen(503)).dialect("azure").first(1));
            simulator.addFault(FaultRule.of(Fault.status(503))
                    .dialect("azure")
                    .route("GET /videotranslation/operations/{id}")
                    .first(1));
            assertThat(poller(simulator).waitForCompletion().getStatus())
                    .isEqualTo(LongRunningOperationStatus.SUCCESSFULLY_COMPLETED);
            assertThat(paths(simulator))
                    .filteredOn(path -> path.startsWith("PUT "))
                    .hasSize(2);
            String list = translation(simulator).replace("/talk-1", "");
            try (HttpResponse read = pipeline.sendSync(new HttpRequest(HttpMethod.GET, list), Context.NONE)) {
                assertThat(json(read.getBodyAsBinaryData()).path("value")).hasSize(1);
            }
        }
    }

    private static SimulatorBuilder simulator() {
        return Simulator.builder().port(0).seed(1).apiKey("key").totalDelay(Duration.ofMillis(800));
    }

    private SyncPoller<BinaryData, BinaryData> poller(Simulator simulator) {
        HttpRequest request = new HttpRequest(HttpMethod.PUT, translation(simulator))
                .setHeader(HttpHeaderName.fromString("Operation-Id"), "op-1")
                .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
                .setBody(BODY);
        TypeReference<BinaryData> any = TypeReference.createInstance(BinaryData.class);
        return SyncPoller.<BinaryData, BinaryData>createPoller(
                Duration.ofMillis(100),
                () -> creation(request),
                new SyncOperationResourcePollingStrategy<>(pipeline),
                any,
                any);
    }

    private Response<BinaryData> creation(HttpRequest request) {
        try (HttpResponse response = pipeline.sendSync(request, Context.NONE)) {
            return new SimpleResponse<>(
                    response.getRequest(),
                    response.getStatusCode(),
                    response.getHeaders(),
                    response.getBodyAsBinaryData());
        }
    }

    private static String translation(Simulator simulator) {
        URI uri = simulator.uri().resolve("/azure/videotranslation/translations/talk-1?api-version=2026-03-01");
        return uri.toString();
    }

    private static JsonNode json(BinaryData data) {
        return JsonMapper.shared().readTree(data.toBytes());
    }

    private static List<String> paths(Simulator simulator) {
        return simulator.requests().stream()
                .map((RecordedRequest request) -> request.method() + " " + request.path())
                .toList();
    }
}
