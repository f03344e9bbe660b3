package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others write never begins a line of the log, and never moves the cursor of a terminal. */
@Timeout(60)
class LoggedTextTest {

    private static final String HOSTILE = "a\nINJECTED\r\u001b[2J\u0085\u009b2J\u2028\u2029\u202eb";
    /** As JSON and YAML write it between double quotes. */
    private static final String ESCAPED = "a\\nINJECTED\\r\\u001b[2J\\u0085\\u009b2J\\u2028\\u2029\\u202eb";

    private CapturedLog log;

    @BeforeEach
    void capture() throws ReflectiveOperationException {
        log = new CapturedLog();
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        log.close();
    }

    @Test
    void cleansNamesOfScenarios(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("x.yaml"), "name: \"" + ESCAPED + "\"");
        Scenario scenario = Scenario.read(file);
        assertThat(scenario.name()).isEqualTo(HOSTILE);
        try (Simulator simulator =
                Simulator.builder().port(0).scenario(scenario).start()) {
            simulator.play(scenario);
        }
        assertThat(log.cleanLines()).anyMatch(line -> line.contains("INJECTED") && line.contains("listening on"));
    }

    static Stream<ServerSetting> settings() {
        return ServerSetting.all().stream();
    }

    /** A value is refused in clean lines, or it is allowed and the log is clean. */
    @ParameterizedTest
    @MethodSource("settings")
    void cleansValuesOfSettings(ServerSetting setting) {
        for (String value : List.of(
                HOSTILE,
                "a\u202eINJECTED",
                "http://127.0.0.1/" + HOSTILE,
                "http://127.0.0.1/\u202eINJECTED",
                "heygen.legacy=" + HOSTILE,
                "heygen.\u2028INJECTED=1")) {
            start(setting, Map.of(setting.flag(), value), Map.of());
            start(setting, Map.of(), Map.of(setting.variable(), value));
        }
        log.cleanLines();
    }

    private static void start(ServerSetting setting, Map<String, String> flags, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(flags);
        if (!setting.name().equals("port")) {
            all.put("--port", "0");
        }
        try (Simulator simulator =
                Simulator.builder().settings(all, environment).start()) {
            assertThat(simulator.uri()).isNotNull();
        } catch (ScenarioException | SimulatorStartException refused) {
            assertThat(String.valueOf(refused.getMessage()).split("\n"))
                    .as(setting.name())
                    .noneMatch(line -> line.startsWith("INJECTED"))
                    .allMatch(line -> line.equals(Printable.clean(line)));
        }
    }

    /** The name of a file is the name of its scenario, if it has no other. */
    @Test
    void cleansNamesOfScenarioFiles(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a\nINJECTED\u001b[2J.yaml"), "jobs: {error_chance: 0.5}");
        Map<String, String> flags = Map.of("--port", "0", "--scenario", file.toString());
        try (Simulator simulator = Simulator.builder().settings(flags, Map.of()).start()) {
            assertThat(simulator.uri()).isNotNull();
        }
        assertThat(log.cleanLines()).anyMatch(line -> line.contains("listening on"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ESCAPED, "\\u202eINJECTED", "%0AINJECTED%1B%5B2J", "?a=%0AINJECTED", "\\u2028INJECTED"})
    void cleansCallbackUrls(String path) throws Exception {
        try (Simulator simulator =
                Simulator.builder().port(0).clock(SimulatorClock.frozen()).start()) {
            Requests requests = new Requests(simulator.uri());
            for (String host : List.of("http://127.0.0.1:9/", "http://", "http://localhost:9/")) {
                requests.post(
                        "/v1/jobs",
                        "{\"source_url\":\"http://s\",\"target_languages\":[\"es\"],\"callback_url\":\"" + host + path
                                + "\"}");
            }
            simulator.clock().advance(Duration.ofDays(5));
        }
        assertThat(log.cleanLines()).anyMatch(line -> line.contains("listening on"));
    }

    @Test
    void cleansPathsAndMessagesOfFailures() throws Exception {
        Router routes = new Router().add(HttpMethod.GET, "/jobs/{id}", request -> {
            throw new IllegalStateException("about " + request.value(0), new IllegalStateException(request.value(0)));
        });
        try (HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best())) {
            server.serve(routes, () -> 0);
            URI uri = URI.create("http://127.0.0.1:" + server.address().getPort());
            String path = "/jobs/" + URLEncoder.encode(HOSTILE, UTF_8);
            assertThat(new Requests(uri).get(path).statusCode()).isEqualTo(500);
        }
        assertThat(log.cleanLines())
                .anyMatch(line -> line.contains("INJECTED") && line.contains("GET /jobs/"))
                .anyMatch(
                        line -> line.contains("INJECTED") && line.startsWith("java.lang.IllegalStateException: about"))
                .anyMatch(line -> line.contains("INJECTED") && line.startsWith("Caused by: "))
                .anyMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void cleansWhatReceiversOfWebhooksSay() throws Exception {
        try (ServerSocket receiver = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Simulator simulator = Simulator.builder()
                        .port(0)
                        .clock(SimulatorClock.frozen())
                        .start()) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(receiver));
            String body =
                    "{\"source_url\":\"http://s\",\"target_languages\":[\"es\"],\"callback_url\":\"http://127.0.0.1:"
                            + receiver.getLocalPort() + "/\"}";
            assertThat(new Requests(simulator.uri()).post("/v1/jobs", body).statusCode())
                    .isEqualTo(202);
            simulator.clock().advance(Duration.ofHours(1));
            answered.join();
            String attempts =
                    new Requests(simulator.uri()).get("/admin/webhooks").body();
            assertThat(attempts).contains("INJECTED");
            assertThat(attempts).isEqualTo(Printable.clean(attempts));
        }
        assertThat(log.cleanLines()).anyMatch(line -> line.contains("INJECTED") && line.contains("not HTTP"));
    }

    private static void answer(ServerSocket receiver) {
        try (Socket connection = receiver.accept()) {
            connection.getInputStream().read();
            connection.getOutputStream().write("SSH-\u001b[2J\u0001INJECTED\u009b2J\r\n\r\n".getBytes(ISO_8859_1));
            connection.getOutputStream().flush();
            connection.getInputStream().readAllBytes();
        } catch (java.io.IOException closed) {
            // The simulator has read enough.
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"#\": 1",
                "from: \"#\"",
                "jobs: {\"#\": 1}",
                "jobs: {error_chance: \"#\"}",
                "jobs: {running_time: \"#\"}",
                "jobs: {errors: \"#\"}",
                "jobs: {progress: \"#\"}",
                "hints: {expected: \"#\"}",
                "faults: \"#\"",
                "faults: [\"#\"]",
                "faults: [{fault: \"#\"}]",
                "faults: [{fault: html, \"#\": 1}]",
                "faults: [{fault: html, dialect: \"#\"}]",
                "faults: [{fault: html, route: \"#\"}]",
                "faults: [{fault: html, job: \"#\"}]",
                "faults: [{fault: state_word, word: \"#\"}]",
                "faults: [{fault: status, body: x, content_type: \"#\"}]",
                "faults: [{fault: latency, time: \"#\"}]"
            })
    void cleansWhatScenariosAreRefusedFor(String yaml, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("x.yaml"), yaml.replace("#", ESCAPED));
        ScenarioException refused = catchThrowableOfType(ScenarioException.class, () -> Scenario.read(file));
        assertThat(refused).hasMessageContaining("INJECTED");
        assertThat(refused.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).isEqualTo(Printable.clean(problem)));
        assertThat(String.valueOf(refused.getMessage()).lines())
                .noneMatch(line -> line.startsWith("INJECTED"))
                .allMatch(line -> line.equals(Printable.clean(line)));
    }
}
