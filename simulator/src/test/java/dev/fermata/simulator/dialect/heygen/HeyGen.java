package dev.fermata.simulator.dialect.heygen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A simulator whose time stands still, and a client of its HeyGen API that sends what the command line sends. */
final class HeyGen implements AutoCloseable {

    static final String JOBS = "/v3/video-translations";
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    final SimulatorClock clock = SimulatorClock.frozenAt(START);
    final Simulator simulator;
    final Requests requests;
    private final String prefix;

    HeyGen() {
        this("", builder -> builder);
    }

    /** @param prefix of all paths, such as {@code /heygen} */
    HeyGen(String prefix, UnaryOperator<SimulatorBuilder> settings) {
        this.prefix = prefix;
        simulator =
                settings.apply(Simulator.builder().port(0).seed(1).clock(clock)).start();
        requests = new Requests(simulator.uri());
    }

    static String body(String... languages) {
        return "{\"output_languages\":[\"" + String.join("\",\"", languages)
                + "\"],\"video\":{\"type\":\"url\",\"url\":\"https://e.example/x.mp4\"}}";
    }

    /** A body with more fields, such as {@code "title":"T"}. */
    static String with(String fields) {
        return body("Spanish (Spain)").replaceFirst("\\{", "{" + fields + ",");
    }

    HttpResponse<String> send(String method, String path, @Nullable String json, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "User-Agent", "heygen-cli/0.12.0", "X-HeyGen-Source", "cli", "X-HeyGen-Client-Origin", "claude_code"));
        all.addAll(List.of(headers));
        return requests.send(method, prefix + path, json, all.toArray(String[]::new));
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    HttpResponse<String> post(String path, String json, String... headers) throws Exception {
        return send("POST", path, json, headers);
    }

    /** The {@code data} of a successful response. */
    JsonNode data(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 202);
        return Requests.json(response).path("data");
    }

    JsonNode data(String path) throws Exception {
        return data(get(path));
    }

    /** Creates one translation into each language. */
    List<String> create(String... languages) throws Exception {
        return data(post(JOBS, body(languages)))
                .path("video_translation_ids")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    String create() throws Exception {
        return create("Spanish (Spain)").get(0);
    }

    JsonNode job(String id) throws Exception {
        return data(JOBS + "/" + id);
    }

    String status(String id) throws Exception {
        return job(id).path("status").asString();
    }

    void advance(Duration by) {
        clock.advance(by);
    }

    void hours(long hours) {
        clock.advance(Duration.ofHours(hours));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
