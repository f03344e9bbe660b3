package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fermata.simulator.text.Printable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends {@link FuzzedBodies} to everything that takes JSON, and looks at each answer: accepted, or refused with a short text that
 * is safe to print and says nothing about libraries.
 */
final class JsonFuzz {

    private static final String SUBMISSION =
            "{\"source_url\":\"https://example.test/a.mp4\",\"target_languages\":[\"es\",\"pt-BR\"],"
                    + "\"source_language\":\"en\",\"title\":\"A title\",\"callback_url\":\"http://127.0.0.1:9/hook\","
                    + "\"metadata\":{\"customer\":\"7\",\"note\":\"\u00e4\"},"
                    + "\"scenario\":{\"duration\":5.5,\"video_seconds\":90,\"outcome\":\"completed\","
                    + "\"faults\":[{\"fault\":\"status\",\"status\":503,\"first\":2}]}}";

    static final String PLAIN = "{\"source_url\":\"http://a\",\"target_languages\":[\"es\"]}";

    /** Longer ones are no help to anybody. */
    private static final int LONGEST_DETAIL = 8_010;

    private static final String RULE =
            "{\"fault\":\"status\",\"status\":503,\"retry_after\":\"2s\",\"route\":\"GET /v1/jobs/{id}\",\"first\":2,"
                    + "\"every\":3,\"chance\":0.5,\"dialect\":\"fermata\"}";
    private static final String SCENARIO = "{\"name\":\"mine\",\"description\":\"Of a test.\",\"from\":\"storm\","
            + "\"jobs\":{\"queue_time\":\"log_normal 8s 1\",\"running_time\":\"per_video_second log_normal 1.2s 0.4\","
            + "\"error_chance\":0.02,\"errors\":[{\"code\":\"no_speech_found\",\"message\":\"Nobody speaks.\",\"weight\":1}],"
            + "\"progress\":[{\"curve\":\"linear\",\"weight\":6},{\"curve\":\"stall 0.9\",\"weight\":3},"
            + "{\"curve\":[[0,0],[0.9,0.5],[1,1]]}],\"stages\":{\"transcribing\":1,\"jitter\":0.5}},"
            + "\"hints\":{\"progress\":true,\"expected\":\"typical\",\"factor\":0.8},"
            + "\"limits\":{\"requests\":600,\"window\":\"60s\",\"jobs\":50},"
            + "\"webhooks\":{\"lost_chance\":0.005,\"late_by\":\"log_normal 1m 1\"},"
            + "\"status\":{\"total_delay\":\"90s\",\"reset_interval\":\"never\"},\"faults\":[" + RULE
            + ",{\"fault\":\"stuck\",\"after\":0.99,\"chance\":0.05},{\"fault\":\"latency\",\"time\":\"log_normal 60ms 0.6\"},"
            + "{\"fault\":\"truncate\",\"bytes\":12}]}";

    private record Target(String method, String path, String... valid) {}

    private static final List<Target> TARGETS = List.of(
            new Target("POST", "/v1/jobs", SUBMISSION, PLAIN),
            new Target(
                    "PUT",
                    "/admin/scenario",
                    SCENARIO,
                    "{\"from\":\"lying\"}",
                    "{\"status\":{\"total_delay\":0,\"reset_interval\":\"10ms\"},\"limits\":{\"requests\":1,\"window\":\"1ms\"}}",
                    "{}"),
            new Target(
                    "POST",
                    "/admin/faults",
                    RULE,
                    "{\"fault\":\"latency\",\"time\":\"log_normal 60ms 0.6\"}",
                    "{\"fault\":\"relapse\",\"after\":\"3s\",\"lasting\":\"20s\",\"chance\":0.05}",
                    "{\"fault\":\"drip\",\"bytes\":1,\"every\":2}"),
            new Target("POST", "/admin/clock/advance", "{\"by\":\"20m\"}", "{\"to\":\"2026-01-02T03:04:05Z\"}"),
            new Target("POST", "/admin/clock/speed", "{\"speed\":60}", "{\"speed\":\"60x\"}"),
            new Target("POST", "/admin/clock/freeze", "{}"),
            new Target("POST", "/admin/clock/resume", "{}"),
            new Target("POST", "/admin/jobs/#/fail", "{\"code\":\"bad\",\"message\":\"It is bad.\"}", "{}"),
            new Target("POST", "/admin/jobs/#/hold", "{}"),
            new Target("POST", "/admin/reset", "{}"));

    /** What libraries call things; no body here has such words before it is changed. */
    private static final Pattern INTERNAL = Pattern.compile(
            "com\\.|org\\.|io\\.netty|java\\.|dev\\.fermata|[Jj]ackson|[Ss]nake"
                    + "|Exception|\\[Source|REDACTED|StreamRead|UNKNOWN|byte offset|code [0-9]+\\)|CTRL-CHAR|start marker|[Tt]oken");

    /** Said when there is no room. */
    private static final Set<String> DOCUMENTED = Set.of("clock_busy", "no_room");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;

    JsonFuzz(Path folder) {
        this.folder = folder;
    }

