package dev.fermata.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs small test classes and looks at what became of their simulators. */
@Timeout(60)
class SimulatorExtensionTest {

    private static final Queue<Simulator> SEEN = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void givesEachTestItsOwnSimulatorInAnInstanceField() {
        run(InstanceField.class).assertStatistics(tests -> tests.succeeded(3));
        assertThat(SEEN).hasSize(3).doesNotHaveDuplicates();
        assertThat(SEEN).allSatisfy(SimulatorExtensionTest::assertClosed);
    }

    static class InstanceField {
        @FermataSimulator
        private Simulator simulator;

        @RepeatedTest(3)
        void uses() throws Exception {
            use(simulator);
        }
    }

    @Test
    void givesTheTestsOfAClassOneSimulatorInAStaticField() {
        run(StaticField.class).assertStatistics(tests -> tests.succeeded(3));
        assertThat(SEEN.stream().distinct()).hasSize(1);
        assertThat(SEEN).allSatisfy(SimulatorExtensionTest::assertClosed);
    }

    static class StaticField {
        @FermataSimulator
        private static Simulator simulator;

        @RepeatedTest(3)
        void uses() throws Exception {
            use(simulator);
        }
    }

    @Test
    void givesClassesThatInheritAStaticFieldOneSimulatorEachWhenTheyRunOneAfterTheOther() {
        run(Heir.class, OtherHeir.class).assertStatistics(tests -> tests.succeeded(4));
        assertThat(SEEN.stream().distinct()).hasSize(2).allSatisfy(SimulatorExtensionTest::assertClosed);
    }

    abstract static class Inherited {
        @FermataSimulator
        private static Simulator simulator;

        @RepeatedTest(2)
        void uses() throws Exception {
            use(simulator);
        }
    }

    static class Heir extends Inherited {}

    static class OtherHeir extends Inherited {}

    @Test
    void givesClassesThatInheritAStaticFieldTheSameSimulatorUntilTheLastOfThemEndsWhenTheyRunInParallel() {
        runInParallel(First.class, Second.class).assertStatistics(tests -> tests.succeeded(2));
        assertThat(SEEN).hasSize(2);
        assertThat(SEEN.stream().distinct()).singleElement().satisfies(SimulatorExtensionTest::assertClosed);
    }

    /** Registered before that of the field, and so called before its beginning and after its end. */
    @ExtendWith(Overlap.class)
    abstract static class Overlapping {
        @FermataSimulator
        static Simulator simulator;
    }

    static class First extends Overlapping {
        @Test
        void usesItBeforeTheOtherClassBeginsAndAfterwards() throws Exception {
            Simulator mine = simulator;
            Overlap.FIRST_RUNS.countDown();
            Overlap.SECOND_RUNS.await();
            assertThat(simulator).isSameAs(mine);
            use(simulator);
        }
    }

    static class Second extends Overlapping {
        @Test
        void usesItAfterTheOtherClassEnded() throws Exception {
            Overlap.SECOND_RUNS.countDown();
            Overlap.FIRST_ENDED.await();
            use(simulator);
        }
    }

    static class Overlap implements BeforeAllCallback, AfterAllCallback {
        private static final CountDownLatch FIRST_RUNS = new CountDownLatch(1);
        private static final CountDownLatch SECOND_RUNS = new CountDownLatch(1);
        private static final CountDownLatch FIRST_ENDED = new CountDownLatch(1);

        @Override
        public void beforeAll(ExtensionContext context) throws InterruptedException {
            if (context.getRequiredTestClass() == Second.class) {
                FIRST_RUNS.await();
            }
        }

        @Override
        public void afterAll(ExtensionContext context) {
            if (context.getRequiredTestClass() == First.class) {
                FIRST_ENDED.countDown();
            }
        }
    }

    @Test
    void fillsInheritedFieldsAndThoseOfOuterClasses() {
        run(Outer.class).assertStatistics(tests -> tests.succeeded(1));
        assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    }

