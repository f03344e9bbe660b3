package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line as its users run it: processes, words, exit codes, signals. */
@Timeout(120)
class CommandLineIT {

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
                        NO_SETTINGS, "wait", "--url", simulator.uri().toString(), "--max-wait", "3s", "-v")) {
            assertThat(wait.exitCode()).isEqualTo(4);
            assertThat(wait.out()).isEqualTo("timeout");
            assertThat(wait.err()).contains("poll 1 after ", "pending; next in ");
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
    @CsvSource({"401, 3, refused", "403, 3, refused", "404, 5, timeout", "405, 5, timeout"})
    void waitTellsMissingCredentialsFromAWrongAddress(int status, int code, String word) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (Program wait = Program.start(NO_SETTINGS, "wait", "--url", url)) {
            assertThat(wait.exitCode()).isEqualTo(code);
            assertThat(wait.out()).isEqualTo(word);
            assertThat(wait.err()).startsWith("fermata wait: " + url + "/status answered " + status + ": ");
        } finally {
            server.stop(0);
        }
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

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void serveAnswersUntilASignalAndExitsWith0(String signal) throws Exception {
        Map<String, String> environment = Map.of("PORT", "0", "SEED", "42", "TOTAL_DELAY_SECONDS", "0.2");
        try (Program serve = Program.start(environment, "serve", "--json", "--reset-interval=never")) {
            JsonNode listening = JsonMapper.shared().readTree(serve.awaitLine("\"event\":\"listening\""));
            assertThat(listening.path("seed").intValue()).isEqualTo(42);
            URI url = URI.create(listening.path("url").stringValue());
            assertThat(serve.awaitLine("listening on")).contains(url.toString(), "seed 42");
            serve.awaitLine("job 1 is pending");
            serve.awaitLine("job 1 is completed");
            try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
                long signalled = System.nanoTime();
                send(signal, serve.process());
                assertThat(serve.exitCode()).isZero();
                // The promise is two seconds; the rest is for a machine that is busy.
                assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(Duration.ofSeconds(10));
                assertThat(idle.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void serveNamesEveryBadSettingAndStartsNothing() throws Exception {
        Map<String, String> environment = Map.of("PORT", "http", "ERROR_CHANCE", "7");
        try (Program serve = Program.start(environment, "serve", "--total-delay=-3")) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.err().lines())
                    .containsExactly(
                            "fermata serve: --total-delay is '-3'; allowed is 0 to 1,000,000,000 seconds, such as 30 or 0.5",
                            "fermata serve: ERROR_CHANCE is '7'; allowed is a probability from 0 to 1, such as 0.1",
                            "fermata serve: PORT is 'http'; allowed is a whole number from 0 (any free port) to 65535",
                            "Try 'fermata serve --help'.");
        }
    }

    @Test
    void serveSaysInOneLineThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program serve = Program.start(NO_SETTINGS, "serve", "--port", "" + taken.getLocalPort())) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.err())
                    .isEqualTo("fermata serve: port " + taken.getLocalPort() + " on 127.0.0.1 is taken;"
                            + " stop what listens there, or choose another port (0 takes any free one)");
        }
    }

    @Test
    void demoRunsItsCyclesAndStopsTheServer() throws Exception {
        try (Program demo = Program.start(quickJobs(), "demo", "--cycles", "1")) {
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.err())
                    .contains("wait 1 begins", "poll 1 after ", "outcome: completed, ", "summary: 1 wait, ", "1 job, ")
                    .contains("stopped listening");
        }
    }

    @Test
    void demoEndsWhenTheServerCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program demo = Program.start(Map.of("PORT", "" + taken.getLocalPort()), "demo")) {
            assertThat(demo.exitCode()).isEqualTo(2);
            assertThat(demo.err()).contains("is taken").doesNotContain("Exception");
        }
    }

    @Test
    void demoEndsWithItsServerOnSigterm() throws Exception {
        try (Program demo = Program.start(quickJobs(), "demo")) {
            demo.awaitLine("poll 1 after");
            ProcessHandle server = server(demo);
            send("TERM", demo.process());
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.err()).contains("summary: ").doesNotContain("still running");
            assertThat(server.isAlive()).isFalse();
        }
    }

    @Test
    void theServerOfADemoDoesNotOutliveItsKilledParent() throws Exception {
        try (Program demo = Program.start(quickJobs(), "demo")) {
            demo.awaitLine("poll 1 after");
            ProcessHandle server = server(demo);
            send("KILL", demo.process());
            server.onExit().join();
        }
    }

    @Test
    void demoSaysSoWhenItsServerIsKilled() throws Exception {
        try (Program demo = Program.start(Map.of("PORT", "0"), "demo")) {
            demo.awaitLine("poll 1 after");
            server(demo).destroyForcibly();
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.err()).contains("the server ended by itself, with exit code 137");
        }
    }

    private static Map<String, String> quickJobs() {
        return Map.of("PORT", "0", "ERROR_CHANCE", "0", "TOTAL_DELAY_SECONDS", "1", "RESET_INTERVAL_SECONDS", "60");
    }

    private static ProcessHandle server(Program demo) {
        return demo.process().descendants().findFirst().orElseThrow();
    }

    private static Simulator ended(double errorChance) {
        return Simulator.builder()
                .port(0)
                .totalDelay(Duration.ZERO)
                .errorChance(errorChance)
                .neverReset()
                .start();
    }

    private static void send(String signal, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
