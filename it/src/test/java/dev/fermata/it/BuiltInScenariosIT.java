package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.StatusClient;
import dev.fermata.client.StatusClient.Status;
import dev.fermata.junit.FermataSimulator;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test of the README in each built-in scenario, with the clock that the annotation gives. */
@Timeout(30)
class BuiltInScenariosIT {

    @Test
    void endsInCalm(@FermataSimulator(scenario = "calm", totalDelay = "20m") Simulator simulator) throws Exception {
        learnsThatALongJobIsDone(simulator);
    }

    @Test
    void endsInRealistic(@FermataSimulator(scenario = "realistic", totalDelay = "20m") Simulator simulator)
            throws Exception {
        learnsThatALongJobIsDone(simulator);
    }

    @Test
    void endsInSlow(@FermataSimulator(scenario = "slow", totalDelay = "20m") Simulator simulator) throws Exception {
        learnsThatALongJobIsDone(simulator);
    }

    @Test
    void endsInFlaky(@FermataSimulator(scenario = "flaky", totalDelay = "20m") Simulator simulator) throws Exception {
        learnsThatALongJobIsDone(simulator);
    }

    @Test
    void endsInRateLimited(@FermataSimulator(scenario = "rate-limited", totalDelay = "20m") Simulator simulator)
            throws Exception {
        learnsThatALongJobIsDone(simulator);
    }

    @Test
    void endsInStuckAt99(@FermataSimulator(scenario = "stuck-at-99", totalDelay = "20m") Simulator simulator)
            throws Exception {
        learnsThatALongJobIsDone(simulator);
    }

    @Test
    void endsInLying(@FermataSimulator(scenario = "lying", totalDelay = "20m") Simulator simulator) throws Exception {
        learnsThatALongJobIsDone(simulator);
    }

    @Test
    void endsInStorm(@FermataSimulator(scenario = "storm", totalDelay = "20m") Simulator simulator) throws Exception {
        learnsThatALongJobIsDone(simulator);
    }

    @Test
    void areAllTested() {
        List<String> tested = Stream.of(BuiltInScenariosIT.class.getDeclaredMethods())
                .flatMap(method -> Stream.of(method.getParameters()))
                .flatMap(parameter -> Stream.of(parameter.getAnnotationsByType(FermataSimulator.class)))
                .map(FermataSimulator::scenario)
                .toList();
        assertThat(Scenario.names()).containsExactlyInAnyOrderElementsOf(tested);
    }

    private static void learnsThatALongJobIsDone(Simulator simulator) throws InterruptedException {
        try (StatusClient client = StatusClient.create(simulator.uri())) {
            assertThat(client.getStatus(Duration.ofMillis(100)).status()).isEqualTo(Status.TIMEOUT);
            simulator.clock().advance(Duration.ofMinutes(20));
            assertThat(client.getStatus().status()).isEqualTo(Status.COMPLETED);
        }
    }
}
