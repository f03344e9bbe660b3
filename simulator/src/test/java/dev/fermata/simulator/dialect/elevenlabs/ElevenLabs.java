package dev.fermata.simulator.dialect.elevenlabs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A simulator whose time stands still, and a client of its ElevenLabs API that sends forms as the vendor's own clients do. */
final class ElevenLabs implements AutoCloseable {

    static final String DUBS = "/v1/dubbing";
    static final String PROJECTS = "/v1/dubbing/project";
    static final String WEBHOOKS = "/v1/workspace/webhooks";
    static final String URL = "source_url=https://e.example/talk.mp4";
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    final SimulatorClock clock = SimulatorClock.frozenAt(START);
    final Simulator simulator;
    final Requests requests;
    private final String prefix;

    ElevenLabs() {
        this("", builder -> builder);
    }

    /** @param prefix of all paths, such as {@code /elevenlabs} */
    ElevenLabs(String prefix, UnaryOperator<SimulatorBuilder> settings) {
        this.prefix = prefix;
        simulator =
                settings.apply(Simulator.builder().port(0).seed(1).clock(clock)).start();
        requests = new Requests(simulator.uri());
    }

    static ElevenLabs with(String option, Object value) {
        return new ElevenLabs("", builder -> builder.dialectOption(option, value));
    }

    static ElevenLabs playing(UnaryOperator<Scenario> change) {
        return new ElevenLabs("", builder -> builder.scenario(change.apply(Scenario.defaults())));
    }

    HttpResponse<String> send(String method, String path, @Nullable String json, String... headers) throws Exception {
        return requests.send(method, prefix + path, json, headers);
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, null);
    }

    JsonNode json(String path) throws Exception {
        return ok(get(path));
    }

    static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 202);
        return Requests.json(response);
    }

    /** @param fields such as {@code target_lang=es}; a file is {@code file=@NAME:CONTENT} */
    HttpResponse<String> post(String path, List<String> fields, String... headers) throws Exception {
        StringBuilder form = new StringBuilder();
        for (String field : fields) {
            String[] both = field.split("=", 2);
            String[] file = both[1].split(":", 2);
            boolean isFile = both[1].startsWith("@");
            form.append("--b0undary\r\nContent-Disposition: form-data; name=\"")
                    .append(both[0])
                    .append(isFile ? "\"; filename=\"" + file[0].substring(1) + "\"\r\nContent-Type: video/mp4" : "\"")
                    .append("\r\n\r\n")
                    .append(isFile ? file[1] : both[1])
                    .append("\r\n");
        }
        form.append("--b0undary--\r\n");
        List<String> all = new ArrayList<>(List.of("Content-Type", "multipart/form-data; boundary=b0undary"));
        all.addAll(List.of(headers));
        return send("POST", path, form.toString(), all.toArray(String[]::new));
    }

    /** Creates a dub into Spanish. */
    String dub(String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of(URL, "target_lang=es"));
        return ok(post(DUBS, all)).path("dubbing_id").asString();
    }

    JsonNode project(String... fields) throws Exception {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add(URL);
        HttpResponse<String> response = post(PROJECTS, all);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Requests.json(response);
    }

    /** Creates a project with a language, and returns its path, such as {@code /v1/dubbing/project/x/language/y}. */
    String language(String code) throws Exception {
        JsonNode project = project("target_language=" + code);
        return PROJECTS + "/" + project.path("project_id").asString() + "/language/"
                + project.at("/language_ids/0").asString();
    }

    static String id(String path) {
        return path.replaceAll(".*/", "");
    }

    /** The path of the project of a language. */
    static String projectOf(String language) {
        return language.replaceAll("/language/.*", "");
    }

    String status(String path) throws Exception {
        return json(path).path("status").asString();
    }

    /** The id of the job of a project or language, such as in paths of {@code /admin}. */
    void finish(String path) {
        simulator.job(id(path)).finish();
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
