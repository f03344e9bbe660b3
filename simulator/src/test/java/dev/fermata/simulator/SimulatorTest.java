package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SimulatorTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private final SimulatorClock clock = SimulatorClock.frozenAt(start);

    @Test
    void movesFromPendingToAnEndToTheNextJobByTheClockAlone() throws Exception {
        try (Simulator simulator = builder().errorChance(0).start()) {
            assertThat(status(simulator)).isEqualTo("{\"result\":\"pending\"}");
            clock.advance(Duration.ofMillis(29_999));
            assertThat(status(simulator)).isEqualTo("{\"result\":\"pending\"}");
            clock.advance(Duration.ofMillis(1));
            assertThat(status(simulator)).isEqualTo("{\"result\":\"completed\"}");
            assertThat(status(simulator)).isEqualTo("{\"result\":\"completed\"}");
            clock.advance(Duration.ofSeconds(20));
            assertThat(status(simulator)).isEqualTo("{\"result\":\"pending\"}");
        }
    }

    @Test
    void endsInErrorWhenItMust() throws Exception {
        try (Simulator simulator =
                builder().errorChance(1).totalDelay(Duration.ZERO).start()) {
            assertThat(status(simulator)).isEqualTo("{\"result\":\"error\"}");
        }
    }

    @Test
    void keepsTheLastWordWhenItNeverResets() throws Exception {
        try (Simulator simulator = builder().errorChance(0).neverReset().start()) {
            clock.advance(Duration.ofDays(365));
            assertThat(status(simulator)).isEqualTo("{\"result\":\"completed\"}");
        }
    }

    @Test
    void tellsEveryChangeWhenItHappens() {
        List<StatusChange> changes = new ArrayList<>();
        try (Simulator simulator =
                builder().errorChance(0).statusListener(changes::add).start()) {
            clock.advance(Duration.ofSeconds(80));
            assertThat(simulator.clock().now()).isEqualTo(start.plusSeconds(80));
        }
        clock.advance(Duration.ofSeconds(80));
        assertThat(changes)
                .containsExactly(
                        new StatusChange(start, 1, "pending"),
                        new StatusChange(start.plusSeconds(30), 1, "completed"),
                        new StatusChange(start.plusSeconds(50), 2, "pending"),
                        new StatusChange(start.plusSeconds(80), 2, "completed"));
    }

    @Test
    void repeatsItsOutcomesFromTheSameSeed() {
        assertThat(outcomes(7)).isEqualTo(outcomes(7)).contains("completed", "error");
        assertThat(outcomes(7)).isNotEqualTo(outcomes(8));
    }

    private List<String> outcomes(long seed) {
        SimulatorClock own = SimulatorClock.frozenAt(start);
        List<String> outcomes = new ArrayList<>();
        try (Simulator simulator = Simulator.builder()
                .port(0)
                .clock(own)
                .errorChance(0.5)
                .seed(seed)
                .statusListener(change -> outcomes.add(change.result()))
                .start()) {
            own.advance(Duration.ofMinutes(60));
            assertThat(simulator.seed()).isEqualTo(seed);
        }
        return outcomes;
    }

    @Test
    void answersProbes() throws Exception {
        try (Simulator simulator = builder().start()) {
            assertThat(get(simulator, "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void takesAnyFreePortAndSeveralAtOnce() {
        try (Simulator one = builder().start();
                Simulator two = builder().start()) {
            assertThat(one.port()).isNotEqualTo(two.port()).isPositive();
        }
    }

    @Test
    void saysSoWhenThePortIsTaken() {
        try (Simulator simulator = builder().start()) {
            assertThatThrownBy(() -> builder().port(simulator.port()).start())
                    .isInstanceOf(SimulatorStartException.class)
                    .hasMessageContaining("port " + simulator.port() + " on localhost is taken");
        }
    }

    @Test
    void saysSoWhenTheHostIsNotOfThisMachine() {
        assertThatThrownBy(() -> builder().host("192.0.2.1").start())
                .isInstanceOf(SimulatorStartException.class)
                .hasMessageContaining("host is '192.0.2.1', which is no address of this machine");
        assertThatThrownBy(() -> builder().host("no-such-host.invalid").start())
                .isInstanceOf(SimulatorStartException.class)
                .hasMessageContaining("host is 'no-such-host.invalid', which is unknown");
    }

    @Test
    void leavesThePortAloneWhenItsScenarioIsRefused() throws Exception {
        Scenario bad = Scenario.defaults();
        for (String stage : List.of("transcribing", "translating", "voicing", "lip_syncing", "rendering")) {
            bad = bad.with("jobs.stages." + stage, 0);
        }
        int port = freePort();
        for (Scenario refused :
                List.of(bad, Scenario.defaults().with(FaultRule.of(Fault.html()).route("/nowhere")))) {
            assertThatThrownBy(() -> builder().port(port).scenario(refused).start())
                    .isInstanceOf(ScenarioException.class);
            builder().port(port).start().close();
        }
    }

    @Test
    void takesAnyChanceThatTheBuilderTakes() throws Exception {
        try (Simulator simulator = builder()
                .errorChance(Double.MIN_VALUE)
                .totalDelay(Duration.ZERO)
                .start()) {
            assertThat(status(simulator)).isEqualTo("{\"result\":\"completed\"}");
        }
    }

    @Test
    void canBeResetFromTheFirstMomentAtWhichItAnswers() throws Exception {
        for (int i = 0; i < 20; i++) {
            int port = freePort();
            CompletableFuture<Integer> reset = CompletableFuture.supplyAsync(() -> reset(port));
            try (Simulator simulator = builder().port(port).start()) {
                assertThat(reset.join())
                        .as("on %s, start %d", simulator.uri(), i)
                        .isEqualTo(204);
            }
        }
    }

    /** Again and again until somebody listens. */
    private int reset(int port) {
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream()
                        .write(("POST /admin/reset HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                                .getBytes(StandardCharsets.US_ASCII));
                String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                return Integer.parseInt(line.substring(9));
            } catch (ConnectException notYet) {
                Thread.onSpinWait();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    @Test
    void letsTheListenerWaitForWhoeverPlaysAScenario() {
        List<Simulator> running = new ArrayList<>();
        List<String> told = new ArrayList<>();
        try (Simulator simulator = builder()
                .errorChance(0)
                .statusListener(change -> {
                    told.add(change.at() + " " + change.result());
                    if (change.result().equals("completed")) {
                        CompletableFuture.runAsync(() -> running.get(0).play(Scenario.named("calm")))
                                .orTimeout(10, TimeUnit.SECONDS)
                                .join();
                        running.get(0).addFault(FaultRule.of(Fault.html()));
                        told.add("listened");
                    }
                })
                .start()) {
            running.add(simulator);
            clock.advance(Duration.ofSeconds(30));
            assertThat(simulator.faults()).hasSize(1);
        }
        assertThat(told)
                .as("one after the other")
                .containsExactly(
                        start + " pending",
                        start.plusSeconds(30) + " completed",
                        "listened",
                        start.plusSeconds(30) + " pending");
    }

    @Test
    void tellsTheRestToAListenerThatThrows() {
        List<String> told = new ArrayList<>();
        try (Simulator simulator = builder()
                .errorChance(0)
                .statusListener(change -> {
                    told.add(change.result());
                    if (change.result().equals("completed")) {
                        throw new IllegalStateException("not now");
                    }
                })
                .start()) {
            assertThat(simulator.port()).isPositive();
            assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(50))).hasMessageContaining("not now");
        }
        assertThat(told).containsExactly("pending", "completed", "pending");
    }

    @Test
    void isGoneAfterClose() {
        Simulator simulator = builder().start();
        simulator.close();
        simulator.close();
        assertThatThrownBy(() -> status(simulator)).isInstanceOf(IOException.class);
    }

    static Stream<Consumer<SimulatorBuilder>> badSettings() {
        return Stream.of(
                builder -> builder.totalDelay(Duration.ofNanos(-1)),
                builder -> builder.totalDelay(Duration.ofSeconds(Long.MAX_VALUE)),
                builder -> builder.errorChance(-0.1),
                builder -> builder.errorChance(1.1),
                builder -> builder.errorChance(Double.NaN),
                builder -> builder.resetInterval(Duration.ZERO),
                builder -> builder.host(" "),
                builder -> builder.port(-1),
                builder -> builder.port(65_536));
    }

    @ParameterizedTest
    @MethodSource("badSettings")
    void refusesBadSettingsAndSaysWhatIsAllowed(Consumer<SimulatorBuilder> bad) {
        assertThatThrownBy(() -> bad.accept(Simulator.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("\\w+ is .+; allowed is .+");
    }

    private SimulatorBuilder builder() {
        return Simulator.builder().port(0).clock(clock);
    }

    private String status(Simulator simulator) throws Exception {
        return get(simulator, "/status").body();
    }

    private HttpResponse<String> get(Simulator simulator, String path) throws Exception {
        URI uri = simulator.uri().resolve(path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
