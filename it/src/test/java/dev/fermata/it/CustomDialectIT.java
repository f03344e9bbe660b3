package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Snapshot.JobError;
import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
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
