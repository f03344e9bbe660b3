package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeDistributionTest {

    @ParameterizedTest
    @CsvSource({
        "20, 20s",
        "uniform 10s 30s, uniform 10s 30s",
        "Exponential 500ms, exponential 500ms",
        "lognormal 20s 0.3, log_normal 20s 0.3",
        "log-normal 1m 1, log_normal 1m 1.0",
        "per_video_second 0.5, per_video_second 500ms",
        "per-video-second lognormal 200ms 0.5, per_video_second log_normal 200ms 0.5"
    })
    void readsTextAndWritesItInOneWay(String text, String written) {
        assertThat(TimeDistribution.parse(text)).hasToString(written);
        assertThat(TimeDistribution.parse(written)).isEqualTo(TimeDistribution.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "uniform 10s",
                "uniform 30s 10s",
                "exponential -1s",
                "log_normal 20s",
                "log_normal 20s 6",
                "log_normal 20s NaN",
                "per_video_second",
                "per_video_second per_video_second 1s",
                "1001d",
                "uniform 1s 2s 3s"
            })
    void refusesTheRestAndSaysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> TimeDistribution.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed is ");
    }

    @Test
    void drawsTheSameForTheSameSeedAndNumber() {
        TimeDistribution spread = TimeDistribution.between(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(spread.draw(7, 1))
                .isEqualTo(spread.draw(7, 1))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(spread.draw(7, 1)).isNotEqualTo(spread.draw(7, 2)).isNotEqualTo(spread.draw(8, 1));
    }
}
