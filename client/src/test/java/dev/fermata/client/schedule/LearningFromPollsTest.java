package dev.fermata.client.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Jobs that take 5 to 60 s, evenly spread, at a patience of 5 s, where only polls show how long they took. Virtual time, fixed
 * seeds. Without early polls at random, some clients stay at one late poll for each job.
 */
class LearningFromPollsTest {

    private static final double SHORTEST = 5;
    private static final double LONGEST = 60;
    private static final double PATIENCE = 5;

    /** The cost of the best schedule that knows the distribution (docs/polling.md). */
    private static final double BEST = 18.23;

    private static final int CLIENTS = 30;
    private static final int JOBS = 60;

    @Test
    void leavesNoClientWithABadScheduleAfterSixtyJobs() {
        double[] costs = LongStream.range(0, CLIENTS)
                .parallel()
                .mapToDouble(LearningFromPollsTest::costAfterAllJobs)
                .toArray();
        for (int seed = 0; seed < CLIENTS; seed++) {
            assertThat(costs[seed]).as("cost / best of seed %s", seed).isLessThan(1.5);
        }
        assertThat(DoubleStream.of(costs).average().orElseThrow()).isLessThan(1.15);
    }

    private static double costAfterAllJobs(long seed) {
        Random random = new Random(seed);
        DurationHistory history = DurationHistory.inMemory();
        PollSchedule schedule = PollSchedule.adaptive(duration(PATIENCE), history);
        for (int job = 0; job < JOBS; job++) {
            double length = SHORTEST + (LONGEST - SHORTEST) * random.nextDouble();
            double before;
            double age = 0;
            int number = 0;
            do {
                before = age;
                age += pause(schedule, number++, age, random);
            } while (age < length);
            history.between("", duration(before), duration(age));
        }
        return cost(schedule, random) / BEST;
    }

    /** Over all durations exactly, and over the random numbers of the schedule by 20 draws. */
    private static double cost(PollSchedule schedule, Random random) {
        int draws = 20;
        double sum = 0;
        for (int draw = 0; draw < draws; draw++) {
            double age = 0;
            double ended = 0;
            for (int number = 0; ended < 1; number++) {
                age += pause(schedule, number, age, random);
                double now = Math.min(1, Math.max(0, (age - SHORTEST) / (LONGEST - SHORTEST)));
                sum += PATIENCE * (1 - ended) + age * (now - ended);
                ended = now;
            }
        }
        return sum / draws - (SHORTEST + LONGEST) / 2;
    }

    private static double pause(PollSchedule schedule, int number, double age, Random random) {
        PollContext context = PollContext.builder(number, duration(age)).build();
        return PollContext.seconds(schedule.pause(context, random.nextDouble()));
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
