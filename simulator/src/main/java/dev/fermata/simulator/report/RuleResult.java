package dev.fermata.simulator.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client keeps one rule.
 *
 * @param checked in how many situations the client could have broken it
 * @param broken in how many it did
 * @param first the first few requests that broke it
 */
public record RuleResult(Rule rule, Verdict verdict, long checked, long broken, List<Offence> first) {

    /** Whether a client keeps a rule. A rule that was not tested is never passed. */
    public enum Verdict {
        PASS,
        FAIL,
        /** The client met no situation in which it could have broken the rule. */
        NOT_TESTED;

        /** As in JSON. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A request that broke a rule.
     *
     * @param at the simulator's time, such as {@code 2026-01-02T03:04:05Z}; empty for several requests
     * @param request method and path
     * @param job the id; null if the request is for no single job
     * @param detail what was wrong
     */
    public record Offence(
            String at, String request, @Nullable String job, String detail) {

        @Override
        public String toString() {
            return (at.isEmpty() ? "" : at + ": ") + request + ", " + detail;
        }
    }

    public RuleResult {
        first = List.copyOf(first);
    }

    /** The verdict follows from the counts. */
    public static RuleResult of(Rule rule, long checked, long broken, List<Offence> first) {
        Verdict verdict = checked == 0 ? Verdict.NOT_TESTED : broken == 0 ? Verdict.PASS : Verdict.FAIL;
        return new RuleResult(rule, verdict, checked, broken, first);
    }

    /** In one line, with the first request that broke it. */
    @Override
    public String toString() {
        String line = rule + ": " + verdict.toString().replace('_', ' ') + " (" + broken + " of " + checked + ")";
        return first.isEmpty() ? line : line + ", first at " + first.get(0);
    }
}
