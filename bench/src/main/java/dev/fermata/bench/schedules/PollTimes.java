package dev.fermata.bench.schedules;

import java.util.random.RandomGenerator;

/** When a waiter polls while the job has not ended. */
@FunctionalInterface
interface PollTimes {

    /**
     * The time of the next poll.
     *
     * @param number the number of polls so far
     * @param age the time of the last poll; 0 if there was none
     */
    double next(int number, double age, RandomGenerator random);

    /** The expected cost of a wait: patience times requests plus delay; exact except for the schedule's own jitter. */
    default double cost(JobDurations durations, double patience, RandomGenerator random, int draws) {
        double sum = 0;
        for (int draw = 0; draw < draws; draw++) {
            double age = 0;
            double below = 0;
            double cost = -durations.mean();
            for (int number = 0; below < 1 - 1e-6; number++) {
                age = next(number, age, random);
                cost += patience * (1 - below);
                double now = durations.below().applyAsDouble(age);
                cost += age * (now - below);
                below = now;
            }
            sum += cost + age * (1 - below);
        }
        return sum / draws;
    }
}
