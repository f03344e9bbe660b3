package dev.fermata.simulator.report;

import dev.fermata.simulator.report.ClientReport.Cost;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well a client waits, in one letter. It follows from the rules and the cost:
 *
 * <ul>
 *   <li>A: no required rule is broken, at most one advice, and the cost is at most 1.5 times the best
 *   <li>B: no required rule is broken, and the cost is at most 3 times the best
 *   <li>C: one required rule is broken, or none but the cost is higher
 *   <li>D: two required rules are broken
 *   <li>F: more are broken
 *   <li>none: it was seen with no job that ended, or was tested by fewer than two rules
 * </ul>
 */
public enum Grade {
    A,
    B,
    C,
    D,
    F,
    NONE;

    private static final int FEWEST_TESTED = 2;

    /** @param cost null if no end of a job was seen */
    static Grade of(List<RuleResult> rules, @Nullable Cost cost) {
        long tested = rules.stream()
                .filter(each -> each.verdict() != Verdict.NOT_TESTED)
                .count();
        if (cost == null || tested < FEWEST_TESTED) {
            return NONE;
        }
        int broken = broken(rules, true);
        if (broken > 0) {
            return broken == 1 ? C : broken == 2 ? D : F;
        }
        if (cost.timesBest() <= 1.5 && broken(rules, false) <= 1) {
            return A;
        }
        return cost.timesBest() <= 3 ? B : C;
    }

    private static int broken(List<RuleResult> rules, boolean required) {
        return (int) rules.stream()
                .filter(each -> each.verdict() == Verdict.FAIL && each.rule().isRequired() == required)
                .count();
    }

    /** Whether it is this grade or a better one. {@link #NONE} is worse than all. */
    public boolean isAtLeast(Grade other) {
        return compareTo(other) <= 0;
    }
}
