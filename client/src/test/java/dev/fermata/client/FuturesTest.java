package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Submission;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The futures that a waiter returns: to cancel one cancels its request, and one fails as the blocking call does. */
@Timeout(60)
class FuturesTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Submission VIDEO = Submission.of(URI.create("http://v/1"), "es");
    private static final Duration LONG = ofSeconds(30);

    private interface Blocking {
        Object call(Waiter waiter) throws InterruptedException;
    }

    private interface Async {
        CompletableFuture<?> call(Waiter waiter);
    }

    enum Call {
        AWAIT(waiter -> waiter.await("a", LONG).orThrow(), waiter -> waiter.awaitAsync("a", LONG)),
        SUBMIT(waiter -> waiter.submit(VIDEO, "key", LONG), waiter -> waiter.submitAsync(VIDEO, "key", LONG)),
        SUBMIT_ALL(waiter -> waiter.submitAll(VIDEO, "key", LONG), waiter -> waiter.submitAllAsync(VIDEO, "key", LONG)),
        CANCEL(waiter -> waiter.cancel("a"), waiter -> waiter.cancelAsync("a")),
        SNAPSHOT(waiter -> waiter.snapshot("a"), waiter -> waiter.snapshotAsync("a"));

        private final Blocking blocking;
        private final Async async;

        Call(Blocking blocking, Async async) {
            this.blocking = blocking;
            this.async = async;
        }
    }

    @ParameterizedTest
    @EnumSource
    void toCancelTheFutureCancelsTheRequest(Call call) {
        World world = new World((request, now) -> null);
        CompletableFuture<?> future = call.async.call(world.waiter(settings(NATIVE)));
        world.pass(ofMillis(100));
        assertThat(world.inFlight()).isEqualTo(1);
        assertThat(future.cancel(true)).isTrue();
        world.pass(ofMillis(1));
        assertThat(world.inFlight()).isZero();
        world.pass(LONG);
        assertThat(world.sent()).hasSize(1);
        assertThat(world.timers()).isZero();
        assertThat(future).isCancelled();
    }

    @ParameterizedTest
    @EnumSource
    void toCompleteTheFutureBetweenTwoTriesEndsThem(Call call) {
        World world = new World((request, now) -> Reply.status(503));
        CompletableFuture<?> future = call.async.call(world.waiter(settings(NATIVE)));
        world.pass(ofMillis(15));
        future.completeExceptionally(new IllegalArgumentException("mine"));
        world.pass(LONG);
        assertThat(world.sent()).hasSize(1);
        assertThat(world.timers()).isZero();
        assertThat(problem(future)).hasMessage("mine");
    }

    @Test
    void toCancelTheFutureOfACancellationCancelsThePollThatFollows() {
        World world = new World((request, now) -> request.method().equals("POST") ? Reply.status(409) : null);
        CompletableFuture<?> future = world.waiter(settings(NATIVE)).cancelAsync("done");
        world.pass(ofMillis(100));
        assertThat(world.sent()).extracting(World.Sent::path).containsExactly("/v1/jobs/done/cancel", "/v1/jobs/done");
        assertThat(world.inFlight()).isEqualTo(1);
        future.cancel(true);
        world.pass(ofMillis(1));
        assertThat(world.inFlight()).isZero();
        assertThat(world.timers()).isZero();
    }

    @Test
    void aCancellationFailsAsThePollThatFollows() {
        World world =
                new World((request, now) -> request.method().equals("POST") ? Reply.status(409) : Reply.status(403));
        CompletableFuture<?> future = world.waiter(settings(NATIVE)).cancelAsync("done");
        world.pass(ofMillis(100));
        assertThat(problem(future))
                .isInstanceOfSatisfying(
                        WaitException.RequestRejectedException.class,
                        rejected -> assertThat(rejected.statusCode()).isEqualTo(403));
    }

    @ParameterizedTest
    @EnumSource
    void failsAsTheBlockingCallDoesIfTheServerRejectsTheRequest(Call call) throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(403));
                Waiter waiter = settings(Backend.fermata(server.uri())).build()) {
            assertThat(blockingProblem(call, waiter)).isExactlyInstanceOf(WaitException.RequestRejectedException.class);
            assertThat(problem(call.async.call(waiter)))
                    .isExactlyInstanceOf(WaitException.RequestRejectedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCEL", "SNAPSHOT"})
    void failsAsTheBlockingCallDoesIfThereIsNoResponse(Call call) throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang());
                Waiter waiter = settings(Backend.fermata(server.uri()))
                        .requestTimeout(ofMillis(100))
                        .build()) {
            assertThat(blockingProblem(call, waiter)).isExactlyInstanceOf(WaitException.NoResponseException.class);
            assertThat(problem(call.async.call(waiter))).isExactlyInstanceOf(WaitException.NoResponseException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failsAsTheBlockingCallDoesIfCodeOfTheCallerThrows(Call call) throws Exception {
        for (Throwable thrown :
                List.of(new UnsupportedOperationException("no token"), new AssertionError("no token"))) {
            try (Waiter waiter = settings(NATIVE)
                    .headers(() -> {
                        if (thrown instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) thrown;
                    })
                    .build()) {
                assertThat(blockingProblem(call, waiter)).isSameAs(thrown);
                assertThat(problem(call.async.call(waiter))).isSameAs(thrown);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void failsAsTheBlockingCallDoesIfTheWaiterIsClosed(Call call) throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang())) {
            Waiter waiter = settings(Backend.fermata(server.uri())).build();
            CompletableFuture<?> before = call.async.call(waiter);
            waiter.close();
            assertThat(blockingProblem(call, waiter)).isExactlyInstanceOf(IllegalStateException.class);
            for (CompletableFuture<?> future : List.of(before, call.async.call(waiter))) {
                assertThat(problem(future))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("the waiter is closed");
            }
        }
    }

    @Test
    void theFutureOfTheSmallSystemsClientIsNoOther() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(403))) {
            StatusClient client = StatusClient.create(server.uri());
            assertThat(problem(client.getStatusAsync(LONG)))
                    .isExactlyInstanceOf(WaitException.RequestRejectedException.class);
            client.close();
            assertThat(problem(client.getStatusAsync(LONG))).isExactlyInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void throwsAtOnceWhatIsWrongWithTheArguments() {
        Waiter waiter = new World((request, now) -> null).waiter(settings(NATIVE));
        assertThatThrownBy(() -> waiter.awaitAsync("a", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> waiter.submitAsync(VIDEO, "", LONG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> waiter.submitAllAsync(VIDEO, "key", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stagesRunOnTheCallbackExecutor() {
        World world = new World((request, now) -> Reply.ok("{\"id\":\"a\",\"state\":\"running\"}"));
        List<String> seen = new ArrayList<>();
        CompletableFuture<?> stage =
                world.waiter(settings(NATIVE)).cancelAsync("a").thenAccept(job -> seen.add(job.id()));
        world.pass(ofMillis(100));
        assertThat(stage).isCompleted();
        assertThat(seen).containsExactly("a");
    }

    private static Throwable blockingProblem(Call call, Waiter waiter) {
        return catchThrowable(() -> call.blocking.call(waiter));
    }

    /** As a handler sees it that is attached to the future itself. */
    private static Throwable problem(CompletableFuture<?> future) {
        return future.handle((value, problem) -> problem == null ? new AssertionError("it succeeds") : problem)
                .join();
    }

    private static WaiterBuilder settings(Backend backend) {
        return Waiter.builder(backend).hold(Duration.ZERO);
    }
}
