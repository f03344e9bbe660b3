package dev.fermata.simulator.dialect.custom;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files in {@code docs/dialects}: each answers as the API does that it describes. */
@Timeout(60)
class ExampleDialectsTest {

    private static final Path FILES = Path.of("../docs/dialects");
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Simulator simulator = Simulator.builder()
            .port(0)
            .seed(1)
            .clock(clock)
            .totalDelay(Duration.ofMinutes(7))
            .errorChance(0)
            .dialectFile(FILES.resolve("operations.yaml"))
            .dialectFile(FILES.resolve("workflow-runs.yaml"))
            .dialectFile(FILES.resolve("renders.yaml"))
            .start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/operations"})
    void anOperationIsDoneWithAResponse(String prefix) throws Exception {
        JsonNode submitted = operation(prefix);
        String name = submitted.path("name").asString();
        assertThat(name).matches("operations/" + UUID);
        assertThat(submitted.has("done")).isFalse();
        clock.advance(Duration.ofMinutes(7).minusMillis(1));
        JsonNode running = json(requests.get(prefix + "/v1/" + name));
        assertThat(running.propertyNames()).containsExactly("name", "metadata");
        assertThat(running.path("metadata").path("progressPercent").asInt()).isEqualTo(99);
        assertThat(running.path("metadata").has("endTime")).isFalse();
        clock.advance(Duration.ofMillis(1));
        JsonNode done = json(requests.get(prefix + "/v1/" + name));
        assertThat(done.path("done").asBoolean()).isTrue();
        assertThat(done.path("metadata").path("endTime").asString()).isEqualTo("2026-01-01T00:07:00Z");
        assertThat(done.has("error")).isFalse();
        String uri = done.path("response").path("uri").asString();
        assertThat(uri).startsWith(simulator.uri() + prefix + "/files/");
        assertThat(requests.get(URI.create(uri).getPath()).statusCode()).isEqualTo(200);
    }

    @Test
    void anOperationIsDoneWithAnError() throws Exception {
        String failed = operation("").path("name").asString();
        simulator.job(failed.substring("operations/".length())).fail("no_speech_found", "Nobody speaks.");
        assertThat(json(requests.get("/v1/" + failed)).path("error"))
                .isEqualTo(JsonMapper.shared().readTree("{\"code\":13,\"message\":\"Nobody speaks.\"}"));
        String canceled = operation("").path("name").asString();
        assertThat(requests.post("/v1/" + canceled + ":cancel", "{}").body()).isEqualTo("{}");
        JsonNode over = json(requests.get("/v1/" + canceled));
        assertThat(over.path("done").asBoolean()).isTrue();
        assertThat(over.path("error").path("code").asInt()).isEqualTo(1);
        assertThat(over.has("response")).isFalse();
        assertThat(requests.send("DELETE", "/v1/" + canceled, null).body()).isEqualTo("{}");
        HttpResponse<String> gone = requests.get("/v1/" + canceled);
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(json(gone).path("error").path("code").asInt()).isEqualTo(404);
        assertThat(json(gone).path("error").path("status").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void operationsAreListedByPage() throws Exception {
        String first = operation("").path("name").asString();
        String second = operation("").path("name").asString();
        JsonNode page = json(requests.get("/v1/operations?pageSize=1"));
        assertThat(page.at("/operations/0/name").asString()).isEqualTo(second);
        assertThat(page.path("operations").size()).isEqualTo(1);
        String next = page.path("nextPageToken").asString();
        JsonNode last = json(requests.get("/v1/operations?pageSize=1&pageToken=" + next));
        assertThat(last.at("/operations/0/name").asString()).isEqualTo(first);
        assertThat(json(requests.get("/v1/operations")).has("nextPageToken")).isFalse();
        HttpResponse<String> wrong = requests.get("/v1/operations?pageToken=x");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).at("/error/message").asString()).startsWith("pageToken is 'x'; allowed is");
        assertThat(requests.get("/v1/operations?pageSize=0").statusCode()).isEqualTo(400);
    }

