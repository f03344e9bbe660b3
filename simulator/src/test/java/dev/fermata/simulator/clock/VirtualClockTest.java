package dev.fermata.simulator.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualClockTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualClock clock = VirtualClock.frozenAt(START);
    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    @Test
    void standsStillWhenFrozen() {
        assertThat(clock.now()).isEqualTo(START).isEqualTo(clock.now());
        assertThat(clock.speed()).isZero();
    }

    @Test
    void runsWhatFallsDueInOrderOfTimeEachAtItsOwnInstant() {
        note("third", 30);
        note("first", 10);
        note("second", 20);
        note("later", 31);

        clock.advance(Duration.ofSeconds(30));

        assertThat(happened).containsExactly("first@10", "second@20", "third@30");
        assertThat(clock.now()).isEqualTo(START.plusSeconds(30));
        assertThat(clock.next()).contains(START.plusSeconds(31));
    }

    @Test
    void runsWhatTasksScheduleForTimesWithinTheAdvance() {
        clock.schedule(START.plusSeconds(10), () -> {
            note("child", 15);
            note("child of the past", 5);
        });
        note("other", 12);

        clock.advance(Duration.ofSeconds(20));

        assertThat(happened).containsExactly("child of the past@10", "other@12", "child@15");
    }

    @Test
    void movesOnlyWhenWhatFellDueWhileItStoodStillIsOver() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Executor slow = task -> new Thread(task).start();
        clock.schedule(clock.micros(), slow, () -> {
            begun.countDown();
            await(mayEnd);
            happened.add("over at " + Duration.between(START, clock.now()).toSeconds());
        });
        await(begun);
        Thread moving = new Thread(() -> clock.advance(Duration.ofMinutes(1)));
        moving.start();
        while (moving.getState() == Thread.State.NEW || moving.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        mayEnd.countDown();
        moving.join();
        assertThat(happened).containsExactly("over at 0");
    }

    @Test
    void runsAtItsLimitOfRealTimeWhatItsOwnTimeDoesNotReach() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        scheduleWithin(Duration.ofHours(2), 20_000, "second", done);
        scheduleWithin(Duration.ofHours(1), 30_000, "third", done);
        scheduleWithin(Duration.ofHours(3), 10_000, "canceled", done).cancel();
        scheduleWithin(Duration.ofHours(1), Duration.ofDays(400_000_000).toSeconds(), "in ages", done);
        await(done);
        assertThat(happened).containsExactly("second", "third");
        clock.advance(Duration.ofHours(3));
        assertThat(happened).containsExactly("second", "third", "in ages");
        assertThat(clock.now()).isEqualTo(START.plusSeconds(3 * 3_600));
        clock.close();
    }

    @Test
    void letsALimitOfRealTimeHoldForWhatWasScheduledBeforeItWasFrozen() throws InterruptedException {
        try (VirtualClock frozen = VirtualClock.real()) {
            CountDownLatch done = new CountDownLatch(1);
            long hour = Micros.of(Duration.ofHours(1));
            frozen.schedule(frozen.micros() + hour, frozen.realTimeIn(50_000), Runnable::run, done::countDown);
            frozen.freeze();
            await(done);
        }
    }

    @Test
    void needsNoLimitOfRealTimeWhenItRunsFast() {
        try (VirtualClock fast = VirtualClock.real()) {
            fast.schedule(Micros.NEVER, fast.realTimeIn(0), Runnable::run, () -> happened.add("late"));
            fast.advance(Duration.ofMillis(1));
            assertThat(happened).isEmpty();
        }
    }

    private Cancellable scheduleWithin(Duration time, long realMicros, String name, CountDownLatch done) {
        return clock.schedule(clock.micros() + Micros.of(time), clock.realTimeIn(realMicros), Runnable::run, () -> {
            happened.add(name);
            done.countDown();
        });
    }

    @Test
    void keepsTheOrderOfSchedulingWithinOneInstant() {
        for (int i = 0; i < 5; i++) {
            note("" + i, 1);
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(happened).containsExactly("0@1", "1@1", "2@1", "3@1", "4@1");
    }

    @Test
    void doesNotRunWhatWasCanceledEvenWithinTheSameInstant() {
        List<Cancellable> second = new ArrayList<>();
        clock.schedule(
                START.plusSeconds(1),
                () -> happened.add("canceled " + second.get(0).cancel()));
        second.add(note("second", 1));

        clock.advance(Duration.ofSeconds(1));

        assertThat(happened).containsExactly("canceled true");
        assertThat(second.get(0).cancel()).isFalse();
    }

    @Test
    void runsNothingBeforeItsTimeWhenTheTimeIsFinerThanItsOwn() {
        clock.schedule(START.plusNanos(1_001), () -> happened.add("fine"));
        clock.advance(Duration.ofNanos(1_000));
        assertThat(happened).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(happened).containsExactly("fine");
    }

    @Test
    void waitsForTheExecutorsOfTasks() {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        try {
            clock.schedule(
                    clock.micros() + 5,
                    loop,
                    () -> happened.add(Thread.currentThread().getName().contains("pool") + "@" + clock.micros()));
            clock.advance(Duration.ofSeconds(1));
            assertThat(happened).containsExactly("true@" + (START.toEpochMilli() * 1_000 + 5));
        } finally {
            loop.shutdown();
        }
    }

    /** Else the handler of a process would not know it, and the process would go on without memory. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reportsThatMemoryIsFullAsItIs(boolean runs) throws InterruptedException {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        OutOfMemoryError full = new OutOfMemoryError("a test");
        Executor executor = task -> new Thread(task).start();
        clock.schedule(Micros.of(START.plusSeconds(1)), executor, () -> {
            throw full;
        });
        if (runs) {
            // Either the clock's thread or the executor's reports it.
            UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
            Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> reported.add(failure));
            try {
                clock.speed(1_000);
                assertThat(reported.poll(20, TimeUnit.SECONDS)).isSameAs(full);
            } finally {
                Thread.setDefaultUncaughtExceptionHandler(before);
                clock.close();
            }
        } else {
            assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(1))).isSameAs(full);
        }
    }

    @Test
    void reachesItsTimeAndThenTellsThatATaskFailed() {
        clock.schedule(START.plusSeconds(1), () -> {
            throw new IllegalArgumentException("oops");
        });
        note("after", 2);

        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("oops");
        assertThat(happened).containsExactly("after@2");
        assertThat(clock.now()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void refusesToBeMovedByItsOwnTasks() {
        clock.schedule(START.plusSeconds(1), () -> clock.advance(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(1))).hasMessageContaining("cannot move the clock");
    }

    @Test
    void refusesToGoBackwardsAndSaysWhatIsAllowed() {
        assertThatThrownBy(() -> clock.advanceTo(START.minusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed is now");
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1))).hasMessageContaining("PT-1S; allowed is 0");
        assertThatThrownBy(() -> VirtualClock.running(0)).hasMessageContaining("0.0; allowed is more than 0");
        assertThatThrownBy(() -> VirtualClock.running(Double.NaN)).hasMessageContaining("NaN");
    }

    /** All that falls due on the way is run, which can be much. */
    @Test
    void isMovedByAThousandDaysAtMost() {
        clock.advance(Duration.ofDays(1_000));
        assertThatThrownBy(() -> clock.advance(Duration.ofDays(1_001))).hasMessageContaining("0 to 1000 days");
        assertThatThrownBy(() -> clock.advanceTo(START.plus(Duration.ofDays(2_001))))
                .hasMessageContaining("to 1000 days later");
        assertThat(clock.now()).isEqualTo(START.plus(Duration.ofDays(1_000)));
    }

    @Test
    void skipsToTheNextTaskWhenAsked() {
        note("a", 60);
        assertThat(clock.skipToNext()).isTrue();
        assertThat(happened).containsExactly("a@60");
        assertThat(clock.skipToNext()).isFalse();
        assertThat(clock.now()).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void skipsByItselfOnlyWhenAsked() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        clock.schedule(START.plusSeconds(3600), done::countDown);
        clock.skipWhenIdle(Duration.ofMillis(1));
        done.await();
        clock.stopSkipping();
        assertThat(clock.now()).isEqualTo(START.plusSeconds(3600));
        clock.close();
    }

    @Test
    void wakesByItselfWhenItRuns() throws Exception {
        try (VirtualClock fast = VirtualClock.running(1_000_000)) {
            CountDownLatch done = new CountDownLatch(1);
            Instant due = fast.now().plusSeconds(3600);
            AtomicLong late = new AtomicLong();
            fast.schedule(due, () -> {
                late.set(Duration.between(due, fast.now()).toNanos());
                done.countDown();
            });
            done.await();
            assertThat(late.get()).isNotNegative();
        }
    }

    @Test
    void wakesForWhatWasScheduledWhileItWasFrozen() throws Exception {
        try (VirtualClock resumed = VirtualClock.frozenAt(START)) {
            CountDownLatch done = new CountDownLatch(1);
            resumed.schedule(START.plusSeconds(60), done::countDown);
            resumed.speed(1_000_000);
            done.await();
            assertThat(resumed.now()).isAfterOrEqualTo(START.plusSeconds(60));
        }
    }

    @Test
    void runsWhatIsAlreadyDueEvenWhenFrozen() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        clock.schedule(START, done::countDown);
        done.await();
        clock.close();
    }

    @Test
    void resumesAtTheSpeedThatItHad() {
        clock.resume();
        assertThat(clock.speed()).isEqualTo(1);
        clock.speed(60);
        clock.freeze();
        assertThat(clock.speed()).isZero();
        clock.resume();
        assertThat(clock.speed()).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.000_001, 0.5, 1, 60, 1_000_000})
    void tellsTheRealTimeOfAnInstantThatItHasShown(double speed) {
        for (int i = 0; i < 100; i++) {
            clock.speed(speed / 2);
            clock.speed(speed);
            long changed = clock.realTimeIn(0);
            long before = changed;
            while (before < changed + 20) {
                before = clock.realTimeIn(0);
            }
            long shown = clock.micros();

            assertThat(clock.realTimeAt(shown)).isBetween(before - 2, clock.realTimeIn(0) + 1);
        }
        clock.freeze();
        long before = clock.realTimeIn(0);
        assertThat(clock.realTimeAt(clock.micros())).isBetween(before, clock.realTimeIn(0));
        clock.close();
    }

    @Test
    void losesAndDoublesNothingWhenManyAdvanceAtOnce() throws Exception {
        int threads = 4;
        int times = 250;
        AtomicInteger ran = new AtomicInteger();
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < threads * times * 10; i++) {
            long at = clock.micros() + i * 100_000L;
            clock.schedule(at, () -> {
                ran.incrementAndGet();
                order.add(clock.micros());
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            all.add(pool.submit(() -> {
                for (int i = 0; i < times; i++) {
                    Instant before = clock.now();
                    clock.advance(Duration.ofSeconds(1));
                    Instant reached = before.plusSeconds(1);
                    assertThat(clock.now()).isAfterOrEqualTo(reached);
                    assertThat(clock.next().map(next -> !next.isBefore(reached)).orElse(true))
                            .isTrue();
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        pool.shutdown();
        assertThat(clock.now()).isEqualTo(START.plusSeconds((long) threads * times));
        assertThat(ran).hasValue(threads * times * 10);
        assertThat(order).isSorted();
        clock.close();
    }

    @Test
    void neverShowsAnyoneTimeGoingBackwardsWhileItsSpeedChanges() throws Exception {
        long seed = System.nanoTime();
        try (VirtualClock changing = VirtualClock.running(1_000)) {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            CountDownLatch stop = new CountDownLatch(1);
            List<Future<Boolean>> readers = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
                readers.add(pool.submit(() -> {
                    long last = Long.MIN_VALUE;
                    while (stop.getCount() > 0) {
                        long now = changing.micros();
                        if (now < last) {
                            return false;
                        }
                        last = now;
                    }
                    return true;
                }));
            }
            Random random = new Random(seed);
            for (int i = 0; i < 20_000; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> changing.freeze();
                    case 1 -> changing.resume();
                    case 2 -> changing.speed(1 + random.nextInt(1_000_000));
                    default -> changing.advance(Duration.ofMillis(random.nextInt(10)));
                }
            }
            stop.countDown();
            for (Future<Boolean> reader : readers) {
                assertThat(reader.get())
                        .as("time only went forward; seed %d", seed)
                        .isTrue();
            }
            pool.shutdown();
        }
    }

    private Cancellable note(String what, long second) {
        return clock.schedule(
                START.plusSeconds(second),
                () -> happened.add(
                        what + "@" + Duration.between(START, clock.now()).toSeconds()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
