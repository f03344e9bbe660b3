package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.ClientReport.Delay;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ends of jobs that one client saw: how late, and how long the jobs took, in seconds. The last 500 are kept. */
final class Ends {

    private static final int KEPT = 500;

    private double[] delays = {};
    private double[] durations = {};
    private int count;
    private double sumOfDelays;
    private double sumOfDurations;
    private double worst;

    void add(double delay, double duration) {
        int place = count++ % KEPT;
        if (place == delays.length) {
            int more = Math.min(KEPT, 2 * place + 4);
            delays = Arrays.copyOf(delays, more);
            durations = Arrays.copyOf(durations, more);
        }
        delays[place] = delay;
        durations[place] = duration;
        sumOfDelays += delay;
        sumOfDurations += duration;
        worst = Math.max(worst, delay);
    }

    int count() {
        return count;
    }

    /** Of the last ones. */
    double[] durations() {
        return Arrays.copyOf(durations, Math.min(count, KEPT));
    }

    @Nullable
    Delay delay() {
        double[] last = Arrays.copyOf(delays, Math.min(count, KEPT));
        return count == 0 ? null : Delay.of(last, sumOfDelays / count, worst, sumOfDurations / count);
    }
}
