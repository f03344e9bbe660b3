package dev.fermata.client;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatheringTest {

    @Test
    void aFewJobsAreAskedForAgainAtOnce() {
        assertThat(Gathering.pause(0)).isEqualTo(ZERO);
        assertThat(Gathering.pause(50)).isEqualTo(ZERO);
    }

    @Test
    void theMoreJobsTheLongerTheirEndsMayGather() {
        assertThat(Gathering.pause(100)).isEqualTo(ofMillis(18));
        assertThat(Gathering.pause(500)).isEqualTo(ofMillis(90));
    }

    @Test
    void nobodyHasToWaitLongerThanThat() {
        assertThat(Gathering.pause(1_000)).isEqualTo(ofMillis(180));
        assertThat(Gathering.pause(1_000_000)).isEqualTo(ofMillis(180));
    }
}
