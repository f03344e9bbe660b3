package dev.fermata.simulator.fault;

import dev.fermata.simulator.job.SeededRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/** A rule in use, with its id and its counts. Not thread-safe. */
final class ActiveRule {

    static final int MOST_COUNTS = 100_000;

    private final String id;
    private final FaultRuleSpec rule;
    private final RuleMatcher matcher;
    private final Counts counts = new Counts();

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

    /** A number for this rule and the job or route of the request. Each has a count and a stream of draws of its own. */
    long stream(RequestFacts request) {
        return SeededRandom.stream(id + " " + request.counted());
    }

    /** Counts the request if the conditions hold, and returns the count at which the rule matches; 0 if it does not match. */
    long matches(RequestFacts request, long seed) {
        if (rule.fault().ofJobs() || !matcher.holds(request) || !rule.fault().concerns(request)) {
            return 0;
        }
        long stream = stream(request);
        long count = counts.merge(stream, 1L, Long::sum);
        boolean counted = (rule.first() == 0 || count <= rule.first()) && count % rule.every() == 0;
        boolean drawn = rule.chance() == 1 || SeededRandom.uniform(seed, stream, 2 * count) < rule.chance();
        return counted && drawn ? count : 0;
    }

    /**
     * How many requests there were for each job or route. Bounded: the one without requests for the longest time is forgotten first,
     * and then counted from 1 again.
     */
    private static final class Counts extends LinkedHashMap<Long, Long> {

        private static final long serialVersionUID = 1;

        Counts() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST_COUNTS;
        }
    }
}
