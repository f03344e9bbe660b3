package dev.fermata.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which simulators parameters get. */
class SimulatorParameterTest extends ExtensionFixture {

    @Test
    void resolvesParametersOfConstructorsLifecycleMethodsAndTests() {
        run(Parameters.class).assertStatistics(tests -> tests.succeeded(1));
        assertThat(SEEN).hasSize(3).doesNotHaveDuplicates().allSatisfy(ExtensionFixture::assertClosed);
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class Parameters {
        Parameters(@FermataSimulator Simulator simulator) throws Exception {
            use(simulator);
        }

        @BeforeAll
        void before(@FermataSimulator Simulator simulator) throws Exception {
            use(simulator);
        }

        @Test
        void uses(@FermataSimulator Simulator simulator) throws Exception {
            use(simulator);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "test_method"})
    void givesAParameterOfAConstructorOneSimulatorForTheClassAlsoWhenEachTestHasAnInstance(String scope) {
        execute(kit(Constructed.class)
                        .configurationParameter(
                                "junit.jupiter.extensions.testinstantiation.extensioncontextscope.default", scope))
                .assertStatistics(tests -> tests.succeeded(5));
        assertThat(SEEN).hasSize(7);
        assertThat(SEEN.stream().distinct()).hasSize(2).allSatisfy(ExtensionFixture::assertClosed);
    }

    static class Constructed {
        private final Simulator simulator;

        Constructed(@FermataSimulator Simulator simulator) {
            this.simulator = simulator;
        }

        @RepeatedTest(3)
        void uses() throws Exception {
            use(simulator);
        }

        @Nested
        class Inner {
            private final Simulator another;

            Inner(@FermataSimulator Simulator another) {
                this.another = another;
            }

            @RepeatedTest(2)
            void usesBoth() throws Exception {
                use(another);
                use(simulator);
            }
        }
    }

    @Test
    void keepsParallelTestsApart() {
        runInParallel(Parallel.class).assertStatistics(tests -> tests.succeeded(20));
        assertThat(SEEN).hasSize(40).doesNotHaveDuplicates().allSatisfy(ExtensionFixture::assertClosed);
    }

    static class Parallel {
        @FermataSimulator
        private Simulator simulator;

        @RepeatedTest(20)
        void movesItsOwnTime(@FermataSimulator Simulator another) throws Exception {
            use(simulator);
            simulator.clock().advance(Duration.ofMinutes(1));
            assertThat(ExampleTest.status(simulator)).contains("completed");
            use(another);
        }
    }
}
