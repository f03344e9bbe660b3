package dev.fermata.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.FermataBackend;
import dev.fermata.client.backend.FermataSubmission;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.RequestTemplate;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.StatusBackend;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.vendor.AzureBackend;
import dev.fermata.client.vendor.ElevenLabsBackend;
import dev.fermata.client.vendor.ElevenLabsProjectBackend;
import dev.fermata.client.vendor.FalBackend;
import dev.fermata.client.vendor.HeyGenBackend;
import dev.fermata.client.vendor.ReplicateBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A null is rejected at once, by its name, and not later on another thread. */
class NullArgumentsTest {

    private static final URI SERVER = URI.create("http://127.0.0.1:1");
    private static final Map<Class<?>, Object> VALID = Map.ofEntries(
            Map.entry(String.class, "/a"),
            Map.entry(String[].class, new String[] {"/a"}),
            Map.entry(Duration.class, Duration.ofSeconds(1)),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(URI.class, SERVER),
            Map.entry(Path.class, Path.of("a")),
            Map.entry(Map.class, Map.of()),
            Map.entry(Collection.class, List.of("a")),
            Map.entry(List.class, List.of(Duration.ofMinutes(1))),
            Map.entry(Object.class, "a"),
            Map.entry(int.class, 1),
            Map.entry(double.class, 1.0),
            Map.entry(JobState.class, JobState.RUNNING),
            Map.entry(Snapshot.class, Snapshot.builder("/a", JobState.RUNNING).build()),
            Map.entry(Submission.class, Submission.of(SERVER, "es")),
            Map.entry(WaitOptions.class, WaitOptions.NONE),
            Map.entry(Observation.class, Observation.exact(Duration.ofSeconds(1))),
            Map.entry(RequestTemplate.class, RequestTemplate.get("/{id}")),
            Map.entry(DurationHistory.class, DurationHistory.inMemory()),
            Map.entry(PollSchedule.class, PollSchedule.fixed(Duration.ofSeconds(1))));

    static Stream<Object> instances() {
        return Stream.of(
                Waiter.builder(Backend.status(SERVER)),
                StatusClient.builder(SERVER),
                WaitOptions.builder(),
                Backend.of(id -> Snapshot.builder(id, JobState.RUNNING).build()).withName("a"),
                Backend.json("http://h/{id}"),
                RequestTemplate.get("http://h/{id}"),
                Snapshot.builder("a", JobState.RUNNING),
                Snapshot.builder("a", JobState.RUNNING).build(),
                Submission.of(SERVER, "es"),
                FermataSubmission.of(SERVER, "es"),
                HeyGenBackend.of("key"),
                ReplicateBackend.of("key", "owner/name"),
                FalBackend.of("key", "owner/name"),
                AzureBackend.of("key", "westeurope"),
                ElevenLabsBackend.of("key"),
                ElevenLabsProjectBackend.of("key"),
                PollContext.builder(0, Duration.ZERO),
                DurationHistory.inMemory());
    }

    @ParameterizedTest
    @MethodSource("instances")
    void methodsRejectNull(Object instance) throws Exception {
        int checked = 0;
        for (Method method : publicType(instance).getMethods()) {
            boolean own = method.getDeclaringClass().getName().startsWith("dev.fermata.client");
            boolean calledByTheClient = Backend.class.isAssignableFrom(method.getDeclaringClass())
                    && !method.getName().startsWith("with");
            if (own && !method.getName().equals("equals") && !calledByTheClient) {
                checked += check(method, instance);
            }
        }
        assertThat(checked).isPositive();
    }

    private static Class<?> publicType(Object instance) {
        return instance instanceof DurationHistory ? DurationHistory.class : instance.getClass();
    }

    @ParameterizedTest
    @MethodSource("factories")
    void factoriesRejectNull(Class<?> type) throws Exception {
        int checked = 0;
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())) {
                checked += check(method, null);
            }
        }
        assertThat(checked).isPositive();
    }

    static Stream<Class<?>> factories() {
        return Stream.of(
                Waiter.class,
                StatusClient.class,
                WaitOptions.class,
                WaitListener.class,
                Backend.class,
                RequestTemplate.class,
                Snapshot.class,
                Submission.class,
                FermataSubmission.class,
                HeyGenBackend.class,
                ReplicateBackend.class,
                FalBackend.class,
                AzureBackend.class,
                ElevenLabsBackend.class,
                ElevenLabsProjectBackend.class,
                PollSchedule.class,
                PollContext.class,
                DurationHistory.class,
                Observation.class);
    }

    @Test
    void waitsAndSubmissionsRejectNull() throws Exception {
        try (Waiter waiter = Waiter.builder(Backend.fermata(SERVER)).build();
                StatusClient client = StatusClient.create(SERVER)) {
            for (Object instance : new Object[] {waiter, client}) {
                for (Method method : instance.getClass().getDeclaredMethods()) {
                    if (Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())) {
                        check(method, instance);
                    }
                }
            }
        }
    }

    @Test
    void headersRejectNull() {
        for (String[] header : new String[][] {{null, "a"}, {"a", null}}) {
            assertThatThrownBy(() ->
                            FermataBackend.class.cast(Backend.fermata(SERVER)).withHeader(header[0], header[1]))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("is null");
            assertThatThrownBy(() ->
                            StatusBackend.class.cast(Backend.status(SERVER)).withHeader(header[0], header[1]))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("is null");
        }
    }

    @Test
    void aNullInAListIsNamed() {
        // Its second element is null.
        String[] words = Arrays.copyOf(new String[] {"es"}, 2);
        assertThatThrownBy(() -> Submission.of(SERVER, words)).hasMessage("languages has a null in it");
        assertThatThrownBy(() -> Backend.json("http://h/{id}").completed(words)).hasMessage("words has a null in it");
    }

    /** Calls the method once for each parameter that must not be null. */
    private static int check(Method method, @Nullable Object instance) throws IllegalAccessException {
        Class<?>[] types = method.getParameterTypes();
        int checked = 0;
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive() || method.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class)) {
                continue;
            }
            @Nullable
            Object[] arguments =
                    Arrays.stream(types).map(NullArgumentsTest::valid).toArray();
            arguments[i] = null;
            String call = method + " with null at " + i;
            try {
                method.invoke(instance, arguments);
                throw new AssertionError(call + " throws nothing");
            } catch (InvocationTargetException thrown) {
                assertThat(thrown.getCause())
                        .as(call)
                        .isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class)
                        .hasMessageNotContaining("Cannot invoke")
                        .hasMessageMatching("[ -~]+");
                checked++;
            }
        }
        return checked;
    }

    private static Object valid(Class<?> type) {
        if (type == HttpClient.class) {
            return HttpClient.newHttpClient();
        }
        if (type == Executor.class) {
            return (Executor) Runnable::run;
        }
        if (type == Supplier.class) {
            return (Supplier<Object>) Map::of;
        }
        if (type == Consumer.class || type == Predicate.class) {
            return (Consumer<Object>) ignored -> {};
        }
        return VALID.getOrDefault(type, type);
    }
}
