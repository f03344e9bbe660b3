package dev.fermata.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The extension, registered by hand with a builder. */
class RegisteredExtensionTest extends ExtensionFixture {

    @Test
    void canBeRegisteredByHandWithABuilder() {
        run(Registered.class).assertStatistics(tests -> tests.succeeded(2));
        assertThat(SEEN).hasSize(4).allSatisfy(ExtensionFixture::assertClosed);
        assertThat(SEEN.stream().distinct()).hasSize(3);
    }

    static class Registered {
        @RegisterExtension
        static final SimulatorExtension SHARED = SimulatorExtension.with(builder -> builder.seed(42));

        @RegisterExtension
        final SimulatorExtension own = SimulatorExtension.with(builder -> builder.totalDelay(Duration.ZERO));

        @RepeatedTest(2)
        void uses() throws Exception {
            assertThat(SHARED.simulator().seed()).isEqualTo(42);
            assertThat(ExampleTest.status(own.simulator())).contains("completed");
            use(SHARED.simulator());
            use(own.simulator());
        }
    }

    @Test
    void oneRegisteredForAClassIsTheSameForAllThatAreNestedInItAlsoWhenTheyRunInParallel() {
        runInParallel(WithNested.class).assertStatistics(tests -> tests.succeeded(3));
        assertThat(SEEN.stream().distinct()).singleElement().satisfies(ExtensionFixture::assertClosed);
        assertThatThrownBy(WithNested.SHARED::simulator).isInstanceOf(IllegalStateException.class);
    }

    static class WithNested {
        @RegisterExtension
        static final SimulatorExtension SHARED = SimulatorExtension.with(builder -> builder.totalDelay(Duration.ZERO));

        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @BeforeAll
        static void before() throws Exception {
            use(SHARED.simulator());
        }

        @Test
        void uses() throws Exception {
            use(SHARED.simulator());
        }

        @Nested
        class First {
            @Test
            void usesBeforeAndAfterTheOther(Simulator simulator) throws Exception {
                use(simulator);
                BOTH.await();
                use(SHARED.simulator());
            }
        }

        @Nested
        class Second {
            @Test
            void usesBeforeAndAfterTheOther() throws Exception {
                use(SHARED.simulator());
                BOTH.await();
                use(SHARED.simulator());
            }
        }
    }

    @Test
    void takesTheScenarioOfTheBuilderAsItIsAndParametersOfBothKinds() {
        run(Mixed.class).assertStatistics(tests -> tests.succeeded(1));
    }

    static class Mixed {
        @RegisterExtension
        final SimulatorExtension failing = SimulatorExtension.with(builder -> builder.scenario(
                Scenario.defaults().with("status.error_chance", 1).with("status.total_delay", "5s")));

        @Test
        void uses(Simulator mine, @FermataSimulator Simulator another) throws Exception {
            assertThat(mine).isSameAs(failing.simulator()).isNotSameAs(another);
            mine.clock().advance(Duration.ofSeconds(6));
            assertThat(ExampleTest.status(mine)).contains("error");
            assertThat(ExampleTest.status(another)).contains("pending");
        }
    }

    @Test
    void saysSoWhenItIsUsedOutsideATest() {
        assertThatThrownBy(() -> SimulatorExtension.with(builder -> {}).simulator())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    @Test
    void leavesNoThreadBehindAlsoWhenTimeRan() throws InterruptedException {
        CLOCKS.clear();
        run(Resumed.class).assertStatistics(tests -> tests.succeeded(2));
        assertThat(CLOCKS).hasSize(4);
        for (Thread clock : CLOCKS) {
            clock.join();
        }
    }

    private static final Set<Thread> CLOCKS = ConcurrentHashMap.newKeySet();

    static class Resumed {
        @FermataSimulator
        private Simulator simulator;

        @RegisterExtension
        final SimulatorExtension own = SimulatorExtension.with(builder -> {});

        @RepeatedTest(2)
        void runs() {
            simulator.clock().resume();
            own.simulator().clock().resume();
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("fermata-clock"))
                    .forEach(CLOCKS::add);
        }
    }
}
