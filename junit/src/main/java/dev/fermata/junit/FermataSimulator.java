package dev.fermata.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A {@link dev.fermata.simulator.Simulator} that is started before the test and closed after it: on a field, or on a
 * parameter.
 *
 * <p>An instance field, or a parameter of a test or of a method before or after each, gets a simulator of its own for each
 * test, so that tests may run in parallel. A static field, or a parameter of a constructor or of a method for the whole class,
 * gets one for all tests of the class. Each listens on a free port, and its clock stands still until the test moves it; clock
 * and simulator are closed together.
 *
 * <p>Two things follow from what fields are. A static field that several classes inherit is one field: those that run at the
 * same time share its simulator, and the last of them closes it; those that run one after the other each get another. And an
 * instance that is the same for all tests ({@code @TestInstance(PER_CLASS)}) has one field for all of them: an instance field
 * is refused there for tests that run in parallel; a parameter of the test is not.
 *
 * <pre>{@code
 * @FermataSimulator
 * Simulator simulator;
 *
 * @Test
 * void seesTheEndOfTheJob() {
 *     simulator.clock().advance(Duration.ofMinutes(20));
 *     ...
 * }
 * }</pre>
 *
 * <p>What is not here can be set with {@link SimulatorExtension#with}. Works as a meta-annotation.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SimulatorExtension.class)
public @interface FermataSimulator {

    /**
     * How it behaves: the name of a ready-made {@link dev.fermata.simulator.Scenario}, such as {@code flaky}. Empty for one in
     * which nothing goes wrong.
     */
    String scenario() default "";

    /**
     * How long the job behind {@code GET /status} stays pending, as {@link java.time.Duration#parse} reads it. Empty for what
     * the scenario says, or else 30 seconds.
     */
    String totalDelay() default "";

    /** The probability that it ends in an error. Not a number for what the scenario says, or else 0. */
    double errorChance() default Double.NaN;

    /** How long after its end it is replaced. Empty for what the scenario says, or else never. */
    String resetInterval() default "";

    /** What all outcomes are drawn from. Fixed, so that a test does the same each time. */
    long seed() default 1;

    /** Whether time runs by itself. */
    boolean realTime() default false;
}
