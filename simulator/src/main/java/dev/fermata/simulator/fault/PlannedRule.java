package dev.fermata.simulator.fault;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.engine.Dice;
import java.time.Duration;

/** A rule at work: with an id, and with what it has counted. Not thread-safe. */
final class PlannedRule {

    private final String id;
    private final FaultRule rule;
    private final Matching matching;
    private final Counts counts = new Counts();

    PlannedRule(String id, FaultRule rule) {
        this.id = id;
        this.rule = rule;
        this.matching = new Matching(rule);
    }

    String id() {
        return id;
    }

    FaultRule rule() {
        return rule;
    }

    /** A number for this rule and what is counted: one count, and one stream of draws, for each. */
    long stream(Exchange exchange) {
        return Dice.stream(id + " " + exchange.counted());
    }

    /** Counts the request when it is one of the rule's, and says at which count the rule strikes; 0 when it does not. */
    long strikes(Exchange exchange, long seed) {
        if (rule.fault().ofJobs() || !matching.holds(exchange) || !isYoungEnough(exchange)) {
            return 0;
        }
        long stream = stream(exchange);
        long count = counts.next(stream);
        boolean counted = (rule.first() == 0 || count <= rule.first()) && count % rule.every() == 0;
        boolean drawn = rule.chance() == 1 || Dice.uniform(seed, stream, 2 * count) < rule.chance();
        return counted && drawn ? count : 0;
    }

    private boolean isYoungEnough(Exchange exchange) {
        if (!(rule.fault() instanceof Fault.NotFound fault)) {
            return true;
        }
        Duration age = exchange.asksForJobs() ? exchange.age().get() : null;
        return age != null && age.compareTo(fault.lasting()) < 0;
    }
}
