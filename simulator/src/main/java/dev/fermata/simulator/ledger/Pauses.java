package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Offence;
import java.util.List;
import java.util.Locale;

/**
 * The pauses of one client after failures without {@code Retry-After}. Pauses with jitter are judged by their mean: one of them may
 * be shorter than the one before it.
 */
final class Pauses {

    /** Pauses after so many failures in a row are counted together. */
    private static final int MOST = 3;

    private static final int FEWEST_GROWING = 2;
    private static final int FEWEST_JITTERED = 4;
    /** Doubling without jitter grows by 4 from the first to the third pause. */
    private static final double GROWS = 1.4;
    /** The difference of the longest and the shortest pause, as a part of the mean. Timers alone differ by less. */
    private static final double VARIES = 0.12;
    /** A smaller difference can come from the network. */
    private static final double NOISE_MICROS = 50e3;
    /** A pause this long need not grow any more. */
    private static final double LONG_MICROS = 30e6;

    private final double[] sums = new double[MOST];
    private final int[] counts = new int[MOST];
    private double shortest = Double.MAX_VALUE;
    private double longest;

    /** @param failures how many came in a row before the pause, from 1 */
    void add(int failures, long micros) {
        int place = Math.min(failures, MOST) - 1;
        sums[place] += micros;
        counts[place]++;
        if (place == 0) {
            shortest = Math.min(shortest, micros);
            longest = Math.max(longest, micros);
        }
    }

    RuleResult growing() {
        int last = MOST - 1;
        return result(
                Rule.GROWING_PAUSE,
                counts[0] < FEWEST_GROWING || counts[last] < FEWEST_GROWING ? 0 : counts[last],
                mean(last) >= Math.min(LONG_MICROS, GROWS * mean(0)),
                "after one failure it waits for %.2f s, after three or more for %.2f s (mean)",
                mean(0),
                mean(last));
    }

    RuleResult jitter() {
        return result(
                Rule.JITTER,
                counts[0] < FEWEST_JITTERED ? 0 : counts[0],
                longest - shortest >= Math.max(NOISE_MICROS, VARIES * mean(0)),
                "after one failure it waits for %.2f to %.2f s",
                shortest,
                longest);
    }

    private double mean(int place) {
        return sums[place] / counts[place];
    }

    private static RuleResult result(Rule rule, long checked, boolean kept, String detail, double one, double other) {
        if (checked == 0 || kept) {
            return RuleResult.of(rule, checked, 0, List.of());
        }
        String said = String.format(Locale.ROOT, detail, one / 1e6, other / 1e6);
        return RuleResult.of(rule, checked, 1, List.of(new Offence("", "all requests after failures", null, said)));
    }
}
