package dev.fermata.simulator.dialect.fal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A simulator whose time stands still, and a client of its fal API. */
final class Fal implements AutoCloseable {

    static final String APP = "/fal-ai/heygen";
    static final String SPEED = APP + "/v2/translate/speed";
    static final String BODY = "{\"video_url\":\"https://e.example/x.mp4\",\"output_language\":\"Spanish\"}";
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    final SimulatorClock clock = SimulatorClock.frozenAt(START);
    final Simulator simulator;
    final Requests requests;

    Fal(UnaryOperator<SimulatorBuilder> settings) {
        simulator =
                settings.apply(Simulator.builder().port(0).seed(1).clock(clock)).start();
        requests = new Requests(simulator.uri());
    }

    HttpResponse<String> send(String method, String path, @Nullable String json, String... headers) throws Exception {
        return requests.send(method, "/fal" + path, json, headers);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    HttpResponse<String> post(String path, String json, String... headers) throws Exception {
        return send("POST", path, json, headers);
    }

    /** The body of a successful response. */
    static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isIn(200, 202);
        return Requests.json(response);
    }

    String submit() throws Exception {
        return ok(post(SPEED, BODY)).path("request_id").asString();
    }

    static String job(String id) {
        return APP + "/requests/" + id;
    }

    HttpResponse<String> status(String id) throws Exception {
        return get(job(id) + "/status");
    }

    HttpResponse<String> result(String id) throws Exception {
        return get(job(id));
    }

    HttpResponse<String> cancel(String id) throws Exception {
        return send("PUT", job(id) + "/cancel", null);
    }

    void seconds(double seconds) {
        clock.advance(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
