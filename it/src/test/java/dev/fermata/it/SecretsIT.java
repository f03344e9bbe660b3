package dev.fermata.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code fermata wait} shows no secret of a URL, whatever the server says: neither in the JSON, nor in its logs. */
@Timeout(120)
class SecretsIT {

    private static final String USER_INFORMATION = "somebody:S3CR3T-WORD";
    private static final String KEY = "S3CR3T-KEY";
    private static final String BASE64 = Base64.getEncoder().encodeToString(USER_INFORMATION.getBytes(UTF_8));
    /** Also a secret that is cut off. */
    private static final Pattern DISCLOSED = Pattern.compile("S3C|" + BASE64.substring(0, 20));

    /** The id of a job says how it is answered. Each answer repeats all secrets. */
    private HttpServer server;

    @BeforeEach
    void startTheServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String sent = exchange.getRequestHeaders().getFirst("Authorization");
            String secrets = "http://" + USER_INFORMATION + "@other.example" + exchange.getRequestURI();
            String quoted = secrets + " has " + sent + ", S3CR3T-WORD and " + KEY;
            String path = exchange.getRequestURI().getPath();
            String body = path.endsWith("running")
                    ? "{\"status\": \"running\", \"next\": \"" + secrets + "\"}"
                    : path.endsWith("broken")
                            ? "{\"status\": \"broken\", \"message\": \"" + quoted + "\"}"
                            : path.endsWith("page") ? "<p>" + quoted + "</p>" : "{\"detail\": \"" + quoted + "\"}";
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(path.endsWith("refused") ? 403 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopTheServer() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"refused, 3, refused", "page, 5, timeout", "broken, 1, failed", "running, 4, timeout"})
    void showsNoneWhateverTheServerSays(String id, int code, String word, @TempDir Path folder) throws Exception {
        Path description = Files.writeString(folder.resolve("server.json"), """
                {"url": "%s", "state": "/status", "completed": "done", "failed": "broken", "running": "running",
                 "errorMessage": "/message", "nextPoll": "/next"}
                """.formatted(
                        template(server.getAddress().getPort())));
        try (Program wait = wait("--config=" + description, id)) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(code);
            JsonNode json = JsonMapper.shared().readTree(wait.out());
            assertThat(json.path("result").stringValue()).isEqualTo(word);
            if (code == 4) {
                // The client's own log.
                assertThat(wait.err()).contains("names 'http://other.example/jobs/running?api_key=***'");
            } else {
                assertThat(json.path("problem").stringValue()).contains("***");
            }
            assertShowsNone(wait);
        }
    }

    @Test
    void showsNoneWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        try (Program wait = wait(template(port), "--state=/status", "--completed=done", "--failed=broken", "7")) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(5);
            assertThat(wait.out()).contains("cannot connect to 127.0.0.1:" + port);
            assertShowsNone(wait);
        }
    }

    private static void assertShowsNone(Program wait) {
        assertThat(wait.err()).contains("poll 1 after ");
        assertThat(wait.out() + wait.err()).doesNotContainPattern(DISCLOSED);
    }

    private static String template(int port) {
        return "http://" + USER_INFORMATION + "@127.0.0.1:" + port + "/jobs/{id}?api_key=" + KEY;
    }

    private static Program wait(String... arguments) throws IOException {
        String[] all = new String[arguments.length + 4];
        all[0] = "wait";
        all[1] = "--json";
        all[2] = "-v";
        all[3] = "--max-wait=1s";
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return Program.start(Map.of(), all);
    }
}
