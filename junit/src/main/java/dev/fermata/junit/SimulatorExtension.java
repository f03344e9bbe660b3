package dev.fermata.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Starts and closes the simulators of {@link FermataSimulator}; or one of its own, when registered by hand:
 *
 * <pre>{@code
 * @RegisterExtension
 * SimulatorExtension fermata = SimulatorExtension.with(builder -> builder.totalDelay(Duration.ofMinutes(2)));
 *
 * @Test
 * void seesTheEndOfTheJob() {
 *     fermata.simulator().clock().advance(Duration.ofMinutes(2));
 *     ...
 * }
 * }</pre>
 *
 * <p>Registered in a static field it is for all tests of the class and of the classes nested in it, in an instance field for each
 * test; tests that run in parallel and are not to see each other's jobs use the latter. A parameter of type {@link Simulator}
 * gets it too.
 */
public final class SimulatorExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SimulatorExtension.class);

    private final @Nullable Consumer<SimulatorBuilder> settings;
    private volatile @Nullable Simulator own;
    /** For so many classes: those nested in one, and those that inherit it, share what it starts. */
    private int classes;

    /** For JUnit, which makes one when it meets {@link FermataSimulator}. */
    SimulatorExtension() {
        this.settings = null;
    }

    private SimulatorExtension(Consumer<SimulatorBuilder> settings) {
        this.settings = settings;
    }

    /** For {@code @RegisterExtension}: a free port, a clock that stands still, no errors; then what is set here. */
    public static SimulatorExtension with(Consumer<SimulatorBuilder> settings) {
        return new SimulatorExtension(settings);
    }

    /**
     * The simulator of an extension that was registered by hand.
     *
     * @throws IllegalStateException outside a test
     */
    public Simulator simulator() {
        Simulator running = own;
        if (running == null) {
            throw new IllegalStateException(
                    "the simulator runs during tests only; register this with @RegisterExtension");
        }
        return running;
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (settings == null) {
            fill(context, null, true);
        } else if (classes++ == 0) {
            own = own(settings).start();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (settings == null) {
            context.getRequiredTestInstances().getAllInstances().forEach(test -> fill(context, test, false));
        } else if (!isPerClass()) {
            own = own(settings).start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close(context);
        if (!isPerClass()) {
            closeOwn();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        close(context);
        if (settings != null && --classes == 0) {
            closeOwn();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Simulator.class
                && parameter.isAnnotated(FermataSimulator.class) == (settings == null);
    }

    @Override
    public Simulator resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter
                .findAnnotation(FermataSimulator.class)
                .map(annotation -> start(context, builder(annotation)))
                .orElseGet(this::simulator);
    }

    private synchronized boolean isPerClass() {
        return classes > 0;
    }

    private void closeOwn() {
        Simulator running = own;
        own = null;
        if (running != null) {
            running.close();
        }
    }

    private static SimulatorBuilder own(Consumer<SimulatorBuilder> settings) {
        SimulatorBuilder builder = defaults().clock(SimulatorClock.frozen());
        settings.accept(builder);
        return builder;
    }

    private static void fill(ExtensionContext context, @Nullable Object test, boolean statics) {
        Class<?> type = test == null ? context.getRequiredTestClass() : test.getClass();
        List<Field> fields = findAnnotatedFields(
                type,
                FermataSimulator.class,
                field -> Modifier.isStatic(field.getModifiers()) == statics,
                HierarchyTraversalMode.TOP_DOWN);
        for (Field field : fields) {
            FermataSimulator annotation =
                    findAnnotation(field, FermataSimulator.class).orElseThrow();
            if (field.getType() != Simulator.class) {
                throw new ExtensionConfigurationException(
                        "@FermataSimulator is on " + field + "; allowed is a field of type Simulator");
            }
            try {
                field.setAccessible(true);
                field.set(test, start(context, builder(annotation)));
            } catch (IllegalAccessException notWritable) {
                throw new ExtensionConfigurationException(
                        "@FermataSimulator is on " + field + ", which cannot be set; it must not be final",
                        notWritable);
            }
        }
    }

    private static SimulatorBuilder defaults() {
        Scenario calm = Scenario.defaults().with("status.error_chance", 0).with("status.reset_interval", "never");
        return Simulator.builder().port(0).scenario(calm).seed(1);
    }

    private static SimulatorBuilder builder(FermataSimulator annotation) {
        SimulatorBuilder builder = defaults().seed(annotation.seed());
        if (!annotation.scenario().isEmpty()) {
            builder.scenario(Scenario.named(annotation.scenario()));
        }
        if (!annotation.totalDelay().isEmpty()) {
            builder.totalDelay(duration("totalDelay", annotation.totalDelay()));
        }
        if (!Double.isNaN(annotation.errorChance())) {
            builder.errorChance(annotation.errorChance());
        }
        if (!annotation.resetInterval().isEmpty()) {
            builder.resetInterval(duration("resetInterval", annotation.resetInterval()));
        }
        return annotation.realTime() ? builder : builder.clock(SimulatorClock.frozen());
    }

    private static Duration duration(String name, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new ExtensionConfigurationException(
                    name + " of @FermataSimulator is '" + text + "'; allowed is a duration such as PT30S or PT20M",
                    wrong);
        }
    }

    /** Written down with the test or the class that it belongs to, whose end closes it. */
    private static Simulator start(ExtensionContext context, SimulatorBuilder builder) {
        Simulator simulator = builder.start();
        running(context).add(simulator);
        return simulator;
    }

    private static void close(ExtensionContext context) {
        List<Simulator> running = running(context);
        synchronized (running) {
            running.forEach(Simulator::close);
            running.clear();
        }
    }

    /** Of exactly this context: the store would look into its parents too if the key did not tell them apart. */
    @SuppressWarnings("unchecked")
    private static synchronized List<Simulator> running(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        List<Simulator> running = store.get(context.getUniqueId(), List.class);
        if (running == null) {
            running = Collections.synchronizedList(new ArrayList<>());
            store.put(context.getUniqueId(), running);
        }
        return running;
    }
}