    @Test
    void anOperationNeedsItsInput() throws Exception {
        HttpResponse<String> refused = requests.post("/v1/videos:translate", "{\"input\":{\"url\":\"a\"}}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/message").asString()).isEqualTo("The field 'input.uri' is missing.");
        HttpResponse<String> wrong =
                requests.post("/v1/videos:translate", "{\"input\":{\"uri\":\"a\"},\"targetLanguageCode\":7}");
        assertThat(json(wrong).at("/error/message").asString()).startsWith("targetLanguageCode is 7; allowed is");
        assertThat(requests.post("/v1/videos:translate", "[").statusCode()).isEqualTo(400);
    }

    @Test
    void aRunHasAConclusionWhenItIsCompleted() throws Exception {
        String runs = "/repos/acme/videos/actions/runs";
        HttpResponse<String> dispatched =
                requests.post("/repos/acme/videos/actions/workflows/translate.yml/dispatches", "{\"ref\":\"main\"}");
        assertThat(dispatched.statusCode()).isEqualTo(204);
        JsonNode list = json(requests.get(runs + "?per_page=500"));
        assertThat(list.path("total_count").asInt()).isEqualTo(1);
        JsonNode run = list.at("/workflow_runs/0");
        assertThat(run.path("id").isNumber()).isTrue();
        assertThat(run.path("id").asLong()).isEqualTo(91);
        assertThat(run.path("status").asString()).isEqualTo("in_progress");
        assertThat(run.path("conclusion").isNull()).isTrue();
        assertThat(run.path("url").asString()).isEqualTo(simulator.uri() + runs + "/91");
        clock.advance(Duration.ofMinutes(7));
        JsonNode over = json(requests.get("/workflow-runs" + runs + "/91"));
        assertThat(over.path("status").asString()).isEqualTo("completed");
        assertThat(over.path("conclusion").asString()).isEqualTo("success");
        assertThat(over.path("updated_at").asString()).isEqualTo("2026-01-01T00:07:00Z");
        assertThat(over.path("url").asString()).isEqualTo(simulator.uri() + "/workflow-runs" + runs + "/91");
        assertThat(requests.post(runs + "/91/cancel", "").statusCode()).isEqualTo(409);
        HttpResponse<String> unknown = requests.get(runs + "/92");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("status").asString()).isEqualTo("404");
        assertThat(json(unknown).path("status").isString()).isTrue();
    }

    @Test
    void aRunIsCanceledOrFails() throws Exception {
        String dispatches = "/repos/acme/videos/actions/workflows/translate.yml/dispatches";
        requests.post(dispatches, "{}");
        requests.post(dispatches, "{}");
        String runs = "/repos/acme/videos/actions/runs/";
        assertThat(requests.post(runs + "91/cancel", "").statusCode()).isEqualTo(202);
        assertThat(json(requests.get(runs + "91")).path("conclusion").asString())
                .isEqualTo("cancelled");
        simulator.job("92").fail("x", "y");
        assertThat(json(requests.get(runs + "92")).path("conclusion").asString())
                .isEqualTo("failure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/renders"})
    void aRenderLeadsToItsResult(String prefix) throws Exception {
        HttpResponse<String> submitted = requests.post(prefix + "/renders", "{\"video\":\"s3://videos/a.mp4\"}");
        assertThat(submitted.statusCode()).isEqualTo(202);
        assertThat(submitted.body()).isEmpty();
        String location = submitted.headers().firstValue("location").orElseThrow();
        assertThat(location).matches(prefix + "/renders/ren_[0-9a-f]{16}");
        // 420, but for a clock that stands still.
        assertThat(submitted.headers().firstValue("retry-after")).contains("1");
        HttpResponse<String> running = requests.get(location);
        assertThat(running.statusCode()).isEqualTo(202);
        assertThat(running.headers().firstValue("location")).isEmpty();
        assertThat(requests.get(location + "/result").statusCode()).isEqualTo(404);
        assertThat(requests.get(location + "/result").body()).isEqualTo("{\"error\":\"not_ready\"}");
        clock.advance(Duration.ofMinutes(7));
        HttpResponse<String> done = requests.get(location);
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(done.headers().firstValue("location")).contains(location + "/result");
        assertThat(done.headers().firstValue("retry-after")).isEmpty();
        JsonNode result = json(requests.get(location + "/result"));
        assertThat(result.path("video").asString()).startsWith(simulator.uri() + prefix + "/files/");
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(requests.get(location + "/result").statusCode()).isEqualTo(200);
        clock.advance(Duration.ofMillis(1));
        HttpResponse<String> gone = requests.get(location + "/result");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(json(gone).path("error").asString()).isEqualTo("gone");
        assertThat(requests.get(location).statusCode()).isEqualTo(303);
    }

    @Test
    void aRenderSaysWhyItFailed() throws Exception {
        String location = render("{\"video\":\"a\"}");
        simulator.job(location.substring("/renders/".length())).fail("no_speech_found", "Nobody speaks.");
        assertThat(requests.get(location).body())
                .isEqualTo("{\"error\":\"no_speech_found\",\"message\":\"Nobody speaks.\"}");
        assertThat(requests.send("DELETE", location, null).statusCode()).isEqualTo(409);
        String other = render("{\"video\":\"a\"}");
        assertThat(requests.send("DELETE", other, null).statusCode()).isEqualTo(204);
        assertThat(requests.get(other).statusCode()).isEqualTo(410);
    }

    @Test
    void aRequestForARenderIsHeldUntilItIsDone() throws Exception {
        String location = render("{\"video\":\"a\"}");
        CompletableFuture<HttpResponse<String>> held = requests.later(location, "Prefer", "wait=60, until=terminal");
        awaitSecondRequest();
        simulator.job(location.substring("/renders/".length())).finish();
        HttpResponse<String> done = held.get();
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(done.headers().firstValue("preference-applied")).contains("wait=60, until=terminal");
    }

    @Test
    void aRenderThatIsRemovedIsAnsweredAtOnce() throws Exception {
        String location = render("{\"video\":\"a\"}");
        CompletableFuture<HttpResponse<String>> held = requests.later(location, "Prefer", "wait=60");
        awaitSecondRequest();
        simulator.reset();
        assertThat(held.get().statusCode()).isEqualTo(404);
        assertThat(json(held.get()).path("error").asString()).isEqualTo("job_not_found");
    }

    @Test
    void aWebhookTellsOfARender() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        String notify = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
        String id = render("{\"video\":\"a\",\"notify\":\"" + notify + "\"}").substring("/renders/".length());
        clock.advance(Duration.ofMinutes(7));
        receiver.stop(0);
        assertThat(told)
                .containsExactly("{\"event\":\"render.ended\",\"render\":\"" + id + "\",\"state\":\"completed\"}");
        assertThat(requests.post("/renders", "{\"notify\":\"http://example.com/\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void jobsAreKnownToOthersByTheseIds() throws Exception {
        String id = render("{\"video\":\"a\"}").substring("/renders/".length());
        assertThat(json(requests.get("/v1/jobs/" + id)).path("state").asString())
                .isEqualTo("running");
        assertThat(json(requests.get("/v1/jobs?ids=" + id)).path("missing").isEmpty())
                .isTrue();
        assertThat(requests.post("/admin/jobs/" + id + "/finish", "{}").statusCode())
                .isEqualTo(200);
        assertThat(requests.get("/renders/" + id).statusCode()).isEqualTo(303);
        assertThat(requests.send("DELETE", "/v1/jobs/" + id, null).statusCode()).isEqualTo(204);
        assertThat(requests.get("/renders/" + id).statusCode()).isEqualTo(404);
    }

    /** What is answered at once is answered when this returns: one loop answers all. */
    private void awaitSecondRequest() throws Exception {
        while (simulator.requests().size() < 2) {
            Thread.onSpinWait();
        }
        requests.get("/healthz");
    }

    private String render(String body) throws Exception {
        return requests.post("/renders", body).headers().firstValue("location").orElseThrow();
    }

    private JsonNode operation(String prefix) throws Exception {
        return json(requests.post(
                prefix + "/v1/videos:translate", "{\"input\":{\"uri\":\"gs://videos/a.mp4\"},\"more\":[1]}"));
    }
}
