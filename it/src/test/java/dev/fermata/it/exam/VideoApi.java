package dev.fermata.it.exam;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fermata's own API over plain HTTP, for loops and pollers that have none. Each request names the client. */
final class VideoApi {

    private static final Set<String> ENDS = Set.of("completed", "failed", "canceled");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private final String client;

    VideoApi(URI server, String client) {
        this.server = server;
        this.client = client;
    }

    /** Submits a job, and tries again every second with the same key, but no longer than the deadline. */
    String submit() throws Exception {
        return submit(UUID.randomUUID().toString(), null);
    }

    /**
     * @param key the idempotency key; null for none
     * @param callback null for none
     */
    String submit(@Nullable String key, @Nullable String callback) throws Exception {
        String target = callback == null ? "" : ",\"callback_url\":\"" + callback + "\"";
        HttpRequest.Builder request = request("/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"source_url\":\"https://example.com/talk.mp4\",\"target_languages\":[\"es\"]" + target
                                + "}"));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        for (long begin = System.nanoTime(); System.nanoTime() - begin < Candidate.DEADLINE.toNanos(); pause()) {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() < 300) {
                return json(response).at("/jobs/0/id").asString();
            }
        }
        throw new IOException("nothing was submitted");
    }

    /** Whether the job is over. */
    boolean isOver(String id) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request("/v1/jobs/" + id).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return ENDS.contains(json(response).path("state").asString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("X-Client-Id", client)
                .header("X-API-Key", client);
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    static void pause() throws InterruptedException {
        new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
