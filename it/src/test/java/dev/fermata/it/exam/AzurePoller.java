package dev.fermata.it.exam;

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
import com.azure.core.util.polling.SyncOperationResourcePollingStrategy;
import com.azure.core.util.polling.SyncPoller;
import com.azure.core.util.serializer.TypeReference;
import dev.fermata.it.JdkHttpClient;
import dev.fermata.simulator.Simulator;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The poller of azure-core and the retries of its pipeline, with their defaults. */
final class AzurePoller implements Candidate {

    private static final String BODY = """
            {"input": {"targetLocale": "es-ES", "voiceKind": "PlatformVoice", "autoCreateFirstIteration": true,
             "videoFileUrl": "https://example.com/talk.mp4"}}""";
    private static final TypeReference<BinaryData> ANY = TypeReference.createInstance(BinaryData.class);

    private final URI server;
    private final HttpPipeline pipeline = new HttpPipelineBuilder()
            .httpClient(new JdkHttpClient())
            .policies(
                    new RetryPolicy(),
                    new AddHeadersPolicy(new HttpHeaders()
                            .set(HttpHeaderName.fromString("X-Client-Id"), "azure")
                            .set(HttpHeaderName.fromString("Ocp-Apim-Subscription-Key"), "azure")))
            .build();

    AzurePoller(Simulator simulator) {
        server = simulator.uri();
    }

    @Override
    public boolean takeJob(@Nullable String callback) {
        String id = "talk-" + UUID.randomUUID();
        HttpRequest request = new HttpRequest(
                        HttpMethod.PUT,
                        server + "/azure/videotranslation/translations/" + id + "?api-version=2026-03-01")
                .setHeader(HttpHeaderName.fromString("Operation-Id"), id + "-creation")
                .setHeader(HttpHeaderName.CONTENT_TYPE, "application/json")
                .setBody(BODY);
        SyncPoller<BinaryData, BinaryData> poller = SyncPoller.createPoller(
                Duration.ofSeconds(1),
                () -> send(request),
                new SyncOperationResourcePollingStrategy<>(pipeline),
                ANY,
                ANY);
        return poller.waitForCompletion(DEADLINE).getStatus().isComplete();
    }

    private Response<BinaryData> send(HttpRequest request) {
        try (HttpResponse response = pipeline.sendSync(request, Context.NONE)) {
            if (response.getStatusCode() >= 400) {
                throw new IllegalStateException(String.valueOf(response.getStatusCode()));
            }
            return new SimpleResponse<>(
                    request, response.getStatusCode(), response.getHeaders(), response.getBodyAsBinaryData());
        }
    }
}
