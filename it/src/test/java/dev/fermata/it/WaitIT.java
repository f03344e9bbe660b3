package dev.fermata.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.Simulator;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code fermata wait} as its users run it: a process, words, exit codes. */
@Timeout(120)
class WaitIT {

    private static final Map<String, String> NO_SETTINGS = Map.of();

    @ParameterizedTest
    @CsvSource({"0, completed, 0", "1, error, 1"})
    void waitPrintsTheLastWordAloneAndExitsAccordingly(double errorChance, String word, int code) throws Exception {
        try (Simulator simulator = ended(errorChance);
                Program wait = Program.start(
                        NO_SETTINGS, "wait", "--url", simulator.uri().toString())) {
            assertThat(wait.exitCode()).isEqualTo(code);
            assertThat(wait.out()).isEqualTo(word);
            assertThat(wait.err()).isEmpty();
        }
    }

    @Test
    void waitTimesOutWith4WhileTheJobIsPending() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                Program wait = Program.start(
                        NO_SETTINGS, "wait", "--url", simulator.uri().toString(), "--max-wait", "10s", "-v")) {
            assertThat(wait.exitCode()).isEqualTo(4);
            assertThat(wait.out()).isEqualTo("timeout");
            assertThat(wait.err()).contains("poll 1 after ", "pending; next in ");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void waitEndsWith143OnSigterm() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                Program wait =
                        Program.start(NO_SETTINGS, "wait", simulator.uri().toString(), "-v")) {
            wait.awaitLine("pending; next in ");
            wait.signal("TERM");
            assertThat(wait.exitCode()).isEqualTo(143);
            assertThat(wait.out()).isEmpty();
        }
    }

    @Test
    void waitTimesOutWith5WhenTheServerHasGone() throws Exception {
        Simulator simulator = Simulator.builder().port(0).start();
        try (simulator;
                Program wait =
                        Program.start(NO_SETTINGS, "wait", simulator.uri().toString(), "--max-wait", "6s", "-v")) {
            wait.awaitLine("pending; next in ");
            simulator.close();
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(5);
            assertThat(wait.out()).isEqualTo("timeout");
            assertThat(wait.err())
                    .containsPattern(
                            "fermata wait: no valid answer for the last \\d\\.\\d s: cannot connect to 127.0.0.1:");
        }
    }

    @Test
    void waitTimesOutWith5WhereNobodyAnswers() throws Exception {
        int port = freePort();
        try (Program wait =
                Program.start(NO_SETTINGS, "wait", "--url", "http://127.0.0.1:" + port, "--max-wait", "3")) {
            assertThat(wait.exitCode()).isEqualTo(5);
            assertThat(wait.out()).isEqualTo("timeout");
            assertThat(wait.err())
                    .isEqualTo("fermata wait: no valid answer within 3.0 s: cannot connect to 127.0.0.1:" + port);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405, 501})
    void waitSaysWhyItWasRefused(int status) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (Program wait = Program.start(NO_SETTINGS, "wait", "--url", url)) {
            assertThat(wait.exitCode()).isEqualTo(3);
            assertThat(wait.out()).isEqualTo("refused");
            assertThat(wait.err()).startsWith("fermata wait: " + url + "/status answered " + status + ": ");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void waitNamesTheFlagWhenAnswersAreTooLong() throws Exception {
        HttpServer server = answering(1_001);
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (Program tooShort = Program.start(
                        NO_SETTINGS, "wait", "--url", url, "--max-wait", "30", "--max-answer-bytes", "1000");
                Program enough = Program.start(NO_SETTINGS, "wait", "--url", url, "--max-answer-bytes", "1001")) {
            assertThat(tooShort.exitCode()).isEqualTo(5);
            assertThat(tooShort.out()).isEqualTo("unreachable");
            assertThat(tooShort.err())
                    .contains("longer than --max-answer-bytes, which is 1000", "raise --max-answer-bytes")
                    .doesNotContain("maxAnswerBytes");
            assertThat(enough.exitCode()).isZero();
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"1048576, 0, completed", "1048577, 5, unreachable"})
    void waitTakesAnAnswerOfAMebibyteByDefault(int bytes, int code, String word) throws Exception {
        HttpServer server = answering(bytes);
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (Program wait = Program.start(NO_SETTINGS, "wait", "--url", url)) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(code);
            assertThat(wait.out()).isEqualTo(word);
        } finally {
            server.stop(0);
        }
    }

    /** Answers are as long as that, and say that the job is completed. */
    private static HttpServer answering(int bytes) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String json = "{\"result\":\"completed\"}";
        byte[] body = (json + " ".repeat(bytes - json.length())).getBytes(US_ASCII);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void waitPrintsJsonForPrograms() throws Exception {
        try (Simulator simulator = ended(0);
                Program wait = Program.start(
                        NO_SETTINGS, "wait", "--json", "--url", simulator.uri().toString())) {
            assertThat(wait.exitCode()).isZero();
            JsonNode json = JsonMapper.shared().readTree(wait.out());
            assertThat(json.path("result").stringValue()).isEqualTo("completed");
            assertThat(json.path("polls").intValue()).isEqualTo(1);
            assertThat(json.path("elapsed").doubleValue()).isPositive();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void waitSaysSoWhenNobodyTakesItsWord() throws Exception {
        try (Simulator simulator = ended(0)) {
            ProcessBuilder wait = new ProcessBuilder(
                            Checkout.JAVA.toString(),
                            "-jar",
                            Checkout.JAR.toString(),
                            "wait",
                            "--url",
                            simulator.uri().toString())
                    .redirectOutput(new File("/dev/full"));
            try (Program program = Program.start(wait, NO_SETTINGS)) {
                assertThat(program.exitCode()).isEqualTo(74);
                assertThat(program.err()).isEqualTo("fermata wait: standard output takes nothing");
            }
        }
    }

    private static Simulator ended(double errorChance) {
        return Simulator.builder()
                .port(0)
                .totalDelay(Duration.ZERO)
                .errorChance(errorChance)
                .neverReset()
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