    /** Some bodies, one after the other, at one simulator. */
    void bodies(long seed) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        try (Simulator simulator = simulator()) {
            for (int i = 0; i < 30; i++) {
                Target target = TARGETS.get(random.nextInt(TARGETS.size()));
                byte[] body = FuzzedBodies.next(random, target.valid);
                String path = target.path.replace("#", random.nextInt(4) == 0 ? "unknown" : job(simulator));
                HttpResponse<String> answer = send(simulator, target.method, path, body);
                try {
                    check(answer);
                    usable(simulator, answer);
                } catch (AssertionError wrong) {
                    throw new AssertionError(
                            target.method + " " + path + " " + shown(body) + "\n" + answer + " " + answer.body(),
                            wrong);
                }
            }
        }
    }

    /** One file of YAML: read, or refused in the same way. */
    void files(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Path file = folder.resolve("mine.yaml");
        byte[] yaml = FuzzedYaml.next(random, SCENARIO);
        Files.write(file, yaml);
        try {
            Scenario scenario = Scenario.read(file);
            if (!UTF_8.newEncoder().canEncode(scenario.explained())) {
                // Half a character cannot be written to a file. Where such a text is refused is tested elsewhere.
                return;
            }
            Files.writeString(file, scenario.explained());
            assertThat(Scenario.read(file).settings()).isEqualTo(scenario.settings());
            Files.writeString(file, scenario.toJson());
            assertThat(Scenario.read(file).faults()).isEqualTo(scenario.faults());
        } catch (ScenarioException refused) {
            try {
                clean(String.valueOf(refused.getMessage()));
            } catch (AssertionError wrong) {
                throw new AssertionError(shown(yaml), wrong);
            }
        } catch (RuntimeException wrong) {
            throw new AssertionError(shown(yaml), wrong);
        }
    }

    static Simulator simulator() {
        SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
        return Simulator.builder().port(0).clock(clock).seed(1).start();
    }

    HttpResponse<String> send(Simulator simulator, String method, String path, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(simulator.uri().resolve(path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private void sent(Simulator simulator, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = send(simulator, method, path, body.getBytes(UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** A new job, which shows that the simulator goes on answering. */
    String job(Simulator simulator) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(simulator, "POST", "/v1/jobs", PLAIN.getBytes(UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return json(answer.body()).at("/jobs/0/id").stringValue();
    }

    private static void check(HttpResponse<String> answer) {
        JsonNode json = checked(answer);
        if (answer.statusCode() >= 400) {
            clean(json.path("detail").stringValue());
        }
    }

    /** What was answered: JSON, a refusal that is safe to print, and nothing that is the simulator's own fault. */
    static JsonNode checked(HttpResponse<String> answer) {
        int status = answer.statusCode();
        JsonNode json = status == 204 ? JsonMapper.shared().missingNode() : json(answer.body());
        boolean documented =
                status == 503 && DOCUMENTED.contains(json.path("code").asString(""));
        assertThat(status >= 200 && status < 300 || status >= 400 && status < 500 || documented)
                .as("status %s", status)
                .isTrue();
        if (status >= 400) {
            printable(json.path("detail").stringValue());
        }
        return json;
    }

    /** Short lines that can be printed, without words of libraries. */
    private static void clean(String text) {
        printable(text);
        assertThat(text).doesNotContainPattern(INTERNAL);
    }

    private static void printable(String text) {
        assertThat(text).isNotBlank();
        assertThat(text.length()).as("length").isLessThanOrEqualTo(LONGEST_DETAIL);
        assertThat(text.split("\n"))
                .allSatisfy(line ->
                        assertThat(line).isEqualTo(Printable.clean(line)).doesNotStartWith("INJECTED"));
    }

    /** A scenario or rule that was accepted is given out as it is taken, and jobs can be planned by it. Then it is taken back. */
    private void usable(Simulator simulator, HttpResponse<String> answer) throws IOException, InterruptedException {
        String path = answer.request().uri().getPath();
        if (answer.statusCode() < 300 && (path.equals("/admin/scenario") || path.equals("/admin/faults"))) {
            byte[] given = send(simulator, "GET", "/admin/scenario", new byte[0])
                    .body()
                    .getBytes(UTF_8);
            HttpResponse<String> again = send(simulator, "PUT", "/admin/scenario", given);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(new String(given, UTF_8));
            ObjectNode faultless = (ObjectNode) json(again.body());
            faultless.set("faults", faultless.arrayNode());
            sent(simulator, "PUT", "/admin/scenario", faultless.toString());
            checked(send(simulator, "POST", "/v1/jobs", PLAIN.getBytes(UTF_8)));
            sent(simulator, "POST", "/admin/clock/advance", "{\"by\":\"1m\"}");
            checked(send(simulator, "GET", "/v1/jobs", new byte[0]));
            checked(send(simulator, "GET", "/status", new byte[0]));
            sent(simulator, "PUT", "/admin/scenario", "{}");
        }
    }

    private static JsonNode json(String body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (RuntimeException broken) {
            return fail("not JSON: " + body, broken);
        }
    }

    private static String shown(byte[] body) {
        String text = new String(body, UTF_8);
        return text.length() > 2_000 ? text.substring(0, 2_000) + "... (" + body.length + " bytes)" : text;
    }
}
