package dev.fermata.simulator.ledger;

import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Offence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How often one client kept and broke one rule. */
final class RuleCount {

    /** Enough to see what went wrong; many clients have them. */
    private static final int KEPT = 3;

    /** Most counts need none. Without lists between them, counts lie side by side in memory and are read faster. */
    private List<Offence> first = List.of();

    private long checked;
    private long broken;
    private int lastChecked = -1;
    private int lastBroken = -1;

    /** A situation in which the client could break the rule. */
    void check() {
        checked++;
    }

    /** A request that could break the rule. It counts once, however many jobs it is for. */
    void check(SeenRequest request) {
        if (lastChecked != request.number) {
            lastChecked = request.number;
            checked++;
        }
    }

    /** @param how asked for the first times only, because a client can break a rule with each request */
    void broken(Supplier<Offence> how) {
        if (++broken <= KEPT) {
            first = broken == 1 ? new ArrayList<>(KEPT) : first;
            first.add(how.get());
        }
    }

    /** A request breaks the rule. It counts once, too. */
    void broken(SeenRequest request, Supplier<String> how) {
        if (lastBroken != request.number) {
            lastBroken = request.number;
            broken(() -> request.offence(how.get()));
        }
    }

    /** A copy, to which a report adds what is true at its time only. */
    RuleCount copy() {
        RuleCount copy = new RuleCount();
        copy.checked = checked;
        copy.broken = broken;
        copy.first = new ArrayList<>(first);
        return copy;
    }

    /** @param doubtful whether the client may have broken the rule without a trace, or had no chance to. Then it never passes */
    RuleResult result(Rule rule, boolean doubtful) {
        if (doubtful && broken == 0) {
            return RuleResult.of(rule, 0, 0, first);
        }
        // In one situation, a client can break a rule with several requests.
        return RuleResult.of(rule, Math.max(checked, broken), broken, first);
    }
}
