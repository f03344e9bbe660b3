package dev.fermata.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
    void refusesNoPatience() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PollSchedule.adaptive(Duration.ZERO, history))
                .withMessageContaining("patience");
    }

    @Test
    void growsItsPausesWhileNothingIsKnown() {
        List<Double> looks = looks(schedule, "", 64 * 3600);
        assertThat(looks.get(0)).isBetween(1.0, 10.0);
        double shorter = 0;
        for (double from = 60; from < 32 * 3600; from *= 2) {
            double begin = from;
            double pause = begin
                    / looks.stream()
                            .filter(look -> look >= begin && look < 2 * begin)
                            .count();
            assertThat(pause).as("mean pause from the age of %s s", begin).isGreaterThan(0.95 * shorter);
            shorter = pause;
        }
        assertThat(shorter).isBetween(300.0, 32 * 3600.0);
    }

    @Test
    void keepsToTheFirstScheduleUntilTheFirstJob() {
        PollSchedule first = PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15));
        PollSchedule both = PollSchedule.adaptive(Duration.ofSeconds(1), history, first);
        assertThat(looks(both, "a", 30)).containsExactly(0.0, 1.0, 3.0, 7.0, 15.0, 30.0);

        history.exact("a", Duration.ofSeconds(100));

        assertThat(looks(both, "a", 120)).first().isNotEqualTo(0.0);
    }

    @Test
    void keepsToTheFirstScheduleWhileNoJobHasEnded() {
        DurationHistory history = DurationHistory.inMemory();
        PollSchedule schedule =
                PollSchedule.adaptive(Duration.ofSeconds(1), history, PollSchedule.fixed(Duration.ofSeconds(7)));
        history.record("kind", Observation.longerThan(Duration.ofSeconds(60)));
        Look look = new Look(1, Duration.ofSeconds(1)).withKind("kind");
        assertThat(schedule.pause(look, 0.5)).isEqualTo(Duration.ofSeconds(7));
        assertThat(schedule.why(look)).isEqualTo(WaitEvent.Why.SCHEDULE);
        history.record("kind", Observation.exact(Duration.ofSeconds(60)));
        assertThat(schedule.why(look)).isEqualTo(WaitEvent.Why.HISTORY);
    }

    @Test
    void looksFirstJustAfterAConstantJobEnds() {
        for (int i = 0; i < 10; i++) {
            history.exact("", Duration.ofSeconds(30));
        }
        assertThat(looks(schedule, "", 31)).first().matches(look -> look >= 30 && look < 30.3);
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
                age += seconds(schedule.pause(look(number++, age, ""), random.nextDouble()));
            } while (age <= length);
            history.between("", duration(before), duration(age));
            cost += job > 20 ? (number + age - length) / 20 : 0;
        }
        assertThat(cost).as("20 waits for jobs of " + length + " s").isLessThan(2);
    }

    @Test
    void learnsFromWaitsThatWereGivenUp() {
        history.exact("", Duration.ofSeconds(30));
        double before = looks(schedule, "", 10_000).size();
        for (int i = 0; i < 20; i++) {
            history.longerThan("", Duration.ofSeconds(300));
        }
        assertThat(looks(schedule, "", 10_000).stream().filter(look -> look < 300))
                .as("looks before 300 s: jobs rarely end there")
                .hasSizeLessThan(5);
        assertThat(before).isPositive();
    }

    @Test
    void looksMoreOftenForThePatientlessAndLessForThePatient() {
        for (int i = 1; i <= 20; i++) {
            history.exact("", Duration.ofSeconds(20 + 3 * i));
        }
        int eager = looks(PollSchedule.adaptive(Duration.ofMillis(200), history), "", 80)
                .size();
        int patient = looks(PollSchedule.adaptive(Duration.ofSeconds(20), history), "", 80)
                .size();
        assertThat(eager).isGreaterThan(3 * patient);
    }

    @Test
    void startsAKindFromWhatItsParentKnows() {
        for (int i = 0; i < 10; i++) {
            history.exact("heygen/quality/es", Duration.ofSeconds(600));
        }
        assertThat(looks(schedule, "heygen/quality/fr", 700))
                .as("a kind never seen, of a known parent")
                .filteredOn(look -> look < 550)
                .hasSizeLessThan(4);
        assertThat(looks(schedule, "elevenlabs", 700))
                .as("of an unknown one")
                .filteredOn(look -> look < 550)
                .hasSizeGreaterThan(8);
    }

    @Test
    void turnsToTheKindsOwnJobs() {
        for (int i = 0; i < 100; i++) {
            history.exact("a/slow", Duration.ofSeconds(600));
        }
        for (int i = 0; i < 10; i++) {
            history.exact("a/quick", Duration.ofSeconds(20));
        }
        assertThat(looks(schedule, "a/quick", 700)).first().matches(look -> look >= 20 && look < 21);
    }

    @Test
    void followsTheAgeThatTheServerExpects() {
        for (int i = 1; i <= 20; i++) {
            history.exact("", Duration.ofSeconds(20L * i));
        }
        Look plain = look(0, 0, "");
        double usual = seconds(schedule.pause(plain, 0.5));
        double hinted = seconds(schedule.pause(plain.withExpectedAge(Duration.ofSeconds(300)), 0.5));
        assertThat(hinted).isGreaterThan(2 * usual).isBetween(80.0, 330.0);
    }

    @Test
    void followsProgress() {
        Look look = look(3, 60, "");
        double early = seconds(schedule.pause(look.withProgress(0.1), 0.5));
        double late = seconds(schedule.pause(look.withProgress(0.95), 0.5));
        assertThat(late).isLessThan(8);
        assertThat(early).isGreaterThan(3 * late);
    }

    @Test
    void takesNoNoticeOfHintsThatSayNothing() {
        Look look = look(3, 60, "");
        Duration plain = schedule.pause(look, 0.5);
        assertThat(schedule.pause(look.withProgress(0), 0.5)).isEqualTo(plain);
        assertThat(schedule.pause(look.withProgress(1), 0.5)).isEqualTo(plain);
        assertThat(schedule.pause(look.withProgress(Double.NaN), 0.5)).isEqualTo(plain);
        assertThat(schedule.pause(look.withExpectedAge(Duration.ZERO), 0.5)).isEqualTo(plain);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fermata.client.BestLooksTest#seeds")
    void pausesForAPositiveTimeWhateverWasSeen(long seed) {
        Random random = new Random(seed);
        for (int i = random.nextInt(20); i > 0; i--) {
            double length = Math.exp(random.nextDouble() * 22 - 6);
            switch (random.nextInt(3)) {
                case 0 -> history.exact("", duration(length));
                case 1 -> history.between("", duration(length * random.nextDouble() * 0.99), duration(length));
                default -> history.longerThan("", duration(length));
            }
        }
        Look look = look(random.nextInt(5), Math.exp(random.nextDouble() * 22 - 6), "");
        look = random.nextBoolean() ? look : look.withProgress(random.nextDouble());
        look = random.nextBoolean() ? look : look.withExpectedAge(duration(Math.exp(random.nextDouble() * 22 - 6)));
        for (double jitter : new double[] {0, 0.5, 0.999999}) {
            Duration pause = schedule.pause(look, jitter);
            assertThat(pause).isPositive().isLessThan(Duration.ofDays(4 * 365));
        }
    }

    @Test
    void givesTheSamePauseForTheSameRandomNumberAndMovesALittleWithIt() {
        for (int i = 1; i <= 20; i++) {
            history.exact("", Duration.ofSeconds(20 + 3 * i));
        }
        Look look = look(0, 0, "");
        double least = seconds(schedule.pause(look, 0));
        double most = seconds(schedule.pause(look, 0.999));
        assertThat(schedule.pause(look, 0.25)).isEqualTo(schedule.pause(look, 0.25));
        assertThat(most).isGreaterThan(least).isCloseTo(least, within(0.2 * least));
    }

    @Test
    void plansOncePerChangeOfTheHistory() {
        history.exact("", Duration.ofSeconds(30));
        AdaptiveSchedule adaptive = new AdaptiveSchedule(Duration.ofSeconds(1), history, null);
        BestLooks plan = adaptive.looks("");
        assertThat(adaptive.looks("")).isSameAs(plan);
        history.exact("", Duration.ofSeconds(31));
        assertThat(adaptive.looks("")).isNotSameAs(plan);
    }

    @Test
    void plansOnceForSomeJobsWhereManyAreKnown() {
        AdaptiveSchedule adaptive = new AdaptiveSchedule(Duration.ofSeconds(1), history, null);
        int plans = 0;
        BestLooks plan = adaptive.looks("");
        for (int i = 0; i < 100; i++) {
            history.exact("", Duration.ofSeconds(30));
        }
        for (int i = 0; i < 100; i++) {
            history.exact("", Duration.ofSeconds(30));
            plans += adaptive.looks("") == plan ? 0 : 1;
            plan = adaptive.looks("");
        }
        assertThat(plans).isBetween(8, 20);
    }

    @Test
    void servesManyThreadsWhileTheHistoryGrows() {
        assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> {
                    history.exact("", Duration.ofSeconds(20 + i % 7));
                    return schedule.pause(look(0, i % 40, ""), 0.5);
                }))
                .allMatch(pause -> !pause.isNegative() && !pause.isZero());
        assertThat(history.observations("")).hasSize(200);
    }

    private static Look look(int number, double age, String kind) {
        return new Look(number, duration(age)).withKind(kind);
    }

    private static List<Double> looks(PollSchedule schedule, String kind, double end) {
        List<Double> looks = new ArrayList<>();
        double age = 0;
        for (int number = 0; ; number++) {
            age += seconds(schedule.pause(look(number, age, kind), 0.5));
            if (age > end) {
                return looks;
            }
            looks.add(age);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9)));
    }
}
