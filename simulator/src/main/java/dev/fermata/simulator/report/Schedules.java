package dev.fermata.simulator.report;

import dev.fermata.simulator.report.ClientReport.Peer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Replays schedules on the durations of jobs, and finds the best one. Pure; times are in seconds from the submission. */
final class Schedules {

    /** A job that lasts longer than so many polls is not followed to its end. */
    private static final int MOST_POLLS = 100_000;

    /**
     * How real clients poll.
     *
     * @param first when the first poll is sent
     * @param next the pause after a pause
     */
    private record Known(String name, double first, double pause, DoubleUnaryOperator next) {

        Peer replay(double[] durations, double patience) {
            double requests = 0;
            double delay = 0;
            for (double duration : durations) {
                double at = first;
                double pause = this.pause;
                int polls = 1;
                while (at < duration && polls < MOST_POLLS) {
                    at += pause;
                    pause = next.applyAsDouble(pause);
                    polls++;
                }
                requests += polls;
                delay += Math.max(0, at - duration);
            }
            requests /= durations.length;
            delay /= durations.length;
            return new Peer(name, requests, delay, patience * requests + delay);
        }
    }

    private static final List<Known> KNOWN = List.of(
            new Known("every 100 ms (fal, Python)", 0, 0.1, same()),
            new Known("every 0.5 s (Replicate, fal JavaScript)", 0, 0.5, same()),
            new Known("every 1 s", 0, 1, same()),
            new Known("every 2 s (Azure core-lro)", 0, 2, same()),
            new Known("every 5 s (many cloud waiters)", 0, 5, same()),
            new Known("every 10 s (AWS Transcribe)", 0, 10, same()),
            new Known("every 30 s (Azure core, Elastic Transcoder)", 0, 30, same()),
            new Known("1, 2, 4 ... 15 s (the small system)", 0, 1, upTo(15, 2)),
            new Known("2, 4, 8 ... 30 s (HeyGen's command line)", 0, 2, upTo(30, 2)),
            new Known("5, 7.5 ... 45 s (Google gax)", 0, 5, upTo(45, 1.5)));

    private Schedules() {}

    private static DoubleUnaryOperator same() {
        return pause -> pause;
    }

    private static DoubleUnaryOperator upTo(double most, double factor) {
        return pause -> Math.min(most, pause * factor);
    }

    /** What each known schedule costs, the cheapest first. */
    static List<Peer> peers(double[] durations, double patience) {
        return KNOWN.stream()
                .map(known -> known.replay(durations, patience))
                .sorted(Comparator.comparingDouble(Peer::cost))
                .toList();
    }

    /**
     * The cost of the best schedule for jobs with these durations. Some best schedule polls only at durations. So from the i-th one on:
     * {@code cost(i) = min over j > i of patience x (n - i) + the delays of i..j until j + cost(j)}.
     */
    static double best(double[] durations, double patience) {
        double[] sorted = durations.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        double[] sums = new double[count + 1];
        for (int i = 0; i < count; i++) {
            sums[i + 1] = sums[i] + sorted[i];
        }
        double[] cost = new double[count + 1];
        for (int i = count - 1; i >= 0; i--) {
            cost[i] = Double.MAX_VALUE;
            for (int j = i + 1; j <= count; j++) {
                double delay = (j - i) * sorted[j - 1] - (sums[j] - sums[i]);
                if (delay > cost[i]) {
                    break; // It only grows.
                }
                cost[i] = Math.min(cost[i], patience * (count - i) + delay + cost[j]);
            }
        }
        return cost[0] / count;
    }
}
