package dev.fermata.simulator.fault;

import dev.fermata.simulator.fault.FaultExchange.FaultDecision;
import dev.fermata.simulator.fault.RuleMatcher.RequestFacts;
import dev.fermata.simulator.job.SeededRandom;
import dev.fermata.simulator.setting.MemoryShare;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The rules in use. A decision follows from the rules, the seed, and the number of earlier requests for the same job or route. Requests
 * for other jobs change nothing.
 *
 * <p>Safe for use by many threads.
 */
public final class ActiveRules {

    private static final int MOST_RULES = 1_000;
    private static final int MOST_JOBS = 10_000;
    /** Of all rules. Those of a scenario are not refused, because one body or file has them. */
    private static final long MOST_BYTES = MemoryShare.FAULTS.bytes();

    /** Of all rules together. A count takes about 100 bytes. */
    static final int MOST_COUNTS = MemoryShare.FAULT_COUNTS.count(1_000_000, 100, 1);

    private final long seed;
    private final List<ActiveRule> rules = new ArrayList<>();
    /** Rules for one job only. The job that was asked for least recently is the first. */
    private final Map<String, List<ActiveRule>> byJob = new LinkedHashMap<>(16, 0.75f, true);

    /** About how much memory the rules for single jobs take. */
    private long bytesOfJobs;

    private long added;
    private final Counts counts = new Counts();
    /** So that a request takes no lock while there are no rules. */
    private volatile boolean empty = true;

    public ActiveRules(long seed) {
        this.seed = seed;
    }

    /** Everything is drawn from it. */
    public long seed() {
        return seed;
    }

    /** Whether no request can go wrong. */
    public boolean isEmpty() {
        return empty;
    }

    /** @throws IllegalArgumentException if there is no memory for one more */
    public synchronized void refuseWithoutRoom(FaultRuleSpec rule) {
        long used = bytes(rules) + bytesOfJobs;
        long more = new ActiveRule("", rule, counts).bytes;
        if (used + more > MOST_BYTES) {
            throw new IllegalArgumentException("there is no memory for one more rule of about " + more
                    + " bytes: all rules take " + used + " of " + MOST_BYTES
                    + " bytes. Remove some, send shorter texts, or give the simulator a larger heap");
        }
    }

    /** Adds a rule after the others, and returns its id. */
    public synchronized String add(FaultRuleSpec rule) {
        if (rules.size() == MOST_RULES) {
            throw new IllegalArgumentException(
                    "there are " + MOST_RULES + " rules, and no more are allowed; remove some first");
        }
        String id = "fault-" + ++added;
        rules.add(new ActiveRule(id, rule, counts));
        empty = false;
        return id;
    }

    /** Removes a rule, and returns whether there was one. */
    public synchronized boolean remove(String id) {
        boolean removed = rules.removeIf(rule -> rule.id().equals(id));
        for (List<ActiveRule> some : byJob.values()) {
            removed |= some.removeIf(rule -> rule.id().equals(id));
        }
        byJob.values().removeIf(List::isEmpty);
        bytesOfJobs = byJob.values().stream().mapToLong(ActiveRules::bytes).sum();
        empty = rules.isEmpty() && byJob.isEmpty();
        return removed;
    }

    /**
     * Adds rules for one job, which are tried before the rules for all. To be called if there {@link #hasRoom}. Faults of jobs are left
     * out, because they were drawn with the job.
     */
    public synchronized void addFor(String job, List<FaultRuleSpec> some) {
        List<ActiveRule> planned = new ArrayList<>();
        for (FaultRuleSpec rule : some) {
            if (!rule.fault().ofJobs()) {
                // It counts requests for this job only, so there is one count.
                planned.add(
                        new ActiveRule("fault-" + (planned.size() + 1) + "-of-" + job, rule.job(job), new Counts()));
            }
        }
        if (!planned.isEmpty()) {
            byJob.put(job, planned);
            bytesOfJobs += bytes(planned);
            empty = false;
        }
    }

    /**
     * Whether there is room for the rules of one more submission, which may go beyond the limits. If there is none, the rules of jobs
     * that are over are removed first, those of the job that was asked for least recently before others.
     */
    public synchronized boolean hasRoom(Predicate<String> isOver) {
        Iterator<Map.Entry<String, List<ActiveRule>>> eldest = byJob.entrySet().iterator();
        while (isFull() && eldest.hasNext()) {
            Map.Entry<String, List<ActiveRule>> one = eldest.next();
            if (isOver.test(one.getKey())) {
                bytesOfJobs -= bytes(one.getValue());
                eldest.remove();
            }
        }
        return !isFull();
    }

