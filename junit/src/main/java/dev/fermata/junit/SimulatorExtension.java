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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
 * <p>Registered in a static field it is for all tests of the class, in an instance field for each test. In tests that run in
 * parallel, use an instance field or {@link FermataSimulator}.
 */
public final class SimulatorExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SimulatorExtension.class);

    private final @Nullable Consumer<SimulatorBuilder> settings;
    private volatile @Nullable Simulator own;
    private volatile boolean perClass;

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
    public void beforeAll(ExtensionContext context) {
        if (settings == null) {
            fill(context, null, true);
        } else {
            perClass = true;
            startOwn(context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (settings == null) {
            context.getRequiredTestInstances().getAllInstances().forEach(test -> fill(context, test, false));
        } else if (!perClass) {
            startOwn(context);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(FermataSimulator.class)
                && parameter.getParameter().getType() == Simulator.class;
    }

    @Override
    public Simulator resolveParameter(ParameterContext parameter, ExtensionContext context) {
        FermataSimulator annotation =
                parameter.findAnnotation(FermataSimulator.class).orElseThrow();
        return start(context, () -> builder(annotation));
    }

    private void startOwn(ExtensionContext context) {
        own = start(context, () -> {
            SimulatorBuilder builder = defaults().clock(SimulatorClock.frozen());
            if (settings != null) {
                settings.accept(builder);
            }
            return builder;
        });
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
                field.set(test, start(context, () -> builder(annotation)));
            } catch (IllegalAccessException notWritable) {
                throw new ExtensionConfigurationException(
                        "@FermataSimulator is on " + field + ", which cannot be set; it must not be final",
                        notWritable);
            }
        }
    }

    private static SimulatorBuilder defaults() {
        return Simulator.builder().port(0).errorChance(0).neverReset().seed(1);
    }

    private static SimulatorBuilder builder(FermataSimulator annotation) {
        SimulatorBuilder builder = annotation.scenario().isEmpty()
                ? defaults()
                : Simulator.builder().port(0).scenario(Scenario.named(annotation.scenario()));
        builder.seed(annotation.seed());
        if (!annotation.totalDelay().isEmpty()) {
            builder.totalDelay(Duration.parse(annotation.totalDelay()));
        }
        if (!Double.isNaN(annotation.errorChance())) {
            builder.errorChance(annotation.errorChance());
        }
        if (!annotation.resetInterval().isEmpty()) {
            builder.resetInterval(Duration.parse(annotation.resetInterval()));
        }
        return annotation.realTime() ? builder : builder.clock(SimulatorClock.frozen());
    }

    /** Written down with the test or the class that it belongs to, whose end closes it. */
    private static Simulator start(ExtensionContext context, Supplier<SimulatorBuilder> builder) {
        Simulator simulator = builder.get().start();
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
