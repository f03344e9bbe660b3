package dev.fermata.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.Snapshot.Failure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static final Duration VIDEO = Duration.ofSeconds(60);
    private static final Duration TEN = Duration.ofSeconds(10);

    @Test
    void drawsHalfBelowItsMedian() {
        for (Distribution distribution : List.of(
                Distribution.uniform(Duration.ofSeconds(2), TEN),
                Distribution.exponential(TEN),
                Distribution.logNormal(TEN, 0.7),
                Distribution.perVideoSecond(Distribution.logNormal(Duration.ofMillis(500), 0.3)))) {
            double median = distribution.median(VIDEO).toNanos() / 1e9;
            int below = 0;
            for (int number = 0; number < 10_000; number++) {
                double drawn = seconds(distribution, number);
                assertThat(drawn).isNotNegative();
                below += drawn < median ? 1 : 0;
            }
            assertThat(below).as(distribution.toString()).isBetween(4_800, 5_200);
        }
    }

    @Test
    void drawsTheMeanOnAverage() {
        double sum = 0;
        for (int number = 0; number < 10_000; number++) {
            sum += seconds(Distribution.exponential(TEN), number);
        }
        assertThat(sum / 10_000).isCloseTo(10, within(0.4));
    }

    @Test
    void drawsWhatIsFixedAndWhatDependsOnTheVideo() {
        assertThat(seconds(Distribution.fixed(TEN), 0)).isEqualTo(10);
        Distribution half = Distribution.perVideoSecond(Distribution.fixed(Duration.ofMillis(500)));
        assertThat(seconds(half, 0)).isEqualTo(30);
        assertThat(half.median(VIDEO)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void saysWhatIsAllowed() {
        assertThatThrownBy(() -> Distribution.fixed(Duration.ofSeconds(-1)))
                .hasMessage("fixed duration is PT-1S; allowed is 0 to 1000 days");
        assertThatThrownBy(() -> Distribution.uniform(TEN, Duration.ZERO)).hasMessageContaining("at most the max");
        assertThatThrownBy(() -> Distribution.logNormal(TEN, Double.NaN))
                .hasMessage("log-normal sigma is NaN; allowed is 0 (no spread) to 5");
        Distribution perSecond = Distribution.perVideoSecond(Distribution.fixed(TEN));
        assertThatThrownBy(() -> Distribution.perVideoSecond(perSecond)).hasMessageContaining("not itself");
    }

    @Test
    void saysWhatIsAllowedInTheRestOfAProfile() {
        assertThatThrownBy(() -> FailureModel.withChance(1.5))
                .hasMessage("error chance is 1.5; allowed is 0 (never) to 1 (always)");
        assertThatThrownBy(() -> new StageWeights(List.of(1.0), 0)).hasMessageContaining("5, one per stage");
        assertThatThrownBy(() -> new StageWeights(List.of(0.0, 0.0, 0.0, 0.0, 0.0), 0))
                .hasMessageContaining("more than 0");
        assertThatThrownBy(() -> new Weighted<>(List.<Weighted.Choice<String>>of()))
                .hasMessageContaining("number of choices is 0");
        assertThatThrownBy(() -> Hints.typical().withFactor(0)).hasMessageContaining("hint factor is 0.0");
        assertThatThrownBy(() -> Anomalies.none().withStuck(-1, 0)).hasMessageContaining("stuck chance is -1.0");
        assertThatThrownBy(() -> new ProgressCurve(List.of(point(0.1), point(1))))
                .hasMessageContaining("first point");
        assertThatThrownBy(() -> new ProgressCurve(List.of(point(0), point(0.6), point(0.5), point(1))))
                .hasMessageContaining("time of point 3 is 0.5; allowed is that of the point before it (0.6) or more");
        assertThatThrownBy(() -> new Failure(" ", "")).hasMessageStartingWith("code is ' '");
    }

    private static ProgressCurve.Point point(double time) {
        return new ProgressCurve.Point(time, 0.5);
    }

    private static double seconds(Distribution distribution, long number) {
        return distribution.seconds(new SeededRandom(3, number).on(SeededRandom.Purpose.RUNNING_TIME), 60);
    }
}