    private boolean isFull() {
        return byJob.size() >= MOST_JOBS || bytes(rules) + bytesOfJobs >= MOST_BYTES;
    }

    private static long bytes(List<ActiveRule> some) {
        return some.stream().mapToLong(rule -> rule.bytes).sum();
    }

    /** Replaces all rules and counts, but not the rules for single jobs. */
    public synchronized void replace(List<FaultRuleSpec> others) {
        rules.clear();
        counts.clear();
        added = 0;
        empty = byJob.isEmpty();
        others.forEach(this::add);
    }

    /** Removes the rules for single jobs. */
    public synchronized void forgetJobs() {
        byJob.clear();
        bytesOfJobs = 0;
        empty = rules.isEmpty();
    }

    /** By id, in the order in which they are tried. */
    public synchronized Map<String, FaultRuleSpec> rules() {
        Map<String, FaultRuleSpec> byId = new LinkedHashMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule.rule()));
        return byId;
    }

    /** The rules for single jobs, by id, of the jobs that were asked for last, at most that number. */
    public synchronized Map<String, FaultRuleSpec> rulesOfJobs(int most) {
        Map<String, FaultRuleSpec> byId = new LinkedHashMap<>();
        byJob.values().stream()
                .skip(Math.max(0, byJob.size() - most))
                .forEach(some -> some.forEach(rule -> byId.put(rule.id(), rule.rule())));
        return byId;
    }

    /** The rules for this job only, by id. */
    public synchronized Map<String, FaultRuleSpec> rulesOf(String job) {
        Map<String, FaultRuleSpec> byId = new LinkedHashMap<>();
        // Not get(), because looking at the rules is not a request for the job.
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

    /**
     * Tries the rules. Each counts the request also when an earlier one has decided; else the count of one rule would depend on what
     * others drew.
     */
    private synchronized FaultDecision decided(RequestFacts request) {
        List<ActiveRule> ofJob = request.job() == null ? List.of() : byJob.getOrDefault(request.job(), List.of());
        List<ActiveRule> tried = ofJob.isEmpty() ? rules : new ArrayList<>(ofJob);
        if (tried != rules) {
            tried.addAll(rules);
        }
        List<String> ids = new ArrayList<>(0);
        long micros = 0;
        ActiveRule first = null;
        String route = RuleMatcher.nameless(request.route());
        for (ActiveRule rule : tried) {
            long count = rule.matches(request, route, seed);
            if (count == 0) {
                continue;
            }
            OptionalLong delay = rule.rule().fault().delay(seed, rule.stream(request), 2 * count + 1);
            if (delay.isPresent()) {
                micros += delay.getAsLong();
                ids.add(rule.id());
            } else if (first == null) {
                first = rule;
                ids.add(rule.id());
            }
        }
        if (ids.isEmpty()) {
            return FaultDecision.NONE;
        }
        return first == null
                ? new FaultDecision(micros, null, null, ids)
                : new FaultDecision(micros, first.rule().fault(), first.id(), ids);
    }

    /**
     * How many requests there were for each rule and job or route. Bounded: the one without requests for the longest time is forgotten
     * first, and then counted from 1 again.
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

    /** A rule in use, with its id. Not thread-safe. */
    static final class ActiveRule {

        private final String id;
        private final FaultRuleSpec rule;
        private final RuleMatcher matcher;
        private final Counts counts;
        /** About how much memory it takes. */
        private final long bytes;

        ActiveRule(String id, FaultRuleSpec rule, Counts counts) {
            this.id = id;
            this.rule = rule;
            this.counts = counts;
            this.matcher = new RuleMatcher(rule);
            this.bytes = 1_000 + 2L * rule.json().toString().length();
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
        long matches(RequestFacts request, String route, long seed) {
            if (rule.fault().ofJobs()
                    || !matcher.holds(request, route)
                    || !rule.fault().concerns(request)) {
                return 0;
            }
            long stream = stream(request);
            long count = counts.merge(stream, 1L, Long::sum);
            boolean counted = (rule.first() == 0 || count <= rule.first()) && count % rule.every() == 0;
            boolean drawn = rule.chance() == 1 || SeededRandom.uniform(seed, stream, 2 * count) < rule.chance();
            return counted && drawn ? count : 0;
        }
    }
}
