package dev.fermata.client.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdaptiveScheduleTest {

    private final DurationHistory history = DurationHistory.inMemory();
    private final PollSchedule schedule = PollSchedule.adaptive(Duration.ofSeconds(1), history);

    static LongStream fewSeeds() {
        return new Random().longs(5);
    }

    @Test
    void rejectsAPatienceOfZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PollSchedule.adaptive(Duration.ZERO, history))
                .withMessageContaining("patience");
    }

    @Test
    void lengthensItsPausesWhileNothingIsKnown() {
        List<Double> polls = polls(schedule, "", 64 * 3600);
        assertThat(polls.get(0)).isBetween(1.0, 10.0);
        double shorter = 0;
        for (double from = 60; from < 32 * 3600; from *= 2) {
            double begin = from;
            double pause = begin
                    / polls.stream()
                            .filter(poll -> poll >= begin && poll < 2 * begin)
                            .count();
            assertThat(pause).as("mean pause from the age of %s s", begin).isGreaterThan(0.95 * shorter);
            shorter = pause;
        }
        assertThat(shorter).isBetween(300.0, 32 * 3600.0);
    }

    @Test
    void usesTheFirstScheduleUntilTheFirstJob() {
        PollSchedule first = PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15));
        PollSchedule both = PollSchedule.adaptive(Duration.ofSeconds(1), history, first);
        assertThat(polls(both, "a", 30)).containsExactly(0.0, 1.0, 3.0, 7.0, 15.0, 30.0);

        history.exact("a", Duration.ofSeconds(100));

        assertThat(polls(both, "a", 120)).first().isNotEqualTo(0.0);
    }

    @Test
    void usesTheFirstScheduleWhileNoJobHasEnded() {
        DurationHistory history = DurationHistory.inMemory();
        PollSchedule schedule =
                PollSchedule.adaptive(Duration.ofSeconds(1), history, PollSchedule.fixed(Duration.ofSeconds(7)));
        history.record("kind", Observation.longerThan(Duration.ofSeconds(60)));
        PollContext context =
                PollContext.builder(1, Duration.ofSeconds(1)).kind("kind").build();
        assertThat(schedule.pause(context, 0.5)).isEqualTo(Duration.ofSeconds(7));
        assertThat(schedule.reason(context)).isEqualTo(PollReason.SCHEDULE);
        history.record("kind", Observation.exact(Duration.ofSeconds(60)));
        assertThat(schedule.reason(context)).isEqualTo(PollReason.HISTORY);
    }

    @Test
    void pollsFirstJustAfterAConstantJobEnds() {
        for (int i = 0; i < 10; i++) {
            history.exact("", Duration.ofSeconds(30));
        }
        assertThat(polls(schedule, "", 31)).first().matches(poll -> poll >= 30 && poll < 30.3);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("fewSeeds")
    void findsAConstantJobByItsPollsAlone(long seed) {
        Random random = new Random(seed);
        double length = 15 + random.nextInt(60);
        double cost = 0;
        for (int job = 1; job <= 40; job++) {
            double age = 0;
            double before = 0;
            int number = 0;
            do {
                before = age;
                age += seconds(schedule.pause(poll(number++, age, ""), random.nextDouble()));
            } while (age <= length);
            history.between("", duration(before), duration(age));
            cost += job > 20 ? (number + age - length) / 20 : 0;
        }
        assertThat(cost).as("20 waits for jobs of " + length + " s").isLessThan(2);
    }

    @Test
    void learnsFromWaitsThatWereGivenUp() {
        history.exact("", Duration.ofSeconds(30));
        double before = polls(schedule, "", 10_000).size();
        for (int i = 0; i < 20; i++) {
            history.longerThan("", Duration.ofSeconds(300));
        }
        assertThat(polls(schedule, "", 10_000).stream().filter(poll -> poll < 300))
                .as("polls before 300 s, where jobs rarely end")
                .hasSizeLessThan(5);
        assertThat(before).isPositive();
    }

    @Test
    void pollsMoreOftenForASmallPatience() {
        for (int i = 1; i <= 20; i++) {
            history.exact("", Duration.ofSeconds(20 + 3 * i));
        }
        int eager = polls(PollSchedule.adaptive(Duration.ofMillis(200), history), "", 80)
                .size();
        int patient = polls(PollSchedule.adaptive(Duration.ofSeconds(20), history), "", 80)
                .size();
        assertThat(eager).isGreaterThan(3 * patient);
    }

    @Test
    void startsAKindFromWhatItsParentKnows() {
        for (int i = 0; i < 10; i++) {
            history.exact("heygen/quality/es", Duration.ofSeconds(600));
        }
        assertThat(polls(schedule, "heygen/quality/fr", 700))
                .as("a new kind of a known parent")
                .filteredOn(poll -> poll < 550)
                .hasSizeLessThan(4);
        assertThat(polls(schedule, "elevenlabs", 700))
                .as("a new kind without a parent")
                .filteredOn(poll -> poll < 550)
                .hasSizeGreaterThan(8);
    }

    @Test
    void followsTheJobsOfTheKindItself() {
        for (int i = 0; i < 100; i++) {
            history.exact("a/slow", Duration.ofSeconds(600));
        }
        for (int i = 0; i < 10; i++) {
            history.exact("a/quick", Duration.ofSeconds(20));
        }
        assertThat(polls(schedule, "a/quick", 700)).first().matches(poll -> poll >= 20 && poll < 21);
    }

    @Test
    void followsTheAgeThatTheServerExpects() {
        for (int i = 1; i <= 20; i++) {
            history.exact("", Duration.ofSeconds(20L * i));
        }
        PollContext plain = poll(0, 0, "");
        double usual = seconds(schedule.pause(plain, 0.5));
        double hinted = seconds(schedule.pause(
                plain.toBuilder().expectedAge(Duration.ofSeconds(300)).build(), 0.5));
        assertThat(hinted).isGreaterThan(2 * usual).isBetween(80.0, 330.0);
    }

    @Test
    void followsProgress() {
        PollContext context = poll(3, 60, "");
        double early = seconds(schedule.pause(context.toBuilder().progress(0.1).build(), 0.5));
        double late = seconds(schedule.pause(context.toBuilder().progress(0.95).build(), 0.5));
        assertThat(late).isLessThan(8);
        assertThat(early).isGreaterThan(3 * late);
    }

    @Test
    void ignoresHintsWithoutMeaning() {
        PollContext context = poll(3, 60, "");
        Duration plain = schedule.pause(context, 0.5);
        assertThat(schedule.pause(context.toBuilder().progress(0).build(), 0.5)).isEqualTo(plain);
        assertThat(schedule.pause(context.toBuilder().progress(1).build(), 0.5)).isEqualTo(plain);
        assertThat(schedule.pause(context.toBuilder().progress(Double.NaN).build(), 0.5))
                .isEqualTo(plain);
        assertThat(schedule.pause(context.toBuilder().expectedAge(Duration.ZERO).build(), 0.5))
                .isEqualTo(plain);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fermata.client.schedule.OptimalPollTimesTest#seeds")
    void pausesForMoreThanZeroWhateverWasObserved(long seed) {
        Random random = new Random(seed);
        for (int i = random.nextInt(20); i > 0; i--) {
            double length = Math.exp(random.nextDouble() * 22 - 6);
            switch (random.nextInt(3)) {
                case 0 -> history.exact("", duration(length));
                case 1 -> history.between("", duration(length * random.nextDouble() * 0.99), duration(length));
                default -> history.longerThan("", duration(length));
            }
        }
        PollContext context = poll(random.nextInt(5), Math.exp(random.nextDouble() * 22 - 6), "");
        PollContext.Builder more = context.toBuilder();
        more = random.nextBoolean() ? more : more.progress(random.nextDouble());
        more = random.nextBoolean() ? more : more.expectedAge(duration(Math.exp(random.nextDouble() * 22 - 6)));
        for (double jitter : new double[] {0, 0.5, 0.999999}) {
            Duration pause = schedule.pause(more.build(), jitter);
            assertThat(pause).isPositive().isLessThan(Duration.ofDays(4 * 365));
        }
    }

    @Test
    void returnsTheSamePauseForTheSameRandomNumber() {
        for (int i = 1; i <= 20; i++) {
            history.exact("", Duration.ofSeconds(20 + 3 * i));
        }
        PollContext context = poll(0, 0, "");
        double least = seconds(schedule.pause(context, 0));
        double most = seconds(schedule.pause(context, 0.999));
        assertThat(schedule.pause(context, 0.25)).isEqualTo(schedule.pause(context, 0.25));
        assertThat(most).isGreaterThan(least).isCloseTo(least, within(0.2 * least));
    }

    @Test
    void plansAgainWhenTheHistoryHasChanged() {
        history.exact("", Duration.ofSeconds(30));
        AdaptiveSchedule adaptive = new AdaptiveSchedule(Duration.ofSeconds(1), history, null);
        OptimalPollTimes plan = adaptive.times("");
        assertThat(adaptive.times("")).isSameAs(plan);
        history.exact("", Duration.ofSeconds(31));
        assertThat(adaptive.times("")).isNotSameAs(plan);
    }

    @Test
    void keepsAPlanThatKnowsMoreThanWhoAskedBefore() {
        AtomicReference<Runnable> other = new AtomicReference<>(() -> {});
        DurationHistory slow = new DurationHistory() {
            @Override
            public void record(String kind, Observation observation) {
                history.record(kind, observation);
            }

            @Override
            public List<Observation> observations(String kind) {
                List<Observation> read = history.observations(kind);
                // What another thread does before this one goes on.
                other.getAndSet(() -> {}).run();
                return read;
            }
        };
        AdaptiveSchedule adaptive = new AdaptiveSchedule(Duration.ofSeconds(1), slow, null);
        AtomicReference<OptimalPollTimes> newer = new AtomicReference<>();
        fill("", 30);
        other.set(() -> {
            fill("", 300);
            newer.set(Objects.requireNonNull(adaptive.times("")));
        });
        assertThat(adaptive.times("")).isSameAs(newer.get()).isNotNull();
    }

    @Test
    void plansOnceForSeveralJobsWhereManyAreKnown() {
        AdaptiveSchedule adaptive = new AdaptiveSchedule(Duration.ofSeconds(1), history, null);
        int plans = 0;
        OptimalPollTimes plan = adaptive.times("");
        for (int i = 0; i < 100; i++) {
            history.exact("", Duration.ofSeconds(30));
        }
        for (int i = 0; i < 100; i++) {
            history.exact("", Duration.ofSeconds(30));
            plans += adaptive.times("") == plan ? 0 : 1;
            plan = adaptive.times("");
        }
        assertThat(plans).isBetween(8, 20);
    }

    @Test
    void servesManyThreadsWhileTheHistoryGrows() {
        assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> {
                    history.exact("", Duration.ofSeconds(20 + i % 7));
                    return schedule.pause(poll(0, i % 40, ""), 0.5);
                }))
                .allMatch(pause -> !pause.isNegative() && !pause.isZero());
        assertThat(history.observations("")).hasSize(200);
    }

    @Test
    void goesOnAsIfNothingWereKnownWhenTheHistoryThrows() {
        Logger log = Logger.getLogger(AdaptiveSchedule.class.getName());
        List<LogRecord> records = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                records.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.setUseParentHandlers(false);
        log.addHandler(handler);
        try {
            PollSchedule broken = PollSchedule.adaptive(Duration.ofSeconds(1), new BrokenHistory());
            assertThat(polls(broken, "a/b", 1000)).isEqualTo(polls(schedule, "a/b", 1000));
            assertThat(broken.reason(poll(0, 0, "a/b"))).isEqualTo(PollReason.SCHEDULE);
            assertThat(records).hasSize(1);
        } finally {
            log.removeHandler(handler);
            log.setUseParentHandlers(true);
        }
    }

    private static final class BrokenHistory implements DurationHistory {
        @Override
        public void record(String kind, Observation observation) {
            throw new IllegalStateException("broken");
        }

        @Override
        public List<Observation> observations(String kind) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void usesItsLastPlanOncePrepared() {
        fill("a/b", 30);
        PollContext context = poll(0, 0, "a/b");
        schedule.prepare(context);
        Duration before = schedule.pause(context, 0.5);
        fill("a/b", 300);
        assertThat(schedule.pause(context, 0.5)).isEqualTo(before);
        schedule.prepare(context);
        assertThat(schedule.pause(context, 0.5)).isNotEqualTo(before);
    }

    @Test
    void usesThePlanOfTheNearestParentOncePrepared() {
        fill("a/b", 30);
        fill("a", 300);
        schedule.prepare(poll(0, 0, "a/b"));
        schedule.prepare(poll(0, 0, "a"));
        fill("a/b/c", 3000);
        assertThat(schedule.pause(poll(0, 0, "a/b/c"), 0.5)).isEqualTo(schedule.pause(poll(0, 0, "a/b"), 0.5));
        assertThat(schedule.pause(poll(0, 0, "a/x"), 0.5)).isEqualTo(schedule.pause(poll(0, 0, "a"), 0.5));
    }

    @Test
    void plansAsIfNothingWereKnownForAKindThatIsNotPrepared() {
        Duration first = schedule.pause(poll(0, 0, "b"), 0.5);
        fill("a", 30);
        fill("b", 300);
        schedule.prepare(poll(0, 0, "a"));
        assertThat(schedule.pause(poll(0, 0, "b"), 0.5)).isEqualTo(first);
        assertThat(schedule.reason(poll(0, 0, "b"))).isEqualTo(PollReason.SCHEDULE);
        schedule.prepare(poll(0, 0, "b"));
        assertThat(schedule.pause(poll(0, 0, "b"), 0.5)).isGreaterThan(first);
    }

    @Test
    void doesNotReadTheHistoryInAPreparedPause() {
        CountingHistory counting = new CountingHistory();
        PollSchedule prepared = PollSchedule.adaptive(Duration.ofSeconds(1), counting);
        prepared.prepare(poll(0, 0, "a/b"));
        int reads = counting.reads.get();
        prepared.pause(poll(0, 0, "a/b"), 0.5);
        prepared.reason(poll(0, 0, "a/b/c"));
        prepared.pause(poll(0, 0, "x"), 0.5);
        assertThat(counting.reads.get()).isEqualTo(reads).isPositive();
    }

    private static final class CountingHistory implements DurationHistory {
        final AtomicInteger reads = new AtomicInteger();

        @Override
        public void record(String kind, Observation observation) {}

        @Override
        public List<Observation> observations(String kind) {
            reads.incrementAndGet();
            return List.of();
        }
    }

    @Test
    void followsAHintThatWasNotPreparedByThePreparedPlan() {
        fill("a", 30);
        PollContext plain = poll(1, 10, "a");
        PollContext hinted = plain.toBuilder().progress(0.1).build();
        schedule.prepare(plain);
        assertThat(schedule.pause(hinted, 0.5)).isGreaterThan(schedule.pause(plain, 0.5));
        assertThat(schedule.reason(hinted)).isEqualTo(PollReason.HINT);
        assertThat(schedule.reason(plain)).isEqualTo(PollReason.HISTORY);
    }

    @Test
    void keepsTheFirstScheduleOncePreparedWhileNoJobHasEnded() {
        PollSchedule both =
                PollSchedule.adaptive(Duration.ofSeconds(1), history, PollSchedule.fixed(Duration.ofSeconds(7)));
        both.prepare(poll(1, 1, "a"));
        assertThat(both.pause(poll(1, 1, "a"), 0.5)).isEqualTo(Duration.ofSeconds(7));
        fill("a", 30);
        both.prepare(poll(1, 1, "a"));
        assertThat(both.pause(poll(1, 1, "a"), 0.5)).isGreaterThan(Duration.ofSeconds(20));
    }

    /** Enough jobs of about this length to change any plan. */
    private void fill(String kind, long seconds) {
        for (int i = 0; i < 30; i++) {
            history.exact(kind, Duration.ofSeconds(seconds).plusMillis(i));
        }
    }

    private static PollContext poll(int number, double age, String kind) {
        return PollContext.builder(number, duration(age)).kind(kind).build();
    }

    private static List<Double> polls(PollSchedule schedule, String kind, double end) {
        List<Double> polls = new ArrayList<>();
        double age = 0;
        for (int number = 0; ; number++) {
            age += seconds(schedule.pause(poll(number, age, kind), 0.5));
            if (age > end) {
                return polls;
            }
            polls.add(age);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9)));
    }
}
