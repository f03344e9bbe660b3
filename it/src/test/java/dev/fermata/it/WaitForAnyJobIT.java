package dev.fermata.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.FermataSubmission;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code fermata wait} with jobs of /v1 and of a server that somebody else wrote. */
@Timeout(120)
class WaitForAnyJobIT {

    private static final Map<String, String> NO_SETTINGS = Map.of();

    /** Each job's id is the word for its state. */
    private HttpServer server;

    private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();
    private String url = "";

    @BeforeEach
    void startTheServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange);
            String path = exchange.getRequestURI().getPath();
            String word = path.substring(path.lastIndexOf('/') + 1);
            byte[] body = ("{\"data\": {\"status\": \"" + word + "\"}}").getBytes(UTF_8);
            exchange.sendResponseHeaders(word.equals("nowhere") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/jobs/";
    }

    @AfterEach
    void stopTheServer() {
        server.stop(0);
    }

    @Test
    void waitsForOneJobOfAnyServer() throws Exception {
        try (Program byId = wait(url + "{id}", "Done");
                Program byUrl = wait(url + "done");
                Program failed = wait(url + "{id}", "broken", "--json")) {
            assertThat(byId.exitCode()).as(byId.err()).isZero();
            assertThat(byId.out()).isEqualTo("completed");
            assertThat(byUrl.exitCode()).as(byUrl.err()).isZero();
            assertThat(byUrl.out()).isEqualTo("completed");
            assertThat(failed.exitCode()).as(failed.err()).isEqualTo(1);
            JsonNode json = JsonMapper.shared().readTree(failed.out());
            assertThat(json.path("id").stringValue()).isEqualTo("broken");
            assertThat(json.path("result").stringValue()).isEqualTo("failed");
            assertThat(json.path("exit_code").intValue()).isEqualTo(1);
        }
    }

    @Test
    void readsTheDescriptionOfAServerFromAFile(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(
                folder.resolve("server.json"),
                "{\"url\": \"" + url
                        + "{id}\", \"state\": \"/data/status\", \"completed\": \"done\", \"failed\": [\"broken\"]}");
        try (Program wait = Program.start(NO_SETTINGS, "wait", "--config=" + config, "done", "broken")) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(1);
            assertThat(wait.out().lines()).containsExactlyInAnyOrder("done completed", "broken failed");
        }
    }

    @Test
    void takesAPointerForAConditionThatEndsAJob() throws Exception {
        try (Program wait = Program.start(
                NO_SETTINGS, "wait", url + "{id}", "x", "--state=/done", "--completed=true", "--failed=/data/status")) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(1);
            assertThat(wait.out()).isEqualTo("failed");
        }
    }

    @Test
    void printsALineForEachJobAndExitsWithTheHighestCode() throws Exception {
        try (Program wait = wait(url + "{id}", "done", "going-on", "broken", "nowhere", "done", "--max-wait", "10s")) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(4);
            assertThat(wait.out().lines())
                    .containsExactlyInAnyOrder(
                            "done completed", "going-on timeout", "broken failed", "nowhere refused");
            assertThat(wait.err())
                    .contains("fermata wait: nowhere: " + url + "nowhere answered 404: ")
                    .doesNotContain("going-on");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is one of a POSIX shell")
    void sendsHeadersAKeyAndAToken() throws Exception {
        try (Program wait = wait(
                url + "{id}",
                "done",
                "-H",
                "X-One: 1",
                "--header=X-Two:two",
                "--api-key",
                "k",
                "--token-command",
                "echo t")) {
            assertThat(wait.exitCode()).as(wait.err()).isZero();
        }
        var headers = requests.get(0).getRequestHeaders();
        assertThat(headers.getFirst("X-One")).isEqualTo("1");
        assertThat(headers.getFirst("X-Two")).isEqualTo("two");
        assertThat(headers.getFirst("X-API-Key")).isEqualTo("k");
        assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer t");
    }

    @Test
    void goesThroughTheProxyOfTheEnvironment() throws Exception {
        String proxy = "http://me:word@127.0.0.1:" + server.getAddress().getPort();
        ProcessBuilder command = new ProcessBuilder(
                Checkout.JAVA.toString(),
                "-jar",
                Checkout.JAR.toString(),
                "wait",
                "http://jobs.invalid/jobs/done",
                "--state=/data/status",
                "--completed=done",
                "--failed=broken");
        try (Program wait = Program.start(command, Map.of("HTTP_PROXY", proxy, "NO_PROXY", "example.com"))) {
            assertThat(wait.exitCode()).as(wait.err()).isZero();
        }
        assertThat(requests.get(0).getRequestURI()).hasToString("http://jobs.invalid/jobs/done");
        assertThat(requests.get(0).getRequestHeaders().getFirst("Proxy-Authorization"))
                .isEqualTo("Basic bWU6d29yZA==");
    }

    /** The header is read before the proxy. */
    @Test
    void sendsThePasswordToAProxyForHttpsToo() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://me:word@127.0.0.1:" + proxy.getLocalPort();
            ProcessBuilder command = new ProcessBuilder(
                    Checkout.JAVA.toString(),
                    "-jar",
                    Checkout.JAR.toString(),
                    "wait",
                    "https://jobs.invalid",
                    "--header=X-Secret: x");
            try (Program wait = Program.start(command, Map.of("HTTPS_PROXY", url));
                    Socket connection = proxy.accept()) {
                byte[] request = new byte[4000];
                String text = new String(request, 0, connection.getInputStream().read(request), UTF_8);
                assertThat(text)
                        .startsWith("CONNECT jobs.invalid:443 ")
                        .contains("Basic bWU6d29yZA==")
                        .doesNotContain("X-Secret");
                assertThat(wait.process().isAlive()).isTrue();
            }
        }
    }

    @Test
    void waitsForJobsOfFermataAndKeepsTheirDurations(@TempDir Path folder) throws Exception {
        Path history = folder.resolve("durations.json");
        try (Simulator simulator = Simulator.builder().port(0).start();
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri())).build()) {
            FermataSubmission quick = FermataSubmission.of(URI.create("https://example.com/talk.mp4"), "es")
                    .withDuration(Duration.ofMillis(100));
            String one = waiter.submit(quick, Duration.ofSeconds(10)).id();
            String other = waiter.submit(quick, Duration.ofSeconds(10)).id();
            try (Program wait = Program.start(
                    NO_SETTINGS,
                    "wait",
                    simulator.uri().toString(),
                    one,
                    other,
                    "--json",
                    "--patience=2s",
                    "--history=" + history)) {
                assertThat(wait.exitCode()).as(wait.err()).isZero();
                assertThat(wait.out().lines())
                        .hasSize(2)
                        .allMatch(line -> line.contains("\"result\":\"completed\"") && line.contains("\"video_url\""));
            }
            assertThat(Files.readString(history)).contains("fermata");
        }
    }

    @Test
    void waitsForAJobOfAVendorWithTheVariablesOfTheVendor() throws Exception {
        Map<String, String> variables = Map.of("HEYGEN_API_KEY", "k", "HEYGEN_API_BASE", url.replace("/jobs/", ""));
        try (Program wait = Program.start(variables, "wait", "heygen", "failed")) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(1);
            assertThat(wait.out()).isEqualTo("failed");
        }
        assertThat(requests.get(0).getRequestURI()).hasToString("/v3/video-translations/failed");
        assertThat(requests.get(0).getRequestHeaders().getFirst("X-Api-Key")).isEqualTo("k");
    }

    private static Program wait(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 4];
        all[0] = "wait";
        all[1] = "--state=/data/status";
        all[2] = "--completed=done,finished";
        all[3] = "--failed=broken";
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return Program.start(NO_SETTINGS, all);
    }
}
