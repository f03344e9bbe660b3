package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What code of callers may do without harm to a wait's end, and to other waits: throw anything, and take for ever. */
@Timeout(60)
class CallersCodeTest {

    private static final Duration LONG = ofSeconds(30);
    private static final Duration SHORT = ofMillis(300);
    private static final PollSchedule QUICK = PollSchedule.fixed(ofMillis(5));

    private final CountDownLatch never = new CountDownLatch(1);

    @ParameterizedTest
    @EnumSource(Path.class)
    void aListenerMayThrowAnError(Path path) throws Exception {
        try (HostileServer server = new HostileServer(says("running"), says("completed"));
                Waiter waiter = settings(server)
                        .listener(WaitListener.onPolls(CallersCodeTest::fail))
                        .build()) {
            assertThat(path.await(waiter, "1", LONG)).isInstanceOf(Outcome.Completed.class);
        }
    }

    @Test
    void aListenerThatBlocksOnAnExecutorOfTheCallersDelaysNoOtherWait() throws Exception {
        CountDownLatch otherEnded = new CountDownLatch(1);
        try (HostileServer server = new HostileServer(says("running"));
                Waiter waiter = settings(server).callbackExecutor(Runnable::run).build()) {
            WaitOptions blocking = WaitOptions.builder()
                    .maxWait(LONG)
                    .listener(WaitListener.onPolls(event -> await(otherEnded)))
                    .build();
            CompletableFuture<Outcome> blocked = waiter.awaitAsync("blocked", blocking);
            waiter.awaitAsync("other", SHORT).thenRun(otherEnded::countDown).get(20, TimeUnit.SECONDS);
            blocked.cancel(true);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aScheduleThatThrowsAnErrorEndsTheWaitWithIt(Path path) throws Exception {
        PollSchedule broken = (context, random) -> {
            throw new AssertionError("mine");
        };
        try (HostileServer server = new HostileServer(says("running"));
                Waiter waiter = settings(server).schedule(broken).build()) {
            assertThatThrownBy(() -> path.await(waiter, "1", LONG)).hasStackTraceContaining("AssertionError: mine");
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aScheduleThatReturnsNullEndsTheWaitAndSaysWhy(Path path) throws Exception {
        try (HostileServer server = new HostileServer(says("running"));
                Waiter waiter =
                        settings(server).schedule(CallersCodeTest::nothing).build()) {
            assertThatThrownBy(() -> path.await(waiter, "1", LONG)).hasMessageContaining("PollSchedule returned null");
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aScheduleThatSaysNeverLeavesTheLastPoll(Path path) throws Exception {
        PollSchedule never =
                (context, random) -> context.number() == 0 ? Duration.ZERO : ChronoUnit.FOREVER.getDuration();
        try (HostileServer server = new HostileServer(says("running"));
                Waiter waiter = settings(server).schedule(never).build()) {
            assertThat(path.await(waiter, "1", ofSeconds(1))).isInstanceOf(Outcome.TimedOut.class);
            // The last poll is repeated while time is left.
            assertThat(server.requests()).isBetween(2, 5);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aHistoryThatThrowsIsDoneWithout(Path path) throws Exception {
        DurationHistory broken = new DurationHistory() {
            @Override
            public void record(String kind, Observation observation) {
                throw new AssertionError("no disk");
            }

            @Override
            public List<Observation> observations(String kind) {
                throw new AssertionError("no disk");
            }
        };
        try (HostileServer server = new HostileServer(says("running"), says("completed"));
                Waiter waiter = Waiter.builder(backend(server))
                        .patience(ofMillis(5))
                        .history(broken)
                        .build()) {
            assertThat(path.await(waiter, "1", LONG)).isInstanceOf(Outcome.Completed.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aListenerThatBlocksAtTheEndHoldsUpNoOutcome(Path path) throws Exception {
        ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
        try (HostileServer server = new HostileServer(says("running"), says("completed"));
                Waiter waiter = settings(server)
                        .listener(WaitListener.onPolls(event -> {
                            if (event.text().equals("completed")) {
                                await(never);
                            }
                            received.add(event.text());
                        }))
                        .build()) {
            assertThat(path.await(waiter, "1", LONG)).isInstanceOf(Outcome.Completed.class);
            assertThat(received).containsExactly("running");
            never.countDown();
            Eventually.isTrue(() -> received.size() == 2);
            assertThat(received).containsExactly("running", "completed");
        }
    }

    @Test
    void aListenerThatBlocksHoldsUpNoOtherWait() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang());
                Waiter waiter = settings(server)
                        .requestTimeout(ofMillis(50))
                        .hold(Duration.ZERO)
                        .listener(WaitListener.onPolls(
                                event -> await(event.id().equals("bad") ? never : new CountDownLatch(0))))
                        .build()) {
            CompletableFuture<Outcome> bad = waiter.awaitAsync("bad", LONG);
            Eventually.isTrue(() -> server.requests() == 1);
            assertThat(waiter.await("good", ofSeconds(2)).polls()).isGreaterThan(4);
            bad.cancel(true);
        } finally {
            never.countDown();
        }
    }

    @Test
    void closingAWaiterStillCallsTheListenerForItsEnd() throws Exception {
        ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
        try (HostileServer server = new HostileServer(says("completed"))) {
            try (Waiter waiter = settings(server)
                    .listener(WaitListener.onPolls(event -> {
                        await(new CountDownLatch(1), 20);
                        received.add(event.text());
                    }))
                    .build()) {
                waiter.await("1", LONG);
            }
            assertThat(received).containsExactly("completed");
        }
    }

    private static void fail(PollEvent event) {
        throw new AssertionError("a broken listener");
    }

    @SuppressWarnings("NullAway") // What a caller who is not null-marked may do.
    private static Duration nothing(PollContext context, double random) {
        return null;
    }

    private static void await(CountDownLatch latch) {
        await(latch, 20_000);
    }

    private static void await(CountDownLatch latch, long millis) {
        try {
            if (!latch.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static HostileServer.Behaviour says(String state) {
        return HostileServer.body("{\"state\":\"" + state + "\"}");
    }

    private static Backend backend(HostileServer server) {
        return Backend.json(server.uri() + "/jobs/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .build();
    }

    private static WaiterBuilder settings(HostileServer server) {
        return Waiter.builder(backend(server)).schedule(QUICK).errorBackoff(QUICK);
    }
}
