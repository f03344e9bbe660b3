package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.ClientReport.Delay;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ends of jobs that one client saw: how late, and how long the jobs took. The last 500 are kept. */
final class Ends {

    private static final int KEPT = 500;
    private static final double MICROS = 1e6;

    private double[] delays = new double[4];
    private double[] durations = new double[4];
    private long count;
    private double sumOfDelays;
    private double sumOfDurations;
    private double worst;

    void add(long delay, long duration) {
        int place = (int) (count++ % KEPT);
        if (place == delays.length) {
            int more = Math.min(KEPT, 2 * place);
            delays = Arrays.copyOf(delays, more);
            durations = Arrays.copyOf(durations, more);
        }
        delays[place] = delay / MICROS;
        durations[place] = duration / MICROS;
        sumOfDelays += delay / MICROS;
        sumOfDurations += duration / MICROS;
        worst = Math.max(worst, delay / MICROS);
    }

    long count() {
        return count;
    }

    /** Of the last ones, in seconds. */
    double[] durations() {
        return Arrays.copyOf(durations, kept());
    }

    @Nullable
    Delay delay() {
        return count == 0
                ? null
                : Delay.of(Arrays.copyOf(delays, kept()), sumOfDelays / count, worst, sumOfDurations / count);
    }

    private int kept() {
        return (int) Math.min(count, KEPT);
    }
}
