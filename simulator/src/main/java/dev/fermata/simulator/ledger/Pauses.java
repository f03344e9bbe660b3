package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Offence;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The pauses of one client after failures without {@code Retry-After}. Pauses with jitter are judged by their mean: one of them may
 * be shorter than the one before it.
 */
final class Pauses {

    /** Pauses after one failure, after two in a row, and after three or more. */
    private final Group[] groups = {new Group(), new Group(), new Group()};

    /** Fewer pauses say little, unless there are many later ones. */
    private static final int FEWEST_GROWING = 2;

    private static final int FEWEST_JITTERED = 4;
    private static final int MANY = 10;
    /** Doubling without jitter grows by 4 from the first to the third pause. */
    private static final double GROWS = 1.4;
    /** The standard deviation, as a part of the mean. Timers alone differ by less. */
    private static final double VARIES = 0.035;
    /** A smaller difference can come from the network. */
    private static final double NOISE_SECONDS = 0.015;
    /** A pause this long need not grow any more. */
    private static final double LONG_SECONDS = 30;

    private static final class Group {
        int count;
        double sum;
        double squares;
        /** The first request after such a pause. */
        @Nullable
        Offence first;

        double mean() {
            return sum / count;
        }

        double deviation() {
            return Math.sqrt(Math.max(0, squares / count - mean() * mean()));
        }

        boolean varies() {
            return deviation() >= Math.max(NOISE_SECONDS, VARIES * mean());
        }
    }

    /**
     * @param failures how many came in a row before the pause, from 1
     * @param request the one after it
     */
    void add(int failures, double seconds, SeenRequest request) {
        Group group = groups[Math.min(failures, groups.length) - 1];
        group.count++;
        group.sum += seconds;
        group.squares += seconds * seconds;
        group.first = group.first == null ? request.offence("") : group.first;
    }

    RuleResult growing() {
        Group first = groups[0];
        Group later = groups[groups.length - 1];
        boolean enough = Math.min(first.count, later.count) >= FEWEST_GROWING || first.count > 0 && later.count >= MANY;
        return result(
                Rule.GROWING_PAUSE,
                later.first,
                enough ? later.count : 0,
                later.mean() >= Math.min(LONG_SECONDS, GROWS * first.mean()),
                "after one failure it waits for %.2f s, after three or more for %.2f s (mean)",
                first.mean(),
                later.mean());
    }

    RuleResult jitter() {
        Group first = groups[0];
        Group later = groups[groups.length - 1];
        // Later pauses may also differ because they grow.
        boolean same = first.count < FEWEST_JITTERED && later.count >= MANY && !later.varies();
        Group judged = same ? later : first;
        return result(
                Rule.JITTER,
                judged.first,
                judged.count < FEWEST_JITTERED ? 0 : judged.count,
                judged.varies(),
                "after failures it waits for %.2f s, with a standard deviation of %.3f s",
                judged.mean(),
                judged.deviation());
    }

    private static RuleResult result(
            Rule rule, @Nullable Offence first, long checked, boolean kept, String detail, double one, double other) {
        if (checked == 0 || kept || first == null) {
            return RuleResult.of(rule, checked, 0, List.of());
        }
        String said = String.format(Locale.ROOT, detail, one, other);
        return RuleResult.of(rule, checked, 1, List.of(new Offence(first.at(), first.request(), first.job(), said)));
    }
}
