package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    void logsOnceThatAClientPolls() throws Exception {
        try (Simulator simulator = start(clock)) {
            Requests requests = new Requests(simulator.uri());
            while (warnings().isEmpty()) {
                requests.get("/status");
            }
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

    private List<String> warnings() {
        return log.cleanLines().stream().filter(line -> line.contains(WARNING)).toList();
    }

    private static Simulator start(SimulatorClock clock) {
        SimulatorBuilder builder = Simulator.builder().port(0).clock(clock);
        builder.stillFor = SOON;
        return builder.start();
    }
}
