package dev.fermata.bench.scale;

import java.time.Duration;

/** The schedule of the small system's client: polls at once, then after 1, 2, 4, 8, 15, 15 ... seconds. */
final class SmallSystem {

    private SmallSystem() {}

    /** How many requests it sends for jobs that end evenly, the first of them so long after all waits began. */
    static double requests(int count, double endsPerSecond, Duration firstEnd) {
        double requests = 0;
        for (int i = 0; i < count; i++) {
            requests += polls(firstEnd.toNanos() / 1e9 + i / endsPerSecond);
        }
        return requests;
    }

    /** Up to the first poll that is not before the end. */
    static int polls(double end) {
        int polls = 1;
        double pause = 1;
        for (double at = 0; at < end; polls++) {
            at += pause;
            pause = Math.min(15, 2 * pause);
        }
        return polls;
    }
}
