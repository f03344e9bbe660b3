package dev.fermata.bench.deadline;

import java.util.Arrays;
import java.util.Locale;

/** How long after the deadline waits returned, in milliseconds and in order of size. Less than nothing is too early. */
record Overruns(double[] millis) {

    Overruns {
        millis = millis.clone();
        Arrays.sort(millis);
    }

    static double of(long start, java.time.Duration maxWait) {
        return (System.nanoTime() - start - maxWait.toNanos()) / 1e6;
    }

    double quantile(double quantile) {
        return millis[(int) Math.max(0, Math.ceil(quantile * millis.length) - 1)];
    }

    double worst() {
        return millis[millis.length - 1];
    }

    /** Four cells of a table: how many, and the median, the 99th percentile and the worst. */
    String cells() {
        return String.format(
                Locale.ROOT, " %d | %.1f | %.1f | %.1f |", millis.length, quantile(0.5), quantile(0.99), worst());
    }
}
