package dev.fermata.client.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimalPollTimesTest {

    /** New seeds in each run. The name of a failing test shows its seed. */
    static LongStream seeds() {
        return new Random().longs(40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void costsWhatTheBestSubsetCosts(long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(12);
        double[] points = new double[n + 1];
        double[] weights = new double[n + 1];
        for (int i = 1; i <= n; i++) {
            points[i] = points[i - 1] + 0.01 + random.nextDouble() * 20;
            weights[i] = random.nextInt(4) == 0 ? 0 : random.nextDouble();
        }
        weights[n] += 0.1;
        double patience = 0.1 + random.nextDouble() * 5;

        OptimalPollTimes polls = new OptimalPollTimes(points, weights, points, patience);

        assertThat(polls.cost()).isCloseTo(leastOfAllSubsets(points, weights, patience), within(1e-9));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void pausesAsTheBestSubsetDoes(long seed) {
        Random random = new Random(seed);
        int n = 12;
        double[] points = new double[n + 1];
        double[] weights = new double[n + 1];
        for (int i = 1; i <= n; i++) {
            points[i] = points[i - 1] + 1 + random.nextDouble() * 20;
            weights[i] = 0.1 + random.nextDouble();
        }
        OptimalPollTimes polls = new OptimalPollTimes(points, weights, points, 1);
        List<Double> walked = new ArrayList<>();
        for (double age = 0; age < points[n]; ) {
            age = nearest(points, age + polls.pause(age, age, 0.5));
            walked.add(age);
        }

        double[] times = walked.stream().mapToDouble(t -> t).toArray();

        assertThat(cost(times, points, weights, 1)).isLessThan(1.05 * leastOfAllSubsets(points, weights, 1));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void pausesForMoreThanZeroAtAnyAge(long seed) {
        Random random = new Random(seed);
        OptimalPollTimes polls = new OptimalPollTimes(
                new double[] {0, 1, 2, 50}, new double[] {0, 1, 0, 1}, new double[] {0, 1, 2, 50}, 1);
        for (int i = 0; i < 100; i++) {
            double age = Math.exp(random.nextDouble() * 20 - 10);
            assertThat(polls.pause(age, age, random.nextDouble())).isPositive();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void growsTheGapByAboutAQuarterBeyondTheLastPoint(long seed) {
        Random random = new Random(seed);
        OptimalPollTimes polls =
                new OptimalPollTimes(new double[] {0, 1, 2}, new double[] {0, 1, 1}, new double[] {0, 1, 2}, 1);
        double age = 2 + random.nextDouble();
        double pause = polls.pause(age, age, 0.5);
        assertThat(polls.pause(age + pause, age + pause, 0.5)).isCloseTo(1.25 * pause, within(1e-9));
    }

    private static double nearest(double[] points, double time) {
        double best = points[1];
        for (double point : points) {
            best = point > 0 && Math.abs(point - time) < Math.abs(best - time) ? point : best;
        }
        return best;
    }

    private static double leastOfAllSubsets(double[] points, double[] weights, double patience) {
        int n = points.length - 1;
        double least = Double.POSITIVE_INFINITY;
        // There is always a poll at the last point, or the jobs that end there would never be detected.
        for (int subset = 0; subset < 1 << (n - 1); subset++) {
            double[] times = new double[Integer.bitCount(subset) + 1];
            int at = 0;
            for (int i = 1; i < n; i++) {
                if ((subset >> (i - 1) & 1) == 1) {
                    times[at++] = points[i];
                }
            }
            times[at] = points[n];
            least = Math.min(least, cost(times, points, weights, patience));
        }
        return least;
    }

    /** The mean cost of a wait, straight from the definition: job by job, poll by poll. */
    private static double cost(double[] times, double[] points, double[] weights, double patience) {
        double cost = 0;
        double total = 0;
        for (int i = 1; i < points.length; i++) {
            int poll = 0;
            while (times[poll] < points[i]) {
                poll++;
            }
            cost += weights[i] * (patience * (poll + 1) + times[poll] - points[i]);
            total += weights[i];
        }
        return cost / total;
    }
}
