package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
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
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A simulator whose clock stands still, and who asks it things. Unless told otherwise its jobs are queued for 10 s, then
 * do five stages of 10 s each, and are completed after a minute.
 */
final class Api implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final String ONE = "{\"source_url\":\"https://example.com/a.mp4\",\"target_languages\":[\"es\"]}";
    static final Scenario PLAIN = Scenario.defaults()
            .with("jobs.queue_time", 10)
            .with("jobs.running_time", 50)
            .with("jobs.stages.transcribing", 1)
            .with("jobs.stages.translating", 1)
            .with("jobs.stages.voicing", 1)
            .with("jobs.stages.lip_syncing", 1)
            .with("jobs.stages.rendering", 1)
            .with("jobs.stages.jitter", 0);

    final SimulatorClock clock = SimulatorClock.frozenAt(START);
    final Simulator simulator;
    private final HttpClient http = HttpClient.newHttpClient();

    Api(UnaryOperator<SimulatorBuilder> settings) {
        SimulatorBuilder builder =
                Simulator.builder().port(0).clock(clock).seed(1).scenario(PLAIN);
        simulator = settings.apply(builder).start();
    }

    Api() {
        this(builder -> builder);
    }

    /** Submits one job, and tells its id. */
    String submit() throws Exception {
        return id(post("/v1/jobs", ONE));
    }

    /** Submits a job that takes so many seconds. */
    String submit(double seconds, String outcome) throws Exception {
        return id(post(
                "/v1/jobs",
                ONE.replaceAll("}$", ",\"scenario\":{\"duration\":" + seconds + ",\"outcome\":\"" + outcome + "\"}}")));
    }

    static String id(HttpResponse<String> submitted) {
        assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
        return json(submitted).at("/jobs/0/id").stringValue();
    }

    void advance(double seconds) {
        clock.advance(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return send("POST", path, body, all);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** A request that may be held. When this returns, the server has it. */
    HttpConnection open(String path, String... headers) throws Exception {
        int before = asked();
        HttpConnection wire = new HttpConnection(simulator.port(), path, headers);
        awaitAsked(before);
        return wire;
    }

    /** Sends the request once more, and returns when the server has it. */
    void again(HttpConnection wire) throws Exception {
        int before = asked();
        wire.again();
        awaitAsked(before);
    }

    /** Packets of two connections may overtake each other on a busy machine, so the server has to say it itself. */
    private void awaitAsked(int before) throws Exception {
        while (asked() == before) {
            Thread.onSpinWait();
        }
    }

    private int asked() throws Exception {
        return json(get("/admin/requests")).get("total").intValue();
    }

    /**
     * Returns when nothing is scheduled before that time any more: when the server has noticed who closed a connection, which
     * it is told of when it sends something.
     */
    void awaitNext(Instant next) throws Exception {
        while (!clock.next().equals(Optional.of(next))) {
            get("/healthz");
        }
    }

    URI uri(String path) {
        return simulator.uri().resolve(path);
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonNode json(String body) {
        return JsonMapper.shared().readTree(body);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
