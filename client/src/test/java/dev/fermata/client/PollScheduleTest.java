package dev.fermata.client;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollScheduleTest {

    @Test
    void growsExponentiallyUpToTheCap() {
        PollSchedule schedule = PollSchedule.exponential(ofSeconds(2), 1.5, ofSeconds(5));
        assertThat(IntStream.range(0, 5).mapToObj(number -> schedule.pause(new Look(number, ZERO), 0.5)))
                .containsExactly(ZERO, ofSeconds(2), ofSeconds(3), Duration.ofMillis(4_500), ofSeconds(5));
    }

    @Test
    void staysAtTheCapForEver() {
        PollSchedule schedule = PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15));
        assertThat(schedule.pause(new Look(Integer.MAX_VALUE, ZERO), 0)).isEqualTo(ofSeconds(15));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.999999})
    void jitterShortensAndNeverExceedsTheCap(double random) {
        Duration pause = PollSchedule.fixed(ofSeconds(10)).withJitter(0.2).pause(new Look(3, ZERO), random);
        assertThat(pause).isBetween(ofSeconds(8), ofSeconds(10));
    }

    @Test
    void fullJitterReachesDownToNothing() {
        PollSchedule full = PollSchedule.fixed(ofSeconds(10)).withJitter(1);
        assertThat(full.pause(new Look(1, ZERO), Math.nextDown(1.0))).isLessThan(Duration.ofMillis(1));
        assertThat(full.pause(new Look(1, ZERO), 0)).isEqualTo(ofSeconds(10));
    }

    @Test
    void refusesWhatMakesNoSchedule() {
        assertThatThrownBy(() -> PollSchedule.fixed(ZERO)).hasMessageContaining("first pause is PT0S");
        assertThatThrownBy(() -> PollSchedule.exponential(ofSeconds(1), 0.5, ofSeconds(2)))
                .hasMessage("factor is 0.5; allowed is 1 or more");
        assertThatThrownBy(() -> PollSchedule.exponential(ofSeconds(3), 2, ofSeconds(2)))
                .hasMessageContaining("cap is PT2S");
        assertThatThrownBy(() -> PollSchedule.fixed(ofSeconds(1)).withJitter(Double.NaN))
                .hasMessageContaining("jitter is NaN");
    }
}
