package dev.fermata.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WeightedTest {

    private final Weighted<String> weighted = new Weighted<>(List.of(
            new Weighted.Choice<>("never", 0),
            new Weighted.Choice<>("often", 3),
            new Weighted.Choice<>("rare", 1),
            new Weighted.Choice<>("neither", 0)));

    @Test
    void choosesByWeight() {
        assertThat(weighted.pick(0)).isEqualTo(1);
        assertThat(weighted.pick(0.7499)).isEqualTo(1);
        assertThat(weighted.pick(0.75)).isEqualTo(2);
    }

    @Test
    void neverChoosesWhatHasNoWeightEvenWhenRoundingLeavesACrumb() {
        assertThat(weighted.pick(Math.nextDown(1.0))).isEqualTo(2);
        assertThat(weighted.pick(1)).isEqualTo(2);
    }
}
