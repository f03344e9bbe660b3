package dev.fermata.client.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MassSegmentTest {

    private static final double[] EDGES = {1, 2, 4, 8, 16};
    private static final double[] PRIOR = {0.01, 0.01, 0.01, 0.01};

    @Test
    void gathersMassWhereAllIntervalsOverlap() {
        double[] fit = MassSegment.spread(
                EDGES, PRIOR, List.of(new Evidence(1, 4, 1), new Evidence(2, 8, 1), new Evidence(1, 8, 1)));
        assertThat(fit[1]).isGreaterThan(2.9);
    }

    @Test
    void putsAJobThatTookLongerBeyondThatTime() {
        double[] fit = MassSegment.spread(EDGES, PRIOR, List.of(new Evidence(8, Double.POSITIVE_INFINITY, 1)));
        assertThat(fit).containsExactly(new double[] {0, 0, 0, 1}, within(1e-9));
    }

    @Test
    void keepsAnExactDurationInItsCell() {
        double[] fit = MassSegment.spread(EDGES, PRIOR, List.of(new Evidence(3, 3, 1)));
        assertThat(fit).containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.fermata.client.schedule.OptimalPollTimesTest#seeds")
    void keepsTheWeightOfAllEvidence(long seed) {
        Random random = new Random(seed);
        Evidence[] evidence = new Evidence[20];
        for (int k = 0; k < evidence.length; k++) {
            int from = random.nextInt(4);
            int to = from + 1 + random.nextInt(4 - from);
            evidence[k] = new Evidence(EDGES[from], EDGES[to], random.nextDouble());
        }
        double[] fit = MassSegment.spread(EDGES, PRIOR, List.of(evidence));
        assertThat(Arrays.stream(fit).sum())
                .isCloseTo(Arrays.stream(evidence).mapToDouble(Evidence::weight).sum(), within(1e-9));
    }
}
