package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.RequestTemplate;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Snapshot.JobError;
import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An API that nobody wrote a line of code for, at either end: a file describes it here, {@link Backend#json} there. */
@Timeout(120)
class CustomDialectIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String FILE = """
            name: acme
            id: dub_{hex}
            values:
              phase: {queued: Waiting, running: Dubbing, completed: Ready, failed: Broken, canceled: Stopped}
            job:
              data:
                id: "{id}"
                phase: "{phase}"
                percent: "{progress:percent}"
                begun: "{created:seconds}"
                over: "{ended:millis}"
                problem: {code: "{error_code}", text: "{error_message}"}
                video: "{video_url}"
            routes:
              POST /dubs: {does: submit, status: 201, body: "{id}"}
              GET /dubs/{id}: {holds: true}
            errors: {body: {problem: {text: "{message}"}}}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"/dubs", "/acme/dubs"})
    void aJobIsWaitedFor(String path) throws Exception {
        try (Simulator simulator = simulator().errorChance(0).start();
                Waiter waiter = waiter(simulator, path)) {
            simulator.addFault(FaultRule.of(Fault.status(503))
                    .dialect("acme")
                    .route("GET /dubs/{id}")
                    .first(1));
            String id = submit(simulator.uri().resolve(path));
            Snapshot end = waiter.await(id, LONG) instanceof Outcome.Completed done ? done.snapshot() : fail(id);
            assertThat(end.createdAt()).hasValueSatisfying(at -> assertThat(at).isBefore(Instant.now()));
            assertThat(end.finishedAt()).hasValueSatisfying(at -> assertThat(at).isAfter(Instant.EPOCH));
            assertThat(end.result().get("video"))
                    .contains("/files/")
                    .startsWith(simulator.uri().toString());
            assertThat(simulator.requests())
                    .extracting(request -> request.status())
                    .contains(503, 200);
        }
    }

    @Test
    void aJobThatFailsSaysWhy() throws Exception {
        try (Simulator simulator = simulator()
                        .errorChance(0)
                        .totalDelay(Duration.ofHours(1))
                        .start();
                Waiter waiter = waiter(simulator, "/dubs")) {
            String id = submit(simulator.uri().resolve("/dubs"));
            simulator.job(id).fail("no_speech_found", "Nobody speaks.");
            assertThat(waiter.await(id, LONG))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.snapshot().error())
                                    .contains(new JobError("no_speech_found", "Nobody speaks.")));
        }
    }

    /** Each file in {@code docs/dialects} with the description of {@link Backend#json} that {@code docs/backends.md} has for its form. */
    @ParameterizedTest
    @ValueSource(strings = {"operations", "workflow-runs", "renders"})
    void eachExampleFileHasABackendThatWaitsForIt(String name) throws Exception {
        try (SimulatorClock clock = SimulatorClock.frozen();
                Simulator simulator = Simulator.builder()
                        .port(0)
                        .seed(1)
                        .clock(clock)
                        .errorChance(0)
                        .totalDelay(Duration.ofHours(1))
                        .dialectFile(Checkout.ROOT.resolve("docs/dialects/" + name + ".yaml"))
                        .start();
                Waiter waiter = Waiter.builder(example(name, simulator.uri())).build()) {
            List<String> ids = new ArrayList<>();
            for (int job = 0; job < 4; job++) {
                ids.add(submitTo(name, simulator.uri(), job + 1));
            }
            simulator.job(ids.get(0)).finish();
            simulator.job(ids.get(1)).fail("no_speech_found", "Nobody speaks.");
            simulator.job(ids.get(2)).cancel();
            Outcome completed = waiter.await(ids.get(0), LONG);
            assertThat(completed).isInstanceOf(Outcome.Completed.class);
            assertThat(((Outcome.Completed) completed).snapshot().result().values())
                    .singleElement()
                    .asString()
                    .matches("(http|/renders/).*");
            assertThat(waiter.await(ids.get(1), LONG)).isInstanceOf(Outcome.Failed.class);
            // An operation that was canceled has an error, like one that failed.
            assertThat(waiter.await(ids.get(2), LONG))
                    .isInstanceOf(name.equals("operations") ? Outcome.Failed.class : Outcome.Canceled.class);
            assertThat(waiter.snapshot(ids.get(3)).state()).isEqualTo(JobState.RUNNING);
        }
    }

    private static Backend example(String name, URI server) {
        return switch (name) {
            case "operations" ->
                Backend.json(server + "/v1/operations/{id}")
                        .when(JobState.COMPLETED, "/done = true")
                        .when(JobState.FAILED, "/error")
                        .progressPercent("/metadata/progressPercent")
                        .errorMessage("/error/message")
                        .result("uri", "/response/uri")
                        .build();
            case "workflow-runs" ->
                Backend.json(server + "/repos/acme/videos/actions/runs/{id}")
                        .state("/conclusion", "/status")
                        .completed("success")
                        .failed("failure")
                        .canceled("cancelled")
                        .queued("queued")
                        .running("in_progress", "completed")
                        .createdAt("/created_at")
                        .result("page", "/url")
                        .build();
            default ->
                Backend.json(server + "/renders/{id}")
                        .when(JobState.RUNNING, "status-code = 202")
                        .when(JobState.COMPLETED, "status-code = 303")
                        .when(JobState.CANCELED, "status-code = 410")
                        .when(JobState.FAILED, "/error and status-code = 200")
                        .errorMessage("/message")
                        .result("url", "header:Location")
                        .build();
        };
    }

    /** The id of the job in the dialect. A run gets none in the response, so it is the number of the submission. */
    private static String submitTo(String name, URI server, int number) throws Exception {
        String path = switch (name) {
            case "operations" -> "/v1/videos:translate";
            case "workflow-runs" -> "/repos/acme/videos/actions/workflows/translate.yml/dispatches";
            default -> "/renders";
        };
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"input\":{\"uri\":\"https://example.com/a.mp4\"}}"))
                .build();
        HttpResponse<String> submitted = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        return switch (name) {
            case "operations" -> submitted.body().replaceAll("(?s).*operations/([0-9a-f-]{36}).*", "$1");
            case "workflow-runs" -> "9" + number;
            default -> submitted.headers().firstValue("Location").orElseThrow().substring("/renders/".length());
        };
    }

    @Test
    void manyJobsAreAskedForTogether() throws Exception {
        String bulk = """
                name: acme
                id: "{number}"
                job: {id: "{id}", phase: "{state}"}
                routes:
                  POST /dubs: {does: submit, body: "{id}"}
                  GET /dubs/{id}:
                  GET /dubs: {does: list, ids: ids, body: {items: "{jobs}"}}
                """;
        try (Simulator simulator = Simulator.builder()
                        .port(0)
                        .errorChance(0)
                        .totalDelay(Duration.ofMillis(800))
                        .dialect(bulk)
                        .start();
                Waiter waiter = Waiter.builder(Backend.json(simulator.uri() + "/dubs/{id}")
                                .state("/phase")
                                .completed("completed")
                                .failed("failed")
                                .bulk(RequestTemplate.get("/dubs?ids={ids}"), "/items", "/id", 100)
                                .build())
                        .build()) {
            List<String> ids = new ArrayList<>();
            for (int job = 0; job < 5; job++) {
                ids.add(submit(simulator.uri().resolve("/dubs")));
            }
            assertThat(waiter.awaitAll(ids, LONG)).hasSize(5).hasOnlyElementsOfType(Outcome.Completed.class);
            assertThat(simulator.requests())
                    .filteredOn(request ->
                            request.path().equals("/dubs") && request.method().equals("GET"))
                    .isNotEmpty()
                    .allMatch(request -> request.status() == 200);
        }
    }

    private static Snapshot fail(String id) {
        throw new NoSuchElementException("no completed job " + id);
    }

    private static SimulatorBuilder simulator() {
        return Simulator.builder()
                .port(0)
                .seed(1)
                .totalDelay(Duration.ofMillis(800))
                .dialect(FILE);
    }

    private static Waiter waiter(Simulator simulator, String path) {
        return Waiter.builder(Backend.json(simulator.uri() + path + "/{id}")
                        .state("/data/phase")
                        .completed("Ready")
                        .failed("Broken")
                        .canceled("Stopped")
                        .progressPercent("/data/percent")
                        .createdAt("/data/begun")
                        .finishedAt("/data/over")
                        .errorCode("/data/problem/code")
                        .errorMessage("/data/problem/text")
                        .result("video", "/data/video")
                        .build())
                .build();
    }

    private static String submit(URI dubs) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(dubs).POST(BodyPublishers.noBody()).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
