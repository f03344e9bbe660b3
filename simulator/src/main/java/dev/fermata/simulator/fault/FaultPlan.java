package dev.fermata.simulator.fault;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.engine.Micros;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules at work. What it decides follows from the rules, the seed, and how often the same job or route was asked for
 * before; who asked for others meanwhile changes nothing.
 *
 * <p>Safe for use by many threads.
 */
public final class FaultPlan {

    private static final int MOST_RULES = 1_000;

    private final long seed;
    private final List<PlannedRule> rules = new ArrayList<>();
    private long added;
    /** So that there is no lock to take while nothing is planned. */
    private volatile boolean empty = true;

    public FaultPlan(long seed) {
        this.seed = seed;
    }

    /** Whether no request can go wrong. */
    public boolean isEmpty() {
        return empty;
    }

    /** Puts a rule after those that are there, and says under which id. */
    public synchronized String add(FaultRule rule) {
        if (rules.size() == MOST_RULES) {
            throw new IllegalArgumentException(
                    "there are " + MOST_RULES + " rules, and no more are allowed; remove some first");
        }
        String id = "fault-" + ++added;
        rules.add(new PlannedRule(id, rule));
        empty = false;
        return id;
    }

    /** Says whether there was one. */
    public synchronized boolean remove(String id) {
        boolean removed = rules.removeIf(rule -> rule.id().equals(id));
        empty = rules.isEmpty();
        return removed;
    }

    /** Forgets all rules and counts, and takes these. */
    public synchronized void replace(List<FaultRule> others) {
        rules.clear();
        added = 0;
        empty = true;
        others.forEach(this::add);
    }

    /** By id, in the order in which they are tried. */
    public synchronized Map<String, FaultRule> rules() {
        Map<String, FaultRule> byId = new LinkedHashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule.rule()));
        return byId;
    }

    /** Counts the request, and says what goes wrong with it. */
    public Strike decide(Exchange exchange) {
        return empty ? Strike.NONE : struck(exchange);
    }

    private synchronized Strike struck(Exchange exchange) {
        long micros = 0;
        Fault fault = null;
        List<String> ids = new ArrayList<>(0);
        for (PlannedRule rule : rules) {
            // Counted whether or not another rule was faster, or one rule's count would depend on another's luck.
            long count = rule.strikes(exchange, seed);
            if (count > 0 && rule.rule().fault() instanceof Fault.Latency latency) {
                micros += Micros.of(latency.time().draw(seed ^ rule.stream(exchange), 2 * count + 1));
                ids.add(rule.id());
            } else if (count > 0 && fault == null) {
                fault = rule.rule().fault();
                ids.add(rule.id());
            }
        }
        return ids.isEmpty() ? Strike.NONE : new Strike(micros, fault, ids);
    }
}
