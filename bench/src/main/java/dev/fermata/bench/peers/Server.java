package dev.fermata.bench.peers;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The simulator with jobs of one distribution, and the plain calls to it that a peer's user would write. The same seed makes
 * the same jobs. It gives no hints and nothing goes wrong. Thread-safe.
 */
final class Server implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> TERMINAL = Set.of("completed", "failed", "canceled");
    private static final String ORDER = "{\"source_url\":\"https://example.com/a.mp4\",\"target_languages\":[\"es\"]}";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SimulatorClock clock;
    private final Simulator simulator;
    private final URI jobs;

    Server(String runningTime, long seed, Scale scale) {
        clock = SimulatorClock.running(scale.speed());
        simulator = Simulator.builder()
                .port(0)
                .seed(seed)
                .clock(clock)
                .retention(Duration.ofDays(30))
                .scenario(scenario(runningTime))
                .start();
        jobs = simulator.uri().resolve("/v1/jobs");
    }

    /** One stage only, so that a held request is answered when the job ends and not when a stage does. */
    private static Scenario scenario(String runningTime) {
        Scenario plain = Scenario.defaults()
                .with("jobs.queue_time", Duration.ZERO)
                .with("jobs.running_time", runningTime)
                .with("jobs.stages.jitter", 0)
                .with("hints.progress", "false")
                .with("hints.expected", "none");
        for (String stage : new String[] {"transcribing", "translating", "voicing", "lip_syncing"}) {
            plain = plain.with("jobs.stages." + stage, 0);
        }
        return plain;
    }

    URI uri() {
        return simulator.uri();
    }

    SimulatorClock clock() {
        return clock;
    }

    /** A new job; its time begins now. */
    String submit() throws InterruptedException {
        HttpRequest order = HttpRequest.newBuilder(jobs)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(ORDER))
                .build();
        return json(order).path("jobs").path(0).path("id").asString();
    }

    /** One poll: the job's state. */
    String ask(String id) throws InterruptedException {
        return job(id).path("state").asString();
    }

    static boolean isTerminal(String state) {
        return TERMINAL.contains(state);
    }

    /** Which job it is, by what it is waited for afterwards: its beginning and its end. */
    Instant[] submittedAndEnded(String id) throws InterruptedException {
        JsonNode job = job(id);
        return new Instant[] {
            Instant.parse(job.path("submitted_at").asString()),
            Instant.parse(job.path("ended_at").asString())
        };
    }

    /** How many requests about jobs the simulator has had, by its own count. */
    long requests() throws InterruptedException {
        return json(HttpRequest.newBuilder(simulator.uri().resolve("/admin/requests"))
                        .build())
                .path("total")
                .asLong();
    }

    private JsonNode job(String id) throws InterruptedException {
        return json(HttpRequest.newBuilder(URI.create(jobs + "/" + id)).build());
    }

    private JsonNode json(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 300) {
                throw new IOException(request.uri() + " was answered with " + response.statusCode());
            }
            return JSON.readTree(response.body());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        simulator.close();
        clock.close();
    }
}
