package dev.fermata.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import dev.fermata.simulator.Simulator;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * A field with {@link FermataSimulator}. All classes that inherit a static field share it: of those that run at the same time, the
 * first one starts the simulator, and the last one closes it.
 */
final class AnnotatedField {

    private static final String PARALLEL = "junit.jupiter.execution.parallel.enabled";

    private final Field field;
    private final FermataSimulator annotation;
    private @Nullable Running shared;
    private int classes;

    AnnotatedField(Field field) {
        this.field = field;
        annotation = findAnnotation(field, FermataSimulator.class).orElseThrow();
        if (field.getType() != Simulator.class) {
            throw new ExtensionConfigurationException(
                    "@FermataSimulator is on " + field + "; allowed is a field of type Simulator");
        }
        field.setAccessible(true);
    }

    static List<Field> in(Class<?> type, boolean statics) {
        return findAnnotatedFields(
                type,
                FermataSimulator.class,
                field -> Modifier.isStatic(field.getModifiers()) == statics,
                HierarchyTraversalMode.TOP_DOWN);
    }

    /** Starts a simulator for the test; the caller closes it. */
    Running fill(ExtensionContext context, Object test) {
        if (isSharedInParallel(context, test)) {
            throw new ExtensionConfigurationException("@FermataSimulator is on " + field
                    + " of an instance that tests share while they run in parallel; one test would replace the simulator of"
                    + " another; make it a parameter of the tests, or run them one after another with"
                    + " @Execution(SAME_THREAD), or make the field static to share one simulator");
        }
        return set(test);
    }

    /** Starts the simulator of a static field if it does not run. The caller runs the result once, at the end of the class. */
    synchronized Runnable share() {
        if (shared == null) {
            shared = set(null);
        }
        classes++;
        return this::leave;
    }

    private synchronized void leave() {
        if (--classes == 0 && shared != null) {
            shared.close();
            shared = null;
        }
    }

    private Running set(@Nullable Object test) {
        Running running = Running.start(annotation);
        try {
            field.set(test, running.simulator());
            return running;
        } catch (IllegalAccessException notWritable) {
            running.close();
            throw new ExtensionConfigurationException(
                    "@FermataSimulator is on " + field + ", which cannot be set; it must not be final", notWritable);
        }
    }

    /** The context of a class has an instance only if all tests, also those of nested classes, share it. */
    private static boolean isSharedInParallel(ExtensionContext context, Object test) {
        boolean parallel = context.getExecutionMode() == ExecutionMode.CONCURRENT;
        ExtensionContext above = context.getParent().orElse(null);
        while (above != null && above.getTestInstance().orElse(null) != test) {
            parallel |= above.getExecutionMode() == ExecutionMode.CONCURRENT;
            above = above.getParent().orElse(null);
        }
        return above != null && parallel && isParallel(context);
    }

    private static boolean isParallel(ExtensionContext context) {
        return context.getConfigurationParameter(PARALLEL)
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }
}
