package dev.fermata.bench.schedules;

import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * The first wait of the small system's client, which knows neither how long jobs take nor when its job began. The client starts
 * at a random time after the job, polls at once, and then backs off.
 */
final class FirstWaits {

    private static final int DRAWS = 20_000;
    private static final int[] JOBS = {5, 10, 30, 60};
    private static final double[][] OFFSETS = {{0, 15}, {0.5, 1}};

    private FirstWaits() {}

    static void print() {
        Duration first = Duration.ofSeconds(1);
        Duration cap = Duration.ofSeconds(15);
        Map<String, PollSchedule> schedules = new LinkedHashMap<>();
        schedules.put("1, 2, 4, 8, 15, 15 ... s, without jitter", PollSchedule.exponential(first, 2, cap));
        schedules.put(
                "each pause shortened by up to 10 %",
                PollSchedule.exponential(first, 2, cap).withJitter(0.1));
        schedules.put("each poll up to 1 s later than planned", PollSchedule.exponential(first, 2, cap, first));
        StringBuilder text = new StringBuilder("| client starts after the job | schedule |");
        for (int job : JOBS) {
            text.append(Tables.format(" job of %d s |", job));
        }
        text.append(" all |\n|---|---|").append("---|".repeat(JOBS.length + 1)).append('\n');
        for (double[] offsets : OFFSETS) {
            schedules.forEach((name, schedule) -> text.append(row(name, schedule, offsets[0], offsets[1])));
        }
        System.out.println(text);
    }

    private static String row(String name, PollSchedule schedule, double from, double to) {
        StringBuilder text = new StringBuilder(Tables.format("| %s to %s s | %s |", number(from), number(to), name));
        double delays = 0;
        double requests = 0;
        for (int job : JOBS) {
            // The same starts for all schedules, evenly spread.
            Random random = new Random(job);
            double delay = 0;
            int polls = 0;
            for (int draw = 0; draw < DRAWS; draw++) {
                double end = Math.max(0, job - from - (to - from) * (draw + 0.5) / DRAWS);
                double now = 0;
                int number = 0;
                do {
                    now += pause(schedule, number++, now, random);
                } while (now < end);
                delay += now - end;
                polls += number;
            }
            text.append(Tables.format(" %.2f s, %.2f |", delay / DRAWS, (double) polls / DRAWS));
            delays += delay / DRAWS / JOBS.length;
            requests += (double) polls / DRAWS / JOBS.length;
        }
        return text.append(Tables.format(" %.2f s, %.2f |%n", delays, requests)).toString();
    }

    private static double pause(PollSchedule schedule, int number, double now, Random random) {
        PollContext context = PollContext.builder(number, Duration.ofNanos((long) (1e9 * now)))
                .build();
        return schedule.pause(context, random.nextDouble()).toNanos() / 1e9;
    }

    private static String number(double seconds) {
        return seconds == Math.rint(seconds) ? String.valueOf((int) seconds) : String.valueOf(seconds);
    }
}
