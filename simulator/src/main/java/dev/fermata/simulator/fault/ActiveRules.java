package dev.fermata.simulator.fault;

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
public final class ActiveRules {

    private static final int MOST_RULES = 1_000;
    private static final int MOST_JOBS = 10_000;

    private final long seed;
    private final List<ActiveRule> rules = new ArrayList<>();
    /** What goes wrong with one job only; of too many jobs, the one that was asked for least lately is let go. */
    private final Map<String, List<ActiveRule>> byJob = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<ActiveRule>> eldest) {
            return size() > MOST_JOBS;
        }
    };

    private long added;
    /** So that there is no lock to take while nothing is planned. */
    private volatile boolean empty = true;

    public ActiveRules(long seed) {
        this.seed = seed;
    }

    /** What everything is drawn from. */
    public long seed() {
        return seed;
    }

    /** Whether no request can go wrong. */
    public boolean isEmpty() {
        return empty;
    }

    /** Puts a rule after those that are there, and says under which id. */
    public synchronized String add(FaultRuleSpec rule) {
        if (rules.size() == MOST_RULES) {
            throw new IllegalArgumentException(
                    "there are " + MOST_RULES + " rules, and no more are allowed; remove some first");
        }
        String id = "fault-" + ++added;
        rules.add(new ActiveRule(id, rule));
        empty = false;
        return id;
    }

    /** Says whether there was one. */
    public synchronized boolean remove(String id) {
        boolean removed = rules.removeIf(rule -> rule.id().equals(id));
        for (List<ActiveRule> some : byJob.values()) {
            removed |= some.removeIf(rule -> rule.id().equals(id));
        }
        byJob.values().removeIf(List::isEmpty);
        empty = rules.isEmpty() && byJob.isEmpty();
        return removed;
    }

    /**
     * Has something go wrong with requests for that job, tried before the rules for all. At most 10,000 jobs. What is
     * drawn with a job is no longer a rule by then, and left out.
     */
    public synchronized void addFor(String job, List<FaultRuleSpec> some) {
        List<ActiveRule> planned = new ArrayList<>();
        for (FaultRuleSpec rule : some) {
            if (!rule.fault().ofJobs()) {
                planned.add(new ActiveRule("fault-" + (planned.size() + 1) + "-of-" + job, rule.job(job)));
            }
        }
        if (!planned.isEmpty()) {
            byJob.put(job, planned);
            empty = false;
        }
    }

    /** Forgets all rules and counts, and takes these. What goes wrong with one job only stays. */
    public synchronized void replace(List<FaultRuleSpec> others) {
        rules.clear();
        added = 0;
        empty = byJob.isEmpty();
        others.forEach(this::add);
    }

    /** Forgets what goes wrong with one job only. */
    public synchronized void forgetJobs() {
        byJob.clear();
        empty = rules.isEmpty();
    }

    /** By id, in the order in which they are tried. */
    public synchronized Map<String, FaultRuleSpec> rules() {
        Map<String, FaultRuleSpec> byId = new LinkedHashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule.rule()));
        return byId;
    }

    /** What goes wrong with one job only, by id, of so many jobs at most: those that were asked for last. */
    public synchronized Map<String, FaultRuleSpec> rulesOfJobs(int most) {
        Map<String, FaultRuleSpec> byId = new LinkedHashMap<>();
        byJob.values().stream()
                .skip(Math.max(0, byJob.size() - most))
                .forEach(some -> some.forEach(rule -> byId.put(rule.id(), rule.rule())));
        return byId;
    }

    /** What goes wrong with that job only. */
    public synchronized Map<String, FaultRuleSpec> rulesOf(String job) {
        Map<String, FaultRuleSpec> byId = new LinkedHashMap<>();
        // Not get(): who only looks does not ask for the job.
        byJob.forEach((each, some) -> {
            if (each.equals(job)) {
                some.forEach(rule -> byId.put(rule.id(), rule.rule()));
            }
        });
        return byId;
    }

    /** Counts the request, and says what goes wrong with it. */
    public FaultDecision decide(RequestFacts request) {
        return empty ? FaultDecision.NONE : decided(request);
    }

    private synchronized FaultDecision decided(RequestFacts request) {
        FaultDecision.Builder builder = new FaultDecision.Builder(request, seed);
        if (request.job() != null) {
            byJob.getOrDefault(request.job(), List.of()).forEach(builder::add);
        }
        rules.forEach(builder::add);
        return builder.build();
    }
}