    static class Outer extends InstanceFieldOnly {
        @Nested
        class Inner {
            @FermataSimulator
            private Simulator another;

            @Test
            void usesBoth() throws Exception {
                use(another);
                use(simulator);
            }
        }
    }

    abstract static class InstanceFieldOnly {
        @FermataSimulator
        Simulator simulator;
    }

    @Test
    void resolvesParametersOfConstructorsLifecycleMethodsAndTests() {
        run(Parameters.class).assertStatistics(tests -> tests.succeeded(1));
        assertThat(SEEN).hasSize(3).doesNotHaveDuplicates().allSatisfy(SimulatorExtensionTest::assertClosed);
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
        assertThat(SEEN.stream().distinct()).hasSize(2).allSatisfy(SimulatorExtensionTest::assertClosed);
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
    void canBeRegisteredByHandWithABuilder() {
        run(Registered.class).assertStatistics(tests -> tests.succeeded(2));
        assertThat(SEEN).hasSize(4).allSatisfy(SimulatorExtensionTest::assertClosed);
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
        assertThat(SEEN.stream().distinct()).singleElement().satisfies(SimulatorExtensionTest::assertClosed);
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

    @Test
    void saysSoWhenItIsUsedOutsideATest() {
        assertThatThrownBy(() -> SimulatorExtension.with(builder -> {}).simulator())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    @Test
    void refusesAFieldOfAnotherType() {
        assertThat(run(WrongType.class).failed().stream())
                .singleElement()
                .asString()
                .contains("allowed is a field of type Simulator");
    }

    static class WrongType {
        @FermataSimulator
        private String simulator;

        @Test
        void neverRuns() {
            throw new AssertionError(simulator);
        }
    }

    @Test
    void keepsParallelTestsApart() {
        runInParallel(Parallel.class).assertStatistics(tests -> tests.succeeded(20));
        assertThat(SEEN).hasSize(40).doesNotHaveDuplicates().allSatisfy(SimulatorExtensionTest::assertClosed);
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

    @Test
    void refusesAFieldOfAnInstanceThatTestsShareWhileTheyRunInParallel() {
        assertThat(runInParallel(OneInstance.class).failed().stream())
                .hasSize(3)
                .allSatisfy(test -> assertThat(test.toString())
                        .contains("OneInstance.simulator of an instance", "make it a parameter of the tests"));
        assertThat(SEEN).isEmpty();
    }

    @Test
    void fillsAFieldOfAnInstanceThatTestsShareWhenTheyRunOneAfterTheOther() {
        run(OneInstance.class).assertStatistics(tests -> tests.succeeded(3));
        runInParallel(OneByOne.class).assertStatistics(tests -> tests.succeeded(3));
        assertThat(SEEN).hasSize(6).doesNotHaveDuplicates().allSatisfy(SimulatorExtensionTest::assertClosed);
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class OneInstance {
        @FermataSimulator
        private Simulator simulator;

        @RepeatedTest(2)
        void uses() throws Exception {
            use(simulator);
        }

        @Nested
        class Inner {
            @Test
            void usesThatOfTheOuterInstance() throws Exception {
                use(simulator);
            }
        }
    }

    @Execution(ExecutionMode.SAME_THREAD)
    static class OneByOne extends OneInstance {}

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

    private static void use(Simulator simulator) throws IOException, InterruptedException {
        assertThat(ExampleTest.status(simulator)).isNotEmpty();
        SEEN.add(simulator);
    }

    private static void assertClosed(Simulator simulator) {
        assertThatThrownBy(() -> ExampleTest.status(simulator)).isInstanceOf(IOException.class);
    }

    private static Events run(Class<?>... types) {
        return execute(kit(types));
    }

    private static Events runInParallel(Class<?>... types) {
        return execute(kit(types)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4"));
    }

    private static EngineTestKit.Builder kit(Class<?>... types) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(Stream.of(types).map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new));
    }

    private static Events execute(EngineTestKit.Builder kit) {
        return kit.execute().testEvents();
    }
}
