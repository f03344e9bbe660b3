package dev.fermata.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the annotation sets. */
class AnnotationSettingsTest extends ExtensionFixture {

    @Test
    void takesItsSettingsFromTheAnnotation() {
        run(Annotated.class).assertStatistics(tests -> tests.succeeded(2));
    }

    @Retention(RetentionPolicy.RUNTIME)
    @FermataSimulator(totalDelay = "60s", errorChance = 1, resetInterval = "PT2M", seed = 7)
    @interface Failing {}

    static class Annotated {
        @Failing
        @SuppressWarnings("NullAway.Init") // Set like those with @FermataSimulator itself.
        private Simulator failing;

        @Test
        void followsTheSettingsOfAMetaAnnotation() throws Exception {
            assertThat(failing.seed()).isEqualTo(7);
            assertThat(ExampleTest.status(failing)).contains("pending");
            failing.clock().advance(Duration.ofMinutes(1));
            assertThat(ExampleTest.status(failing)).contains("error");
            failing.clock().advance(Duration.ofMinutes(2));
            assertThat(ExampleTest.status(failing)).contains("pending");
        }

        @Test
        void runsByItselfWhenItIsToldTo(@FermataSimulator(realTime = true) Simulator running) {
            assertThat(running.clock().speed()).isEqualTo(1);
            assertThat(failing.clock().speed()).isZero();
        }
    }

    @Test
    void playsAScenarioAndTellsWhatWasAsked() {
        run(Scenarios.class).assertStatistics(tests -> tests.succeeded(2));
    }

    static class Scenarios {
        @FermataSimulator(scenario = "storm", errorChance = 0, totalDelay = "PT1M")
        private Simulator simulator;

        @Test
        void takesFromTheAnnotationWhatItSays() {
            assertThat(simulator.scenario().name()).isEqualTo("storm");
            assertThat(simulator.scenario().faults()).isNotEmpty();
            assertThat(simulator.scenario().settings())
                    .containsEntry("status.total_delay", "1m")
                    .containsEntry("status.error_chance", "0.0")
                    .containsEntry(
                            "status.reset_interval",
                            Scenario.named("storm").settings().get("status.reset_interval"));
        }

        @Test
        void keepsTheRequestsOfEachTestApart(@FermataSimulator Simulator asked) throws Exception {
            use(asked);
            use(asked);
            assertThat(asked.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.path()).isEqualTo("/status"));
            assertThat(simulator.requests()).isEmpty();
        }
    }

    @Test
    void explainsAScenarioThatIsNotThere() {
        assertThat(run(Misspelt.class).failed().stream())
                .singleElement()
                .asString()
                .contains("did you mean 'storm'?");
    }

    static class Misspelt {
        @FermataSimulator(scenario = "strom")
        private Simulator simulator;

        @Test
        void neverRuns() {
            throw new AssertionError(simulator);
        }
    }

    @Test
    void explainsADurationThatIsNone() {
        assertThat(run(WrongDuration.class).failed().stream())
                .singleElement()
                .asString()
                .contains(
                        "totalDelay of @FermataSimulator: '20 minutes' is no duration; did you mean '20m'? Allowed is");
    }

    static class WrongDuration {
        @FermataSimulator(totalDelay = "20 minutes")
        private Simulator simulator;

        @Test
        void neverRuns() {
            throw new AssertionError(simulator);
        }
    }
}
