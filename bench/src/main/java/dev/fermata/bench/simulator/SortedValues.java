package dev.fermata.bench.simulator;

import java.util.Arrays;

/** Measured values, in order. */
record SortedValues(double[] sorted) {

    static SortedValues of(double... values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return new SortedValues(copy);
    }

    /** The smallest value that at least this part of all does not exceed; 0.5 is the median, 1 the greatest. */
    double quantile(double part) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    double median() {
        return quantile(0.5);
    }

    double greatest() {
        return quantile(1);
    }

    double least() {
        return sorted.length == 0 ? Double.NaN : sorted[0];
    }
}
