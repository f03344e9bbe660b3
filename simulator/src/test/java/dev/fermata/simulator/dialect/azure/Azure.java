package dev.fermata.simulator.dialect.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A simulator whose time stands still, and a client of its Azure API. */
final class Azure implements AutoCloseable {

    static final String ROOT = "/videotranslation";
    static final String TRANSLATIONS = ROOT + "/translations";
    static final String VERSION = "?api-version=2026-03-01";
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    static final String SUBTITLES =
            "{\"input\":{\"webvttFile\":{\"url\":\"https://e.example/a.vtt\"," + "\"kind\":\"TargetLocaleSubtitle\"}}}";

    final SimulatorClock clock = SimulatorClock.frozenAt(START);
    final Simulator simulator;
    final Requests requests;
    private final String prefix;

    Azure() {
        this("", builder -> builder);
    }

    /** @param prefix of all paths, such as {@code /azure} */
    Azure(String prefix, UnaryOperator<SimulatorBuilder> settings) {
        this.prefix = prefix;
        simulator =
                settings.apply(Simulator.builder().port(0).seed(1).clock(clock)).start();
        requests = new Requests(simulator.uri());
    }

    static Azure with(String option, Object value) {
        return new Azure("", builder -> builder.dialectOption(option, value));
    }

    /** @param more fields of the input, each with a comma before it, such as {@code ,"speakerCount":2} */
    static String body(String more) {
        return "{\"displayName\":\"T\",\"input\":{\"targetLocale\":\"es-ES\",\"voiceKind\":\"PlatformVoice\","
                + "\"videoFileUrl\":\"https://e.example/x.mp4\"" + more + "}}";
    }

    /** A body that makes the first iteration, too. */
    static String auto() {
        return body(",\"autoCreateFirstIteration\":true,\"speakerCount\":2");
    }

    HttpResponse<String> send(String method, String path, @Nullable String json, String... headers) throws Exception {
        return requests.send(method, prefix + path, json, headers);
    }

    /** A path of a resource, such as {@code /translations/t-1}. */
    HttpResponse<String> get(String path) throws Exception {
        return send("GET", ROOT + path + VERSION, null);
    }

    HttpResponse<String> put(String path, String json, String operation) throws Exception {
        return send("PUT", ROOT + path + VERSION, json, "Operation-Id", operation);
    }

    /** Creates a translation whose operation has the same id. */
    String create(String id, String json) throws Exception {
        assertThat(put("/translations/" + id, json, id).statusCode()).isEqualTo(201);
        return id;
    }

    JsonNode json(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Requests.json(response);
    }

    String status(String path) throws Exception {
        return json(path).path("status").asString();
    }

    /** Of an absolute URL. */
    HttpResponse<String> fetch(String url) throws Exception {
        URI uri = URI.create(url);
        return requests.get(uri.getRawPath() + "?" + uri.getRawQuery());
    }

    void hours(long hours) {
        clock.advance(Duration.ofHours(hours));
    }

    @Override
    public void close() {
        simulator.close();
    }
}
