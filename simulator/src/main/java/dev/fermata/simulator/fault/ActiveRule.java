package dev.fermata.simulator.fault;

import dev.fermata.simulator.job.SeededRandom;

/** A rule at work: with an id, and with what it has counted. Not thread-safe. */
final class ActiveRule {

    private final String id;
    private final FaultRuleSpec rule;
    private final RuleMatcher matcher;
    private final RequestCounts counts = new RequestCounts();

    ActiveRule(String id, FaultRuleSpec rule) {
        this.id = id;
        this.rule = rule;
        this.matcher = new RuleMatcher(rule);
    }

    String id() {
        return id;
    }

    FaultRuleSpec rule() {
        return rule;
    }

    /** A number for this rule and what is counted: one count, and one stream of draws, for each. */
    long stream(RequestFacts request) {
        return SeededRandom.stream(id + " " + request.counted());
    }

    /** Counts the request when it is one of the rule's, and says at which count the rule matches; 0 when it does not. */
    long matches(RequestFacts request, long seed) {
        if (rule.fault().ofJobs() || !matcher.holds(request) || !rule.fault().concerns(request)) {
            return 0;
        }
        long stream = stream(request);
        long count = counts.next(stream);
        boolean counted = (rule.first() == 0 || count <= rule.first()) && count % rule.every() == 0;
        boolean drawn = rule.chance() == 1 || SeededRandom.uniform(seed, stream, 2 * count) < rule.chance();
        return counted && drawn ? count : 0;
    }
}
