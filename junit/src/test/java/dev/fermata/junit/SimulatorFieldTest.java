package dev.fermata.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Where a field has a simulator of its own, and where fields share one. */
class SimulatorFieldTest extends ExtensionFixture {

    @Test
    void givesEachTestItsOwnSimulatorInAnInstanceField() {
        run(InstanceField.class).assertStatistics(tests -> tests.succeeded(3));
        assertThat(SEEN).hasSize(3).doesNotHaveDuplicates();
        assertThat(SEEN).allSatisfy(ExtensionFixture::assertClosed);
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
        assertThat(SEEN).allSatisfy(ExtensionFixture::assertClosed);
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
        assertThat(SEEN.stream().distinct()).hasSize(2).allSatisfy(ExtensionFixture::assertClosed);
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
        assertThat(SEEN.stream().distinct()).singleElement().satisfies(ExtensionFixture::assertClosed);
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
        assertThat(SEEN).hasSize(6).doesNotHaveDuplicates().allSatisfy(ExtensionFixture::assertClosed);
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
}
