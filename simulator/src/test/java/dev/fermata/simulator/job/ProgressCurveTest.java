package dev.fermata.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProgressCurveTest {

    @Test
    void followsTheTime() {
        assertThat(ProgressCurve.linear().at(0)).isZero();
        assertThat(ProgressCurve.linear().at(0.25)).isEqualTo(0.25);
        assertThat(ProgressCurve.linear().at(1)).isEqualTo(0.999);
    }

    @Test
    void stalls() {
        ProgressCurve curve = ProgressCurve.stallingAt(0.99);
        assertThat(curve.at(0.25)).isCloseTo(0.495, within(1e-9));
        assertThat(curve.at(0.6)).isEqualTo(0.99).isEqualTo(curve.at(0.9999));
    }

    @Test
    void stepsBack() {
        ProgressCurve curve = ProgressCurve.steppingBack(0.8, 0.3);
        assertThat(curve.at(0.499)).isCloseTo(0.8, within(0.01));
        assertThat(curve.at(0.5)).isEqualTo(0.3);
        assertThat(curve.at(0.75)).isCloseTo(0.65, within(1e-9));
    }
}
