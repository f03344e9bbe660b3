package dev.fermata.client;

import static dev.fermata.client.HangingCalls.awaitUninterruptibly;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Backend.SnapshotSource;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of a vendor's SDK that hang: what ends them, and how many are made at once. */
@Timeout(60)
class SourceCallsTest {

    private static final Duration LONG = ofSeconds(30);
    private static final PollSchedule QUICK = PollSchedule.fixed(ofMillis(5));

    @Test
    void cancellingTheWaitInterruptsTheCall() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Backend backend = Backend.of(id -> {
            called.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                interrupted.countDown();
                throw expected;
            }
            return Snapshot.builder(id, JobState.COMPLETED).build();
        });
        try (Waiter waiter = settings(backend).build()) {
            CompletableFuture<Outcome> outcome = waiter.awaitAsync("job", LONG);
            called.await();
            outcome.cancel(true);
            interrupted.await();
        }
    }

    @Test
    void aCallThatHangsIsInterruptedAfterTheRequestTimeoutAndMadeAgain() throws Exception {
        int[] calls = {0};
        Backend backend = Backend.of(id -> {
            if (calls[0]++ == 0) {
                new CountDownLatch(1).await();
            }
            return Snapshot.builder(id, JobState.COMPLETED).build();
        });
        try (Waiter waiter = settings(backend)
                .requestTimeout(ofMillis(100))
                .schedule(QUICK)
                .errorBackoff(PollSchedule.fixed(ofMillis(300)))
                .build()) {
            Outcome outcome = waiter.await("job", LONG);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            assertThat(outcome.polls()).isEqualTo(2);
            // A busy machine notices the timeout late.
            assertThat(outcome.lastProblem().orElseThrow()).matches("no complete response within \\d+\\.\\d s");
        }
    }

    /** Whether waits give them up, or the request timeout does. */
    @ParameterizedTest
    @ValueSource(longs = {30_000, 20})
    void callsThatIgnoreInterruptsOccupyTheirPlacesUntilTheyReturn(long requestTimeout) throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Backend backend = Backend.of(id -> {
            calls.incrementAndGet();
            awaitUninterruptibly(released);
            return Snapshot.builder(id, JobState.COMPLETED).build();
        });
        try (Waiter waiter = settings(backend)
                .requestTimeout(ofMillis(requestTimeout))
                .schedule(QUICK)
                .errorBackoff(QUICK)
                .maxInFlight(2)
                .build()) {
            for (int i = 0; i < 5; i++) {
                List<Outcome> outcomes = waiter.awaitAll(List.of("a" + i, "b" + i, "c" + i), ofMillis(100));
                assertThat(outcomes).allSatisfy(outcome -> {
                    assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
                    assertThat(outcome.elapsed()).isLessThan(ofSeconds(5));
                });
            }
            assertThat(calls).hasValue(2);
            CompletableFuture<Outcome> queued = waiter.awaitAsync("d", LONG);
            released.countDown();
            assertThat(queued.join()).isInstanceOf(Outcome.Completed.class);
        }
    }

    /** After the request timeout, or as the last poll of the wait. */
    @ParameterizedTest
    @ValueSource(longs = {100, 30_000})
    void theNextCallIsMadeAlsoWhileTheOneBeforeIgnoresItsInterrupt(long requestTimeout) throws Exception {
        HangingCalls calls = new HangingCalls();
        SnapshotSource hanging = calls.backend().source().orElseThrow();
        Backend backend = Backend.of(id -> calls.made.get() == 0
                ? hanging.snapshot(id)
                : Snapshot.builder(id, JobState.COMPLETED).build());
        World world = new World((request, now) -> null);
        WaiterBuilder settings = settings(backend).requestTimeout(ofMillis(requestTimeout));
        CompletableFuture<Outcome> wait =
                world.waiter(settings.maxInFlight(3), calls::run).awaitAsync("job", ofSeconds(2));
        world.pass(ofSeconds(2));
        assertThat(wait.join()).isInstanceOf(Outcome.Completed.class);
        calls.letReturn();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "47, 2", "64, 4"})
    void oneJobWhoseCallsHangTakesFewPlacesAndItsTimeoutNamesTheHang(int maxInFlight, int most) throws Exception {
        HangingCalls calls = new HangingCalls();
        World world = new World((request, now) -> null);
        WaiterBuilder settings = settings(calls.backend()).errorBackoff(PollSchedule.fixed(ofSeconds(1)));
        Waiter waiter = world.waiter(settings.maxInFlight(maxInFlight).requestTimeout(ofSeconds(3)), calls::run);
        CompletableFuture<Outcome> wait = waiter.awaitAsync("job", ofSeconds(60));
        world.pass(ofSeconds(60));
        assertThat(wait.join().lastProblem()).contains("no complete response within 3.0 s");
        assertThat(calls.made).hasValue(most);
        calls.letReturn();
        waiter.awaitAsync("job", ofSeconds(60));
        world.pass(ofSeconds(1));
        assertThat(calls.made).hasValue(most + 1);
        calls.letReturn();
    }

    @Test
    void oneJobWhoseCallsHangSpoilsNoOtherWait() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        AtomicInteger good = new AtomicInteger();
        Backend backend = Backend.of(id -> {
            if (id.equals("bad")) {
                hanging.incrementAndGet();
                awaitUninterruptibly(released);
            }
            boolean ended = !id.equals("bad") && good.incrementAndGet() > 20;
            return Snapshot.builder(id, ended ? JobState.COMPLETED : JobState.RUNNING)
                    .build();
        });
        try (Waiter waiter = settings(backend)
                .requestTimeout(ofMillis(10))
                .schedule(QUICK)
                .errorBackoff(QUICK)
                .maxInFlight(2)
                .build()) {
            CompletableFuture<Outcome> bad = waiter.awaitAsync("bad", LONG);
            assertThat(waiter.await("good", LONG)).isInstanceOf(Outcome.Completed.class);
            assertThat(hanging).hasValue(1);
            bad.cancel(true);
            released.countDown();
        }
    }

    @Test
    void closingTheWaiterInterruptsTheCall() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Backend backend = Backend.of(id -> {
            called.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
            return Snapshot.builder(id, JobState.COMPLETED).build();
        });
        CompletableFuture<Outcome> outcome;
        try (Waiter waiter = settings(backend).build()) {
            outcome = waiter.awaitAsync("job", LONG);
            called.await();
        }
        interrupted.await();
        assertThatThrownBy(outcome::join).hasMessageContaining("the waiter is closed");
    }

    /**
     * Two calls are in flight when the waits for 200 jobs are canceled. They return after so many cancellations; what they leave is
     * for waits that go on.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 100, 200})
    void waitsThatAreCanceledOneByOneMakeNoCallOnTheirWayOut(int cancellations) throws Exception {
        HangingCalls calls = new HangingCalls();
        World world = new World((request, now) -> null);
        Waiter waiter = world.waiter(settings(calls.backend()).maxInFlight(2).schedule(QUICK), calls::run);
        List<CompletableFuture<Outcome>> waits = waits(waiter, 200);
        world.pass(ofSeconds(1));
        assertThat(calls.made).hasValue(2);
        for (int canceled = 1; canceled <= waits.size(); canceled++) {
            waits.get(canceled - 1).cancel(true);
            world.pass(ofNanos(50_000));
            if (canceled == cancellations) {
                calls.letReturn();
            }
        }
        assertThat(calls.made).hasValue(2);
        List<CompletableFuture<Outcome>> later = waits(waiter, 2);
        world.pass(ofSeconds(1));
        assertThat(calls.made).hasValue(4);
        assertThat(calls.mostAtOnce).hasValue(2);
        calls.letReturn();
        world.pass(ofMillis(10));
        assertThat(later).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
    }

    @Test
    void callsOfCanceledWaitsCountAsInFlightUntilTheyReturn() throws Exception {
        HangingCalls calls = new HangingCalls();
        World world = new World((request, now) -> null);
        Waiter waiter = world.waiter(settings(calls.backend()).maxInFlight(2).schedule(QUICK), calls::run);
        List<CompletableFuture<Outcome>> waits = waits(waiter, 20);
        world.pass(ofSeconds(1));
        for (CompletableFuture<Outcome> wait : waits) {
            wait.cancel(true);
            world.pass(ofMillis(50));
        }
        List<CompletableFuture<Outcome>> later = waits(waiter, 4);
        world.pass(ofSeconds(1));
        assertThat(calls.made).hasValue(2);
        calls.letReturn();
        world.pass(ofMillis(10));
        assertThat(calls.made).hasValue(4);
        calls.letReturn();
        world.pass(ofMillis(10));
        assertThat(calls.made).hasValue(6);
        calls.letReturn();
        world.pass(ofMillis(10));
        assertThat(later).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        assertThat(calls.mostAtOnce).hasValue(2);
    }

    private static List<CompletableFuture<Outcome>> waits(Waiter waiter, int number) {
        // Each id is of a new job.
        return IntStream.range(0, number)
                .mapToObj(i -> waiter.awaitAsync("job-" + i + "-of-" + number, ofSeconds(300)))
                .toList();
    }

    private static WaiterBuilder settings(Backend backend) {
        return Waiter.builder(backend);
    }
}
