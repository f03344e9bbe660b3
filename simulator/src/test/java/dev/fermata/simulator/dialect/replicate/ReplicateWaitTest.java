package dev.fermata.simulator.dialect.replicate;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.replicate.Replicate.BODY;
import static dev.fermata.simulator.dialect.replicate.Replicate.PREDICTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Prefer: wait} of a creation. */
@Timeout(60)
class ReplicateWaitTest {

    private final Replicate api = new Replicate(
            "",
            builder -> builder.scenario(
                    Scenario.defaults().with("jobs.queue_time", "2s").with("jobs.running_time", "28s")));

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"wait, 30, succeeded", "wait=60, 30, succeeded", "wait=5, 5, processing", "wait=1, 1, starting"})
    void holdsTheResponseUntilTheEndOrTheTimeIsOver(String prefer, int seconds, String status) throws Exception {
        CompletableFuture<HttpResponse<String>> response = create(prefer);
        awaitHeld();
        api.seconds(seconds - 0.001);
        // Another request is answered meanwhile, and would be answered after the held one.
        api.get(PREDICTIONS);
        assertThat(response).isNotDone();
        api.seconds(0.001);
        HttpResponse<String> created = response.get();
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).path("status").asString()).isEqualTo(status);
        assertThat(json(created).path("output").isNull()).isEqualTo(!status.equals("succeeded"));
    }

    @Test
    void isEndedByACancellation() throws Exception {
        CompletableFuture<HttpResponse<String>> response = create("wait");
        String id = awaitHeld();
        assertThat(api.cancel(id).path("status").asString()).isEqualTo("aborted");
        assertThat(json(response.get()).path("status").asString()).isEqualTo("aborted");
    }

    @ParameterizedTest
    @CsvSource({"wait=0", "wait=x", "respond-async"})
    void isIgnoredIfItIsNoWait(String prefer) throws Exception {
        assertThat(json(create(prefer).get()).path("status").asString()).isEqualTo("starting");
    }

    private CompletableFuture<HttpResponse<String>> create(String prefer) {
        HttpRequest request = HttpRequest.newBuilder(api.simulator.uri().resolve(PREDICTIONS))
                .header("Content-Type", "application/json")
                .header("Prefer", prefer)
                .POST(BodyPublishers.ofString(BODY))
                .build();
        return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
    }

    /** The id of the prediction, once there is one. */
    private String awaitHeld() throws Exception {
        while (true) {
            String id = json(api.get(PREDICTIONS)).at("/results/0/id").asString("");
            if (!id.isEmpty()) {
                return id;
            }
        }
    }
}
