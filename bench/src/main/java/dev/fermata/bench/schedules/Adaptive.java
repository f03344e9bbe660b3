package dev.fermata.bench.schedules;

import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The client's own schedule, with what it has learned. */
record Adaptive(PollSchedule schedule, DurationHistory history) implements PollTimes {

    private static final String KIND = "bench";

    static Adaptive cold(double patience) {
        DurationHistory history = DurationHistory.inMemory();
        return new Adaptive(PollSchedule.adaptive(duration(patience), history), history);
    }

    /** After this many jobs, whose durations the backend stated. */
    static Adaptive after(int jobs, JobDurations durations, double patience, RandomGenerator random) {
        Adaptive adaptive = cold(patience);
        for (int i = 0; i < jobs; i++) {
            adaptive.history.exact(KIND, duration(durations.draw(random)));
        }
        return adaptive;
    }

    @Override
    public double next(int number, double age, RandomGenerator random) {
        PollContext context =
                PollContext.builder(number, duration(age)).kind(KIND).build();
        return age + schedule.pause(context, random.nextDouble()).toNanos() / 1e9;
    }

    /** Waits for one job, and records what the polls showed: that it ended between two of them. */
    void waitFor(double length, RandomGenerator random) {
        double before;
        double age = 0;
        int number = 0;
        do {
            before = age;
            age = next(number++, age, random);
        } while (age <= length);
        history.between(KIND, duration(before), duration(age));
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
