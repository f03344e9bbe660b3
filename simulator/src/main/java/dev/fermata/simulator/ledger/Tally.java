package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.Offence;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.Verdict;
import java.util.ArrayList;
import java.util.List;

/** How often one client kept and broke one rule. */
final class Tally {

    /** Enough to see what went wrong; many clients have them. */
    private static final int KEPT = 3;

    private long checked;
    private long broken;
    private final List<Offence> first = new ArrayList<>(0);

    /** A copy, to which a report adds what is true at its time only. */
    Tally copy() {
        Tally copy = new Tally();
        copy.checked = checked;
        copy.broken = broken;
        copy.first.addAll(first);
        return copy;
    }

    /** A situation in which the client could break the rule. */
    void check() {
        checked++;
    }

    /** The client broke the rule. Returns whether to {@link #add} how: only the first times, because it can do so with each request. */
    boolean breaks() {
        broken++;
        return first.size() < KEPT;
    }

    void add(Offence offence) {
        first.add(offence);
    }

    RuleResult result(Rule rule) {
        // A request can break a rule several times, in as many situations.
        long times = Math.max(checked, broken);
        return new RuleResult(
                rule,
                times == 0 ? Verdict.NOT_TESTED : broken == 0 ? Verdict.PASS : Verdict.FAIL,
                times,
                broken,
                first);
    }
}
