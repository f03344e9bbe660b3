package dev.fermata.simulator.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MicrosTest {

    @Test
    void leadsThereAndBack() {
        for (String time : new String[] {"2026-11-22T12:00:00.123456Z", "1969-12-31T23:59:59.999999Z"}) {
            assertThat(Micros.instant(Micros.of(Instant.parse(time)))).isEqualTo(time);
        }
        assertThat(Micros.duration(Micros.of(Duration.ofMillis(-1_500)))).isEqualTo(Duration.ofMillis(-1_500));
    }

    @Test
    void roundsTimesDownAndDurationsUp() {
        assertThat(Micros.of(Instant.EPOCH.plusNanos(1_999))).isEqualTo(1);
        assertThat(Micros.of(Duration.ofNanos(1_001))).isEqualTo(2);
    }

    @Test
    void makesEveryDrawFinite() {
        assertThat(Micros.ofSeconds(Double.POSITIVE_INFINITY)).isEqualTo(Micros.LATEST);
        assertThat(Micros.ofSeconds(Double.NaN)).isZero();
    }
}
