package dev.fermata.it;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.AddHeadersPolicy;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.rest.Response;
import com.azure.core.http.rest.SimpleResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.SyncOperationResourcePollingStrategy;
import com.azure.core.util.polling.SyncPoller;
import com.azure.core.util.serializer.TypeReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** azure-core for Java: its poller, and the retries of its pipeline. */
final class AzureCoreSession implements ClientSession {

    private static final String BODY = """
            {"input": {"targetLocale": "es-ES", "voiceKind": "PlatformVoice", "autoCreateFirstIteration": true,
             "videoFileUrl": "https://example.com/talk.mp4"}}""";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final HttpPipeline pipeline = new HttpPipelineBuilder()
            .httpClient(new JdkHttpClient())
            .policies(
                    new RetryPolicy(),
                    new AddHeadersPolicy(
                            new HttpHeaders().set(HttpHeaderName.fromString("Ocp-Apim-Subscription-Key"), "key")))
            .build();
    private final Map<String, SyncPoller<BinaryData, BinaryData>> pollers = new HashMap<>();

    @Override
    public JsonNode answer(String call, Map<String, ?> fields) {
        String translations = fields.get("server") + "/azure/videotranslation/translations";
        String id = String.valueOf(fields.get("id"));
        ObjectNode answer = JSON.objectNode();
        try {
            answer.set(
                    "value",
                    switch (call) {
                        case "create" -> create(translations);
                        case "wait" -> await(pollers.get(id));
                        case "list" -> list(translations);
                        case "cancel" -> delete(translations + "/" + id);
                        default -> throw new IllegalArgumentException(call);
                    });
        } catch (IllegalStateException e) {
            answer.put("error", e.toString());
        }
        return answer;
    }

    private JsonNode create(String translations) {
        String id = "talk-" + (pollers.size() + 1);
        HttpRequest request = request(HttpMethod.PUT, translations + "/" + id)
                .setHeader(HttpHeaderName.fromString("Operation-Id"), id + "-creation")
                .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
                .setBody(BODY);
        TypeReference<BinaryData> any = TypeReference.createInstance(BinaryData.class);
        SyncPoller<BinaryData, BinaryData> poller = SyncPoller.createPoller(
                Duration.ofMillis(200),
                () -> send(request),
                new SyncOperationResourcePollingStrategy<>(pipeline),
                any,
                any);
        pollers.put(id, poller);
        return JSON.stringNode(id);
    }

    private JsonNode await(SyncPoller<BinaryData, BinaryData> poller) {
        LongRunningOperationStatus status = poller.waitForCompletion().getStatus();
        if (status != LongRunningOperationStatus.SUCCESSFULLY_COMPLETED) {
            return JSON.objectNode().put("word", status.toString());
        }
        String url = json(poller.getFinalResult())
                .at("/latestIteration/result/translatedVideoFileUrl")
                .asString();
        byte[] video = send(new HttpRequest(HttpMethod.GET, url)).getValue().toBytes();
        return JSON.objectNode().put("word", "succeeded").put("bytes", video.length);
    }

    private JsonNode list(String translations) {
        ArrayNode ids = JSON.arrayNode();
        json(send(request(HttpMethod.GET, translations)).getValue())
                .path("value")
                .forEach(translation -> ids.add(translation.path("id")));
        return ids;
    }

    private JsonNode delete(String translation) {
        return JSON.numberNode(send(request(HttpMethod.DELETE, translation)).getStatusCode());
    }

    private static HttpRequest request(HttpMethod method, String url) {
        return new HttpRequest(method, url + "?api-version=2026-03-01");
    }

    private Response<BinaryData> send(HttpRequest request) {
        try (HttpResponse response = pipeline.sendSync(request, Context.NONE)) {
            if (response.getStatusCode() >= 400) {
                throw new IllegalStateException(response.getStatusCode() + " " + response.getBodyAsBinaryData());
            }
            return new SimpleResponse<>(
                    request, response.getStatusCode(), response.getHeaders(), response.getBodyAsBinaryData());
        }
    }

    private static JsonNode json(BinaryData data) {
        return JsonMapper.shared().readTree(data.toBytes());
    }

    @Override
    public void close() {
        pollers.clear();
    }
}
