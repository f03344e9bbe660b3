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
 * <p>On an instance field, or on a parameter of a test or of a method before or after each, each test gets a simulator of its own,
 * so tests may run in parallel. On a static field, or on a parameter of a constructor or of a method before or after all, all tests
 * of the class share one. Each simulator listens on a free port. Its clock stands still until the test moves it, and is closed with
 * it. Latencies, drips and held requests also end after as much real time, so nothing hangs while nobody moves the clock.
 *
 * <p>A static field that several classes inherit is one field. Classes that run at the same time share its simulator, and the last
 * one closes it; classes that run one after another each get a new one. An instance that all tests share
 * ({@code @TestInstance(PER_CLASS)}) has one field for all of them, so an instance field is refused there if tests run in parallel;
 * a parameter of the test is not.
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
 * <p>{@link SimulatorExtension#with} sets what is not here. Works as a meta-annotation.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SimulatorExtension.class)
public @interface FermataSimulator {

    /**
     * How the server behaves: the name of a built-in {@link dev.fermata.simulator.Scenario}, such as {@code flaky}. Empty for
     * {@link dev.fermata.simulator.Scenario#defaults()} without errors.
     */
    String scenario() default "";

    /**
     * How long the job of {@code GET /status} stays pending, such as {@code 20m}, {@code 1m30s}, {@code 1200} (seconds) or {@code PT20M}. Empty for the value of the
     * scenario, which is 30 seconds unless it says otherwise.
     */
    String totalDelay() default "";

    /** The probability that the job ends in an error. NaN for the value of the scenario, or 0 without a scenario. */
    double errorChance() default Double.NaN;

    /** How long after its end the job is replaced. Empty for the value of the scenario, or never without a scenario. */
    String resetInterval() default "";

    /** The seed of all outcomes. Fixed, so a test does the same each time. */
    long seed() default 1;

    /** Whether the clock runs like the real one. */
    boolean realTime() default false;
}
