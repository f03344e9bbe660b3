package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client notices of a clock that nobody moves. */
@Timeout(60)
class StillClockTest {

    private static final Duration SOON = Duration.ofMillis(100);
    private static final String WARNING = "the simulator's clock has stood still for 0.1 s of real time";

    private final SimulatorClock clock = SimulatorClock.frozen();
    private CapturedLog log;

    @BeforeEach
    void capture() throws ReflectiveOperationException {
        log = new CapturedLog();
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        log.close();
        clock.close();
    }

    @Test
    void endsTheHoldOfARequestAfterAsMuchRealTime() throws Exception {
        Instant before = clock.now();
        try (Simulator simulator = start(clock)) {
            HttpResponse<String> held = new Requests(simulator.uri()).get("/status", "Prefer", "wait=1");
            assertThat(held.body()).contains("pending");
            assertThat(held.headers().firstValue("preference-applied")).contains("wait=1");
            assertThat(clock.now()).isEqualTo(before);
            assertThat(clock.next()).as("only the end of the job is left").contains(before.plusSeconds(30));
        }
    }

    @Test
    void logsOnceThatARequestWaits() throws Exception {
        try (Simulator simulator = start(clock)) {
            Requests requests = new Requests(simulator.uri());
            requests.get("/status", "Prefer", "wait=1");
            requests.get("/status", "Prefer", "wait=1");
            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .contains("clock().advance(", "realTime = true", "POST /admin/clock/advance");
        }
    }

    @Test
    void logsOnceThatAClientPollsSlowly() throws Exception {
        try (Simulator simulator = start(clock)) {
            Requests requests = new Requests(simulator.uri());
            requests.get("/status");
            letRealTimePass(requests);
            assertThat(warnings()).isEmpty();
            requests.get("/status");
            assertThat(warnings()).hasSize(1);
            letRealTimePass(requests);
            requests.get("/status");
            assertThat(warnings()).hasSize(1);
        }
    }

    @Test
    void logsOnceThatAClientAsksAtDifferentUrls() throws Exception {
        try (Simulator simulator = start(clock)) {
            Requests requests = new Requests(simulator.uri());
            String job = submit(requests);
            requests.get("/v1/jobs/" + job);
            letRealTimePass(requests);
            requests.get("/fermata/v1/jobs?ids=" + job);
            assertThat(warnings()).hasSize(1);
        }
    }

    @Test
    void logsOnceThatTheOnlyRequestIsHeld() throws Exception {
        try (Simulator simulator = start(clock)) {
            Requests requests = new Requests(simulator.uri());
            CompletableFuture<?> held = requests.later("/v1/jobs/" + submit(requests) + "?wait=60");
            awaitWarning(requests);
            assertThat(held).isNotDone();
            letRealTimePass(requests);
            assertThat(warnings()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/jobs/{id}/events", "/v1/events"})
    void logsThatAClientReadsEvents(String path) throws Exception {
        try (Simulator simulator = start(clock)) {
            Requests requests = new Requests(simulator.uri());
            CompletableFuture<?> stream = requests.later(path.replace("{id}", submit(requests)));
            awaitWarning(requests);
            assertThat(stream).isNotDone();
        }
    }

    @Test
    void logsNothingIfTheClockMovesBetweenTheRequests() throws Exception {
        try (Simulator simulator = start(clock)) {
            Requests requests = new Requests(simulator.uri());
            requests.get("/status");
            letRealTimePass(requests);
            clock.advance(Duration.ofSeconds(1));
            requests.get("/status");
            assertThat(warnings()).isEmpty();
        }
    }

    @Test
    void logsNothingIfEveryJobIsOver() throws Exception {
        try (Simulator simulator = start(clock, builder -> builder.neverReset())) {
            Requests requests = new Requests(simulator.uri());
            String job = submit(requests);
            CompletableFuture<?> stream = requests.later("/v1/events");
            clock.advance(Duration.ofHours(2));
            requests.get("/v1/jobs/" + job);
            letRealTimePass(requests);
            requests.get("/v1/jobs/" + job);
            letRealTimePass(requests);
            assertThat(warnings()).isEmpty();
            assertThat(stream).isNotDone();
        }
    }

    @Test
    void logsNothingIfTheClockRuns() throws Exception {
        try (SimulatorClock real = SimulatorClock.real();
                Simulator simulator = start(real)) {
            new Requests(simulator.uri()).get("/status", "Prefer", "wait=1");
            assertThat(warnings()).isEmpty();
        }
    }

    private static String submit(Requests requests) throws Exception {
        String job = "{\"source_url\":\"https://example.com/a.mp4\",\"target_languages\":[\"es\"]}";
        return Requests.json(requests.post("/v1/jobs", job))
                .get("jobs")
                .get(0)
                .get("id")
                .asString();
    }

    /** More than {@link #SOON}. Requests to routes of no dialect do not count. */
    @Test
    void doesNotTakeAnOpenPageForAClientThatWaits() throws Exception {
        try (Simulator simulator = start(clock)) {
            Requests requests = new Requests(simulator.uri());
            CompletableFuture<HttpResponse<String>> page = requests.later("/admin/live");
            requests.get("/status");
            letRealTimePass(requests);
            assertThat(page).isNotDone();
            assertThat(warnings()).isEmpty();
        }
    }

    private static void letRealTimePass(Requests requests) throws Exception {
        long end = System.nanoTime() + SOON.multipliedBy(3).toNanos();
        while (System.nanoTime() < end) {
            requests.get("/healthz");
        }
    }

    private void awaitWarning(Requests requests) throws Exception {
        while (warnings().isEmpty()) {
            requests.get("/healthz");
        }
    }

    private List<String> warnings() {
        return log.cleanLines().stream().filter(line -> line.contains(WARNING)).toList();
    }

    private static Simulator start(SimulatorClock clock) {
        return start(clock, builder -> builder);
    }

    private static Simulator start(SimulatorClock clock, UnaryOperator<SimulatorBuilder> settings) {
        SimulatorBuilder builder = settings.apply(Simulator.builder().port(0).clock(clock));
        builder.stillFor = SOON;
        return builder.start();
    }
}
