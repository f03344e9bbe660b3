package dev.fermata.client.schedule;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollScheduleTest {

    @Test
    void growsExponentiallyUpToTheCap() {
        PollSchedule schedule = PollSchedule.exponential(ofSeconds(2), 1.5, ofSeconds(5));
        assertThat(IntStream.range(0, 5).mapToObj(number -> schedule.pause(poll(number), 0.5)))
                .containsExactly(ZERO, ofSeconds(2), ofSeconds(3), ofMillis(4_500), ofSeconds(5));
    }

    @Test
    void staysAtTheCapForEver() {
        PollSchedule schedule = PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15));
        assertThat(schedule.pause(poll(Integer.MAX_VALUE), 0)).isEqualTo(ofSeconds(15));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.999999})
    void jitterShortensAndNeverExceedsTheCap(double random) {
        Duration pause = PollSchedule.fixed(ofSeconds(10)).withJitter(0.2).pause(poll(3), random);
        assertThat(pause).isBetween(ofSeconds(8), ofSeconds(10));
    }

    @Test
    void fullJitterReachesDownToZero() {
        PollSchedule full = PollSchedule.fixed(ofSeconds(10)).withJitter(1);
        assertThat(full.pause(poll(1), Math.nextDown(1.0))).isLessThan(ofMillis(1));
        assertThat(full.pause(poll(1), 0)).isEqualTo(ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.5, 0.999999})
    void lateJitterDoesNotAddUp(double random) {
        PollSchedule schedule = PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15), ofSeconds(1));
        List<Double> polls = polls(schedule, random, 8);
        double[] planned = {0, 1, 3, 7, 15, 30, 45, 60};
        for (int i = 0; i < planned.length; i++) {
            double allowed = i == 0 ? 0 : random + 1e-6;
            assertThat(polls.get(i)).as("poll %s", i + 1).isBetween(planned[i] - 1e-6, planned[i] + allowed);
        }
    }

    @Test
    void lateJitterNeverExceedsTheCap() {
        PollSchedule schedule = PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15), ofSeconds(1));
        for (int number = 5; number < 10; number++) {
            PollContext onTime =
                    PollContext.builder(number, ofSeconds(15L * (number - 4))).build();
            assertThat(schedule.pause(onTime, 0.999999)).isLessThanOrEqualTo(ofSeconds(15));
        }
    }

    @Test
    void doesNotCatchUpAfterFailuresOrRetryAfter() {
        PollSchedule schedule = PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15), ofSeconds(1));
        PollContext late = PollContext.builder(2, ofSeconds(100)).build();
        assertThat(schedule.pause(late, 0)).isEqualTo(ofSeconds(2));
        PollContext early = PollContext.builder(5, ofSeconds(10)).build();
        assertThat(schedule.pause(early, 0)).isEqualTo(ofSeconds(15));
    }

    @Test
    void pollsAtOnceBeforeAnotherSchedule() {
        PollSchedule schedule = new Remembering(ofSeconds(7), PollReason.HISTORY).withFirstPollAtOnce();
        assertThat(schedule.pause(poll(0), 0.5)).isEqualTo(ZERO);
        assertThat(schedule.reason(poll(0))).isEqualTo(PollReason.SCHEDULE);
        assertThat(schedule.pause(poll(1), 0.5)).isEqualTo(ofSeconds(7));
        assertThat(schedule.reason(poll(1))).isEqualTo(PollReason.HISTORY);
    }

    @Test
    void preparesAndExplainsTheScheduleThatItWraps() {
        Remembering inner = new Remembering(ofSeconds(7), PollReason.HINT);
        PollSchedule schedule = inner.withJitter(0.1).withFirstPollAtOnce();
        schedule.prepare(poll(3));
        assertThat(inner.prepared).containsExactly(poll(3));
        assertThat(schedule.reason(poll(3))).isEqualTo(PollReason.HINT);
    }

    @Test
    void onlyReasonsOfScheduleHistoryAndHintAreChoices() {
        assertThat(PollReason.values())
                .filteredOn(PollReason::isChoice)
                .containsExactly(PollReason.SCHEDULE, PollReason.HISTORY, PollReason.HINT);
    }

    @Test
    void rejectsValuesOutOfBounds() {
        assertThatThrownBy(() -> PollSchedule.fixed(ZERO)).hasMessageContaining("first pause is PT0S");
        assertThatThrownBy(() -> PollSchedule.exponential(ofSeconds(1), 0.5, ofSeconds(2)))
                .hasMessage("factor is 0.5; allowed is 1 or more");
        assertThatThrownBy(() -> PollSchedule.exponential(ofSeconds(3), 2, ofSeconds(2)))
                .hasMessageContaining("cap is PT2S");
        assertThatThrownBy(() -> PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(2), ofSeconds(-1)))
                .hasMessageContaining("jitter is PT-1S");
        assertThatThrownBy(() -> PollSchedule.fixed(ofSeconds(1)).withJitter(Double.NaN))
                .hasMessageContaining("jitter is NaN");
    }

    private static PollContext poll(int number) {
        return PollContext.builder(number, ZERO).build();
    }

    private static List<Double> polls(PollSchedule schedule, double random, int count) {
        List<Double> polls = new ArrayList<>();
        Duration now = ZERO;
        for (int number = 0; number < count; number++) {
            now = now.plus(schedule.pause(PollContext.builder(number, now).build(), random));
            polls.add(PollContext.seconds(now));
        }
        return polls;
    }

    private record Remembering(Duration pause, PollReason why, List<PollContext> prepared) implements PollSchedule {

        Remembering(Duration pause, PollReason why) {
            this(pause, why, new ArrayList<>());
        }

        @Override
        public Duration pause(PollContext context, double random) {
            return pause;
        }

        @Override
        public PollReason reason(PollContext context) {
            return why;
        }

        @Override
        public void prepare(PollContext context) {
            prepared.add(context);
        }
    }
}
