package dev.fermata.simulator;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.http.decode.HttpLimits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What requests with pending responses keep is bounded for all of them together. */
@Timeout(60)
class KeptRequestsTest {

    private static final int MOST = 11_000;

    private final SimulatorClock clock = SimulatorClock.frozen();
    private final Simulator simulator = start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
        clock.close();
    }

    @Test
    void refusesToHoldARequestForMoreUnknownIdsUntilAnotherIsAnswered() throws Exception {
        String id = submit();
        String unknown = IntStream.range(0, 100).mapToObj(i -> "unknown-" + i).collect(Collectors.joining(","));
        String path = "/v1/jobs?wait=60&ids=" + id + "," + unknown;
        assertThatOnlyOneIsHeld(id, path);
    }

    @Test
    void refusesToHoldARequestWithMoreVersionsUntilAnotherIsAnswered() throws Exception {
        String id = submit();
        String path = "/v1/jobs/" + id;
        String version = requests.get(path).headers().firstValue("etag").orElseThrow();
        assertThatOnlyOneIsHeld(id, path + "?wait=60", "If-None-Match", version + ", \"" + "x".repeat(6_000) + "\"");
    }

    private void assertThatOnlyOneIsHeld(String id, String path, String... headers) throws Exception {
        CompletableFuture<HttpResponse<String>> held = requests.later(path, headers);
        awaitRequestTo(path);
        HttpResponse<String> refused = requests.get(path, headers);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");
        assertThat(json(refused).path("code").asString()).isEqualTo("no_room");
        assertThat(json(refused).path("detail").asString()).contains("at most 11000 bytes");
        assertThat(simulator.requests())
                .last()
                .satisfies(request -> assertThat(request.status()).isEqualTo(503));
        assertThat(held).isNotDone();
        simulator.job(id).finish();
        assertThat(held.get().statusCode()).isEqualTo(200);
        String other = submit();
        CompletableFuture<HttpResponse<String>> next = requests.later(path.replace(id, other));
        awaitRequestTo(path.replace(id, other));
        simulator.job(other).finish();
        assertThat(next.get().statusCode()).isEqualTo(200);
    }

    @Test
    void refusesToDelayMoreRequestsThanItCanKeep() throws Exception {
        simulator.addFault(FaultRule.of(Fault.latency(TimeDistribution.of(Duration.ofHours(1))))
                .route("GET /status"));
        String large = "x".repeat(6_000);
        CompletableFuture<HttpResponse<String>> delayed = requests.later("/status", "X-Large", large);
        awaitRequestTo("/status");
        assertThat(requests.get("/status", "X-Large", large).statusCode()).isEqualTo(503);
        assertThat(delayed).isNotDone();
        clock.advance(Duration.ofHours(1));
        assertThat(delayed.get().statusCode()).isEqualTo(200);
    }

    private String submit() throws Exception {
        String job = "{\"source_url\":\"https://example.com/a.mp4\",\"target_languages\":[\"es\"]}";
        return json(requests.post("/v1/jobs", job)).at("/jobs/0/id").asString();
    }

    /** One loop answers all requests, so the request is held when a later one is answered. */
    private void awaitRequestTo(String path) throws Exception {
        String wanted = path.replaceAll("\\?.*", "");
        while (simulator.requests().stream()
                .noneMatch(request -> request.path().equals(wanted) && request.status() == 0)) {
            requests.get("/healthz");
        }
    }

    private Simulator start() {
        SimulatorBuilder builder = Simulator.builder().port(0).seed(1).clock(clock);
        builder.limits = HttpLimits.DEFAULT.withAllKept(MOST);
        return builder.start();
    }
}
