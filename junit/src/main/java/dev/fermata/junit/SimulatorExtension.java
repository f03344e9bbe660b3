package dev.fermata.junit;

import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts and closes the simulators of {@link FermataSimulator}, or one of its own if you register it:
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
 * <p>In a static field, all tests of the class and of its nested classes share the simulator. In an instance field, each test gets
 * its own; use that for tests that run in parallel. With {@code @TestInstance(PER_CLASS)}, all tests of the class share it in either
 * case. A parameter of type {@link Simulator} gets it, too. Its clock is closed with it, unless the settings set another clock.
 */
public final class SimulatorExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SimulatorExtension.class);

    private final @Nullable Consumer<SimulatorBuilder> settings;
    private volatile @Nullable Running own;
    /** How many classes use it: nested classes, and classes that inherit it, share what it starts. */
    private int classes;

    /** For JUnit, which makes one for {@link FermataSimulator}. */
    SimulatorExtension() {
        this.settings = null;
    }

    private SimulatorExtension(Consumer<SimulatorBuilder> settings) {
        this.settings = settings;
    }

    /** For {@code @RegisterExtension}: a free port, a clock that stands still, no errors; then these settings. */
    public static SimulatorExtension with(Consumer<SimulatorBuilder> settings) {
        return new SimulatorExtension(settings);
    }

    /**
     * The simulator of an extension with {@code @RegisterExtension}.
     *
     * @throws IllegalStateException outside a test
     */
    public Simulator simulator() {
        Running running = own;
        if (running == null) {
            throw new IllegalStateException(
                    "the simulator runs during tests only; register this with @RegisterExtension");
        }
        return running.simulator();
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (settings == null) {
            for (Field field : AnnotatedField.in(context.getRequiredTestClass(), true)) {
                closings(context).add(shared(context, field).share());
            }
        } else if (classes++ == 0) {
            own = Running.start(settings);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (settings == null) {
            context.getRequiredTestInstances().getAllInstances().forEach(test -> fill(context, test));
        } else if (!isPerClass()) {
            own = Running.start(settings);
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
                .map(annotation -> start(context, parameter, annotation))
                .orElseGet(this::simulator);
    }

    private synchronized boolean isPerClass() {
        return classes > 0;
    }

    private void closeOwn() {
        Running running = own;
        own = null;
        if (running != null) {
            running.close();
        }
    }

    private static void fill(ExtensionContext context, Object test) {
        for (Field field : AnnotatedField.in(test.getClass(), false)) {
            closings(context).add(new AnnotatedField(field).fill(context, test)::close);
        }
    }

    /** The context of the constructor's class; JUnit may call a constructor in the context of a test. */
    private static ExtensionContext ofClass(ExtensionContext context, Constructor<?> constructor) {
        return Stream.iterate(
                        Optional.of(context), Optional::isPresent, each -> each.flatMap(ExtensionContext::getParent))
                .flatMap(Optional::stream)
                .filter(each -> each.getTestMethod().isEmpty()
                        && each.getTestClass().equals(Optional.of(constructor.getDeclaringClass())))
                .findFirst()
                .orElse(context);
    }

    private static Simulator start(ExtensionContext context, ParameterContext parameter, FermataSimulator annotation) {
        return parameter.getDeclaringExecutable() instanceof Constructor<?> constructor
                ? startOnce(ofClass(context, constructor), parameter.getParameter(), annotation)
                : start(context, annotation);
    }

    private static Simulator start(ExtensionContext context, FermataSimulator annotation) {
        Running running = Running.start(annotation);
        closings(context).add(running::close);
        return running.simulator();
    }

    private static synchronized Simulator startOnce(
            ExtensionContext context, Parameter parameter, FermataSimulator annotation) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        Simulator simulator = store.get(parameter, Simulator.class);
        if (simulator == null) {
            simulator = start(context, annotation);
            store.put(parameter, simulator);
        }
        return simulator;
    }

    private static synchronized AnnotatedField shared(ExtensionContext context, Field field) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        AnnotatedField shared = store.get(field, AnnotatedField.class);
        if (shared == null) {
            shared = new AnnotatedField(field);
            store.put(field, shared);
        }
        return shared;
    }

    private static void close(ExtensionContext context) {
        List<Runnable> closings = closings(context);
        synchronized (closings) {
            closings.forEach(Runnable::run);
            closings.clear();
        }
    }

    /**
     * What runs at the end of the test or class. The key has the id of the context, because the store also looks into the parents of
     * the context.
     */
    @SuppressWarnings("unchecked")
    private static synchronized List<Runnable> closings(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        List<Runnable> closings = store.get(context.getUniqueId(), List.class);
        if (closings == null) {
            closings = Collections.synchronizedList(new ArrayList<>());
            store.put(context.getUniqueId(), closings);
        }
        return closings;
    }
}
