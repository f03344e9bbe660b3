package dev.fermata.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Retry-After} is for a client that waits in real time, whatever the speed of the clock. */
class RetryAfterTest {

    private static final String JOB = "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":[\"es\"]}";
    private static final Scenario TEN_MINUTES =
            Scenario.defaults().with("jobs.queue_time", "0s").with("jobs.running_time", "600s");

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Simulator simulator =
            Simulator.builder().port(0).clock(clock).scenario(TEN_MINUTES).start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 600", "60, 10", "7, 86", "0.5, 1200"})
    void isTheTimeForWhichAClientWaits(double speed, String seconds) throws Exception {
        HttpResponse<String> submitted = requests.post("/v1/jobs", JOB);
        String path = "/v1/jobs/" + Requests.json(submitted).at("/jobs/0/id").asString();
        clock.speed(speed);
        assertThat(retryAfter(requests.get(path))).isEqualTo(seconds);
    }

    @Test
    void isSoonWhileTheClockStandsStillBecauseAJobCanEndAtAnyMoment() throws Exception {
        HttpResponse<String> submitted = requests.post("/v1/jobs", JOB);
        String path = "/v1/jobs/" + Requests.json(submitted).at("/jobs/0/id").asString();
        assertThat(retryAfter(requests.get(path))).isEqualTo("1");
    }

    @Test
    void isAsTheFaultSaysWhileTheClockStandsStill() throws Exception {
        simulator.addFault(FaultRule.of(Fault.status(503).retryAfter(Duration.ofSeconds(30))));
        assertThat(retryAfter(requests.get("/status"))).isEqualTo("30");
        clock.speed(10);
        assertThat(retryAfter(requests.get("/status"))).isEqualTo("3");
    }

    private static String retryAfter(HttpResponse<String> response) {
        return response.headers().firstValue("retry-after").orElse("none");
    }
}
