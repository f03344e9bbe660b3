package dev.fermata.simulator.report;

import java.util.Arrays;

/**
 * The detection delay of a client, in seconds: from the end of a job until a response showed it. The quantiles are those of the last
 * 1,000 jobs.
 *
 * @param shareOfJob the mean delay divided by the mean duration of the jobs
 */
public record Delay(double mean, double p50, double p95, double worst, double shareOfJob) {

    /**
     * @param delays at least one, in seconds; of the same jobs as the durations
     * @param mean of all jobs, as the next two
     */
    public static Delay of(double[] delays, double mean, double worst, double meanDuration) {
        double[] sorted = delays.clone();
        Arrays.sort(sorted);
        return new Delay(
                mean,
                quantile(sorted, 0.5),
                quantile(sorted, 0.95),
                worst,
                meanDuration == 0 ? 0 : mean / meanDuration);
    }

    private static double quantile(double[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
    }
}
