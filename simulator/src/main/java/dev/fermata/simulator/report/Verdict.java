package dev.fermata.simulator.report;

import java.util.Locale;

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
