package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScenarioTest {

    @Test
    void takesDistributionsAsTextToo() {
        TimeDistribution time =
                TimeDistribution.perVideoSecond(TimeDistribution.logNormal(Duration.ofSeconds(20), 0.3));
        Scenario built = Scenario.defaults().with("jobs.running_time", time);
        assertThat(built.settings()).containsEntry("jobs.running_time", "per_video_second log_normal 20s 0.3");
        assertThat(TimeDistribution.parse(time.toString())).isEqualTo(time);
    }

    @Test
    void keepsFaultsAsTheyWereAdded() {
        FaultRule rule = FaultRule.of(Fault.status(503).retryAfter(Duration.ofSeconds(10)))
                .first(2);
        assertThat(Scenario.defaults().with(rule).faults()).containsExactly(rule);
        assertThat(rule.fault()).isEqualTo(Fault.status(503).retryAfter(Duration.ofSeconds(10)));
    }

    @Test
    void listsAllThatIsWrong(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "jobs: {error_chance: 2, queue_time: soon}");
        assertThatThrownBy(() -> Scenario.read(file))
                .asInstanceOf(type(ScenarioException.class))
                .extracting(ScenarioException::problems)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(2);
        assertThatThrownBy(() -> Scenario.named("nobody")).isInstanceOf(ScenarioException.class);
        assertThatThrownBy(() -> Scenario.defaults().with("jobs.error_chance", 2))
                .isInstanceOf(ScenarioException.class);
    }

    @Test
    void dripsOnlyAnswersWhenItIsSlow() throws Exception {
        SimulatorClock clock = SimulatorClock.frozen();
        Scenario slow = Scenario.named("slow");
        List<FaultRule> drips = slow.faults().stream()
                .filter(rule -> rule.fault().word().equals("drip"))
                .toList();
        assertThat(drips).isNotEmpty();
        try (Simulator simulator = Simulator.builder()
                .port(0)
                .clock(clock)
                .scenario(slow.withFaults(drips))
                .start()) {
            Requests requests = new Requests(simulator.uri());
            assertThat(requests.get("/files/nobody.mp4").statusCode())
                    .as("time stands still, and the answer comes all the same")
                    .isEqualTo(404);
            try (Socket socket = new Socket("127.0.0.1", simulator.port())) {
                socket.getOutputStream().write("GET /status HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(16), US_ASCII))
                        .isEqualTo("HTTP/1.1 200 OK\r");
                requests.get("/healthz");
                assertThat(socket.getInputStream().available()).isZero();
            }
        }
    }
}
