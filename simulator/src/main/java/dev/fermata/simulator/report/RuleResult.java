package dev.fermata.simulator.report;

import java.util.List;

/**
 * Whether a client keeps one rule.
 *
 * @param checked in how many situations the client could have broken it
 * @param broken in how many it did
 * @param first the first few requests that broke it
 */
public record RuleResult(Rule rule, Verdict verdict, long checked, long broken, List<Offence> first) {

    public RuleResult {
        first = List.copyOf(first);
    }

    /** In one line, with the first request that broke it. */
    @Override
    public String toString() {
        String line = rule + ": " + verdict.toString().replace('_', ' ') + " (" + broken + " of " + checked + ")";
        return first.isEmpty()
                ? line
                : line + ", first at " + first.get(0).at() + ": " + first.get(0).request() + ", "
                        + first.get(0).detail();
    }
}
