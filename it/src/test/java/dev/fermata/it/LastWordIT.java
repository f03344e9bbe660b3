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
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The exit code and the word of {@code fermata wait} when a server stops to answer, and where its user writes what. */
@Timeout(120)
class LastWordIT {

    private static final Map<String, String> NO_SETTINGS = Map.of();

    private interface Answer {
        void to(HttpExchange exchange, int number) throws IOException;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Answer answer = (exchange, number) -> exchange.close();
    private String url = "";

    @BeforeEach
    void startTheServer() throws IOException {
        AtomicInteger number = new AtomicInteger();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer.to(exchange, number.incrementAndGet()));
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stopTheServer() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** With an id the client asks the server to hold the second request for some seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"", "job-1"})
    void aRequestWithoutAnAnswerAtTheDeadlineIsSilence(String id) throws Exception {
        answer = (exchange, number) -> {
            if (number == 1) {
                answer(exchange, 200, "{\"id\": \"job-1\", \"state\": \"running\", \"result\": \"pending\"}");
            }
        };
        String[] one = {"wait", "--url", url, "--max-wait", "8s"};
        String[] other = {"wait", "--url", url, "--max-wait", "8s", id};
        try (Program wait = Program.start(NO_SETTINGS, id.isEmpty() ? one : other)) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(5);
            assertThat(wait.out()).isEqualTo("timeout");
            assertThat(wait.err())
                    .containsPattern(
                            "no valid answer for the last \\d\\.\\d s: no complete response within \\d\\.\\d s$");
        }
    }

    @Test
    void aHeldRequestIsNoSilence() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri())).build()) {
            String slow = submit(waiter, Duration.ofMinutes(10));
            String slower = submit(waiter, Duration.ofMinutes(20));
            try (Program one =
                            Program.start(NO_SETTINGS, "wait", simulator.uri().toString(), slow, "--max-wait=5s");
                    Program two = Program.start(
                            NO_SETTINGS, "wait", simulator.uri().toString(), slow, slower, "--max-wait=5s")) {
                assertThat(one.exitCode()).as(one.err()).isEqualTo(4);
                assertThat(two.exitCode()).as(two.err()).isEqualTo(4);
                assertThat(one.err() + two.err()).isEmpty();
            }
        }
    }

    @Test
    void aRejectionThatMightHavePassedIsTheLastWord() throws Exception {
        answer = (exchange, number) -> answer(
                exchange,
                number == 1 ? 200 : 404,
                number == 1 ? "{\"result\": \"pending\"}" : "{\"error\": \"no job\"}");
        try (Program wait = Program.start(NO_SETTINGS, "wait", url, "--max-wait", "3s", "--json")) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(3);
            JsonNode json = JsonMapper.shared().readTree(wait.out());
            assertThat(json.path("result").stringValue()).isEqualTo("refused");
            assertThat(json.path("exit_code").intValue()).isEqualTo(3);
            assertThat(json.path("problem").stringValue()).contains("404");
            assertThat(wait.err()).contains("404").contains("no job");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is one of a POSIX shell")
    void aTokenCommandThatFailsLeavesNoJobWithoutALine() throws Exception {
        answer = (exchange, number) -> answer(exchange, 200, "{\"state\": \"done\"}");
        String[] job = {
            "wait",
            url + "/jobs/{id}",
            "--state=/state",
            "--completed=done",
            "--failed=broken",
            "one",
            "two",
            "--token-command"
        };
        try (Program words = Program.start(NO_SETTINGS, with(job, "exit 7"));
                Program objects = Program.start(NO_SETTINGS, with(job, "exit 7", "--json"))) {
            assertThat(words.exitCode()).isEqualTo(5);
            assertThat(words.out().lines()).containsExactlyInAnyOrder("one unreachable", "two unreachable");
            assertThat(words.err())
                    .contains("fermata wait: one: --token-command ended with exit code 7")
                    .contains("fermata wait: two: --token-command ended with exit code 7");
            assertThat(objects.exitCode()).isEqualTo(5);
            assertThat(objects.out().lines())
                    .hasSize(2)
                    .allMatch(line -> line.contains("\"result\":\"unreachable\",\"exit_code\":5,\"polls\":0")
                            && line.contains("\"problem\":\"--token-command ended with exit code 7\""));
        }
    }

    @Test
    void theUrlMayStandBehindTheIdsOrBeThatOfAJob() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri())).build()) {
            String one = submit(waiter, Duration.ofMillis(1));
            String other = submit(waiter, Duration.ofMillis(1));
            String server = simulator.uri().toString();
            for (String[] line : new String[][] {
                {"wait", one, server},
                {"wait", server + "/v1/jobs/" + one},
                {"wait", "--url", server + "/fermata/v1/jobs/" + one + "/"},
                {"wait", server + "/v1/jobs", one}
            }) {
                try (Program wait = Program.start(NO_SETTINGS, line)) {
                    assertThat(wait.exitCode())
                            .as(String.join(" ", line) + wait.err())
                            .isZero();
                    assertThat(wait.out()).isEqualTo("completed");
                }
            }
            try (Program wait =
                    Program.start(NO_SETTINGS, "wait", server + "/v1/jobs/" + one, server + "/v1/jobs/" + other)) {
                assertThat(wait.exitCode()).as(wait.err()).isZero();
                assertThat(wait.out().lines()).containsExactlyInAnyOrder(one + " completed", other + " completed");
            }
        }
    }

    private static String submit(Waiter waiter, Duration duration) throws InterruptedException {
        FermataSubmission job = FermataSubmission.of(URI.create("https://example.com/talk.mp4"), "es")
                .withDuration(duration);
        return waiter.submit(job, Duration.ofSeconds(30)).id();
    }

    private static String[] with(String[] line, String... more) {
        String[] all = java.util.Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return all;
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
