package dev.fermata.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.StatusClient.Status;
import dev.fermata.client.schedule.PollSchedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StatusClientTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final PollSchedule QUICK = PollSchedule.fixed(Duration.ofMillis(5));

    @ParameterizedTest
    @EnumSource(Path.class)
    void waitsUntilTheServerSaysCompleted(Path path) throws Exception {
        try (HostileServer server = new HostileServer(says("pending"), says("pending"), says("completed"));
                StatusClient client = quick(server)) {
            StatusClient.StatusResult result = path.getStatus(client, LONG);
            assertThat(result).hasToString("completed");
            assertThat(result.status()).isEqualTo(Status.COMPLETED);
            assertThat(result.polls()).isEqualTo(3);
            assertThat(result.answers()).isEqualTo(3);
            assertThat(result.lastProblem()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void reportsErrorOnlyWhenTheServerSaysSo(Path path) throws Exception {
        try (HostileServer server = new HostileServer(says("error"));
                StatusClient client = quick(server)) {
            assertThat(path.getStatus(client, LONG)).hasToString("error");
        }
    }

    static Stream<Arguments> failures() {
        Map<String, HostileServer.Behaviour> failures = Map.ofEntries(
                Map.entry("408", HostileServer.status(408)),
                Map.entry("425", HostileServer.status(425)),
                Map.entry("429", HostileServer.status(429, "Retry-After: 0")),
                Map.entry("500", HostileServer.status(500)),
                Map.entry("503 with a date", HostileServer.status(503, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT")),
                Map.entry("a reset", HostileServer.reset()),
                Map.entry("no answer", (socket, server) -> {}),
                Map.entry("half an answer", HostileServer.raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"res")),
                Map.entry("garbage", HostileServer.raw("\0\1\2\3\r\n\r\n")),
                Map.entry("HTML", HostileServer.body("<html>\u001b[2J")),
                Map.entry("an unknown word", HostileServer.says("COMPLETED")),
                Map.entry("another type", HostileServer.body("{\"result\":7}")),
                Map.entry("two values", HostileServer.body("{\"result\":\"completed\"}x")),
                Map.entry("nesting without end", HostileServer.body("[".repeat(50_000))),
                Map.entry("a gigabyte", HostileServer.gigabyte()));
        return failures.entrySet().stream()
                .flatMap(failure ->
                        Stream.of(Path.values()).map(path -> Arguments.of(path, failure.getKey(), failure.getValue())));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("failures")
    void keepsWaitingAfterTransientFailures(Path path, String name, HostileServer.Behaviour failure) throws Exception {
        try (HostileServer server = new HostileServer(says("pending"), failure, failure, says("completed"));
                StatusClient client = quick(server)) {
            StatusClient.StatusResult result = path.getStatus(client, LONG);
            assertThat(result.status()).as("%s", result.lastProblem()).isEqualTo(Status.COMPLETED);
            // The JDK's client asks once more by itself where a connection ends before any answer.
            assertThat(result.polls()).isBetween(3, 4);
            assertThat(result.lastProblem().orElseThrow()).isNotBlank().doesNotContainPattern("[\\x00-\\x1f]");
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void keepsWaitingWhereNobodyListensYet(Path path) throws Exception {
        int port = freePort();
        try (StatusClient client = StatusClient.create(URI.create("http://127.0.0.1:" + port))) {
            StatusClient.StatusResult result = path.getStatus(client, Duration.ofMillis(1_500));
            assertThat(result).hasToString("timeout");
            assertThat(result.answers()).isZero();
            assertThat(result.lastProblem()).hasValue("cannot connect to 127.0.0.1:" + port);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 410})
    void givesUpAtOnceWhereAskingAgainIsPointless(int code) throws Exception {
        for (Path path : Path.values()) {
            try (HostileServer server = new HostileServer(says("pending"), HostileServer.status(code));
                    StatusClient client = quick(server)) {
                assertThatThrownBy(() -> path.getStatus(client, LONG))
                        .isInstanceOfSatisfying(WaitException.RequestRejectedException.class, rejected -> {
                            assertThat(rejected.statusCode()).isEqualTo(code);
                            assertThat(rejected.uri()).hasValue(server.uri().resolve("/status"));
                        })
                        .hasMessageContaining(server.uri() + "/status answered " + code + ": ");
                // A job that was there and is not: two responses of 404, some time apart.
                assertThat(server.requests()).isGreaterThanOrEqualTo(code == 404 ? 3 : 2);
            }
        }
    }

    static Stream<Arguments> hostiles() {
        return HostileServer.all().entrySet().stream()
                .flatMap(hostile ->
                        Stream.of(Path.values()).map(path -> Arguments.of(path, hostile.getKey(), hostile.getValue())));
    }

    @ParameterizedTest(name = "{0}: a server that {1}")
    @MethodSource("hostiles")
    void endsOnTimeAndSaysWhatWasWrong(Path path, String name, HostileServer.Behaviour hostile) throws Exception {
        try (HostileServer server = new HostileServer(hostile);
                StatusClient client = StatusClient.builder(server.uri())
                        .permanentFailureTries(1_000)
                        .build()) {
            Duration maxWait = Duration.ofMillis(400);
            StatusClient.StatusResult result = path.getStatus(client, maxWait);
            assertThat(result).hasToString("timeout");
            assertThat(result.answers()).isZero();
            assertThat(result.lastProblem()).isPresent();
            // Generous, because machines stall; the overrun itself is measured by the benchmark.
            assertThat(result.elapsed()).isBetween(Duration.ofMillis(200), maxWait.plusSeconds(5));
        }
    }

    @Test
    void breaksOffTheRequestWhenTheTimeIsUp() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang());
                StatusClient client = StatusClient.create(server.uri())) {
            client.getStatus(Duration.ofMillis(100));
            awaitNoConnection(server);
        }
    }

    @Test
    void givesUpAHungRequestAndAsksAgain() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang(), says("completed"));
                StatusClient client = StatusClient.builder(server.uri())
                        .requestTimeout(Duration.ofMillis(100))
                        .errorBackoff(QUICK)
                        .build()) {
            StatusClient.StatusResult result = client.getStatus(LONG);
            assertThat(result.polls()).isEqualTo(2);
            assertThat(result.lastProblem().orElseThrow()).contains("no complete response within");
        }
    }

    @Test
    void cancellingTheFutureStopsTimerAndRequest() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang());
                StatusClient client = StatusClient.create(server.uri())) {
            CompletableFuture<StatusClient.StatusResult> future = client.getStatusAsync(LONG);
            awaitTrue(() -> server.requests() == 1);
            assertThat(server.openConnections()).isEqualTo(1);
            future.cancel(true);
            awaitNoConnection(server);
            assertThat(future).isCancelled();
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void honoursInterruption() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang());
                StatusClient client = StatusClient.create(server.uri())) {
            FutureTask<StatusClient.StatusResult> waiting = new FutureTask<>(() -> client.getStatus(LONG));
            Thread thread = new Thread(waiting);
            thread.start();
            awaitTrue(() -> server.requests() == 1);
            thread.interrupt();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
            awaitNoConnection(server);
        }
    }

    @Test
    void carriesManyWaitsAtOnce() throws Exception {
        try (HostileServer server = new HostileServer(says("pending"), says("pending"), says("completed"));
                StatusClient client = quick(server)) {
            List<CompletableFuture<StatusClient.StatusResult>> waits =
                    Stream.generate(() -> client.getStatusAsync(LONG)).limit(20).toList();
            assertThat(waits).allSatisfy(wait -> assertThat(wait.get().status()).isEqualTo(Status.COMPLETED));
        }
    }

    @Test
    void closingEndsTheWaitsUnderWayAndRefusesNewOnes() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang())) {
            StatusClient client = StatusClient.create(server.uri());
            CompletableFuture<StatusClient.StatusResult> wait = client.getStatusAsync(LONG);
            awaitTrue(() -> server.requests() == 1);
            client.close();
            assertThatThrownBy(wait::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> client.getStatus(LONG)).isInstanceOf(IllegalStateException.class);
            awaitNoConnection(server);
        }
    }

    private static HostileServer.Behaviour says(String result) {
        return HostileServer.says(result);
    }

    private static StatusClient quick(HostileServer server) {
        return StatusClient.builder(server.uri())
                .schedule(QUICK)
                .errorBackoff(QUICK)
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitNoConnection(HostileServer server) throws InterruptedException {
        awaitTrue(() -> server.openConnections() == 0);
    }

    /** The test's time limit ends this if it never becomes true. */
    private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }
}
