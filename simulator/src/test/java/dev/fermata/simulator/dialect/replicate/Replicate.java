package dev.fermata.simulator.dialect.replicate;

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

/** A simulator whose time stands still, and a client of its Replicate API. */
final class Replicate implements AutoCloseable {

    static final String PREDICTIONS = "/v1/predictions";
    static final String INPUT = "{\"video\":\"https://e.example/x.mp4\",\"output_language\":\"es\",\"n\":[1,null]}";
    static final String BODY = "{\"version\":\"acme/dub:abc123\",\"input\":" + INPUT + "}";
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    final SimulatorClock clock = SimulatorClock.frozenAt(START);
    final Simulator simulator;
    final Requests requests;
    private final String prefix;

    Replicate() {
        this("", builder -> builder);
    }

    /** @param prefix of all paths, such as {@code /replicate} */
    Replicate(String prefix, UnaryOperator<SimulatorBuilder> settings) {
        this.prefix = prefix;
        simulator =
                settings.apply(Simulator.builder().port(0).seed(1).clock(clock)).start();
        requests = new Requests(simulator.uri());
    }

    static String with(String fields) {
        return BODY.replaceFirst("\\{", "{" + fields + ",");
    }

    HttpResponse<String> send(String method, String path, @Nullable String json, String... headers) throws Exception {
        return requests.send(method, prefix + path, json, headers);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    HttpResponse<String> post(String path, String json, String... headers) throws Exception {
        return send("POST", path, json, headers);
    }

    /** The prediction of a successful response. */
    static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        return Requests.json(response);
    }

    String create() throws Exception {
        return ok(post(PREDICTIONS, BODY)).path("id").asString();
    }

    JsonNode job(String id) throws Exception {
        return ok(get(PREDICTIONS + "/" + id));
    }

    String status(String id) throws Exception {
        return job(id).path("status").asString();
    }

    JsonNode cancel(String id) throws Exception {
        return ok(send("POST", PREDICTIONS + "/" + id + "/cancel", null));
    }

    void seconds(double seconds) {
        clock.advance(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    void hours(long hours) {
        clock.advance(Duration.ofHours(hours));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
