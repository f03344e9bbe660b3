package dev.fermata.simulator.report;

import dev.fermata.simulator.report.ClientReport.Peer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Replays schedules on the durations of jobs, and finds the best one. Pure; times are in seconds from the submission. */
final class Schedules {

    /**
     * How real clients poll: at once, and then after pauses.
     *
     * @param pause the first one, in seconds
     * @param factor by which they grow
     * @param longest up to this one
     */
    private record Known(String name, double pause, double factor, double longest) {

        private Known(String name, double pause) {
            this(name, pause, 1, pause);
        }

        Peer replay(double[] durations, double patience) {
            double requests = 0;
            double delay = 0;
            for (double duration : durations) {
                double at = 0;
                double next = pause;
                requests++;
                for (; at < duration && next < longest; requests++) {
                    at += next;
                    next = Math.min(longest, next * factor);
                }
                double more = Math.max(0, Math.ceil((duration - at) / longest));
                requests += more;
                delay += Math.max(0, at + more * longest - duration);
            }
            requests /= durations.length;
            delay /= durations.length;
            return new Peer(name, requests, delay, patience * requests + delay);
        }
    }

    private static final List<Known> KNOWN = List.of(
            new Known("every 100 ms (fal, Python)", 0.1),
            new Known("every 0.5 s (Replicate, fal JavaScript)", 0.5),
            new Known("every 1 s", 1),
            new Known("every 2 s (Azure core-lro)", 2),
            new Known("every 5 s (many cloud waiters)", 5),
            new Known("every 10 s (AWS Transcribe)", 10),
            new Known("every 30 s (Azure core, Elastic Transcoder)", 30),
            new Known("1, 2, 4 ... 15 s (the small system)", 1, 2, 15),
            new Known("2, 4, 8 ... 30 s (HeyGen's command line)", 2, 2, 30),
            new Known("5, 7.5 ... 45 s (Google gax)", 5, 1.5, 45));

    private Schedules() {}

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
