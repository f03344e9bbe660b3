package dev.fermata.bench.peers;

import java.util.Arrays;

/**
 * How one library waited for the jobs of one distribution.
 *
 * @param requests what the simulator counted, for all jobs together
 * @param delays from the end of each job until it was known, in seconds of the simulator, in order of size
 * @param lengths how long the jobs took, in seconds of the simulator
 */
record Sample(long requests, double[] delays, double[] lengths) {

    double jobSeconds() {
        return Arrays.stream(lengths).sum();
    }

    double longest() {
        return Arrays.stream(lengths).max().orElseThrow();
    }

    /** As many requests as it takes, one job at a time, when each is held for so many seconds. */
    double fewestHeld(double seconds) {
        return Arrays.stream(lengths).map(length -> Math.ceil(length / seconds)).sum();
    }

    double requestsPerJob() {
        return (double) requests / delays.length;
    }

    double requestsPerJobMinute() {
        return requests * 60 / jobSeconds();
    }

    double meanDelay() {
        return Arrays.stream(delays).average().orElseThrow();
    }

    double delay(double quantile) {
        return delays[(int) Math.min(delays.length - 1, Math.ceil(quantile * delays.length) - 1)];
    }

    /** What a wait cost on average, in seconds. */
    double cost(double patience) {
        return patience * requestsPerJob() + meanDelay();
    }
}
