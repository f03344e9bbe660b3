package dev.fermata.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {

    /** All schedules that poll at some of the durations, the last one included. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsTheBestOfAllSchedules(long seed) {
        Random random = new Random(seed);
        double[] durations = random.doubles(10, 1, 100).sorted().toArray();
        double patience = 1 + 10 * random.nextDouble();
        double best = Double.MAX_VALUE;
        for (int chosen = 0; chosen < 1 << 9; chosen++) {
            best = Math.min(best, cost(durations, chosen | 1 << 9, patience));
        }
        assertThat(Schedules.best(durations, patience)).isCloseTo(best, within(1e-9));
    }

    private static double cost(double[] durations, int chosen, double patience) {
        double sum = 0;
        for (int job = 0; job < durations.length; job++) {
            int polls = Integer.bitCount(chosen & (1 << job) - 1) + 1;
            int seen = Integer.numberOfTrailingZeros(chosen >> job) + job;
            sum += patience * polls + durations[seen] - durations[job];
        }
        return sum / durations.length;
    }

    @Test
    void replaysKnownSchedules() {
        double[] thirty = {30};
        assertThat(Schedules.peers(thirty, 1))
                .filteredOn(peer -> peer.schedule().contains("small system"))
                .containsExactly(new ClientReport.Peer("1, 2, 4 ... 15 s (the small system)", 6, 0, 6));
        assertThat(Schedules.peers(new double[] {31}, 1))
                .filteredOn(peer -> peer.schedule().startsWith("every 5 s"))
                .containsExactly(new ClientReport.Peer("every 5 s (many cloud waiters)", 8, 4, 12));
        assertThat(Schedules.peers(thirty, 1)).isSortedAccordingTo((a, b) -> Double.compare(a.cost(), b.cost()));
        assertThat(Arrays.stream(thirty).sum())
                .as("the durations are left as they are")
                .isEqualTo(30);
    }

    @Test
    void countsThePollsOfALongJobWithoutWalkingThroughThem() {
        assertThat(Schedules.peers(new double[] {1e9}, 1))
                .filteredOn(peer -> peer.schedule().equals("every 1 s"))
                .containsExactly(new ClientReport.Peer("every 1 s", 1e9 + 1, 0, 1e9 + 1));
    }
}
