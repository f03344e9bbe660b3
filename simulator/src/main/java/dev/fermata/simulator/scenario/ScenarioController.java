package dev.fermata.simulator.scenario;

import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.access.RequestLog;
import dev.fermata.simulator.access.RequestPipeline;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.fault.RuleMatcher;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.setting.InvalidSettingsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The scenario in use, with the fault rules that were added or removed since. Safe for use by many threads. */
public final class ScenarioController {

    private static final int SHOWN_JOBS = 1_000;

    private final ActiveRules rules;
    private final Router routes;
    private final RequestPipeline pipeline;
    private final JobLimiter jobs;
    private final RequestLog log;
    private final Function<ScenarioSpec, Runnable> others;
    private volatile ScenarioSpec scenario;
    private volatile JobProfile profile;

    /**
     * @param scenario a valid one
     * @param routes asked when rules are checked, so it may get its routes later
     * @param others called with each new scenario, with a lock held. So it must not wait or call other code. It returns the rest of the
     *     work, which is done without the lock
     */
    public ScenarioController(
            ScenarioSpec scenario,
            ActiveRules rules,
            Router routes,
            RequestPipeline pipeline,
            JobLimiter jobs,
            RequestLog log,
            Function<ScenarioSpec, Runnable> others) {
        this.rules = rules;
        this.routes = routes;
        this.pipeline = pipeline;
        this.jobs = jobs;
        this.log = log;
        this.others = others;
        this.scenario = scenario;
        rules.replace(scenario.faults());
        limit(scenario);
        profile = scenario.profile(scenario.faults());
    }

    /** The profile of jobs that are submitted now. */
    public JobProfile profile() {
        return profile;
    }

    /** As {@link #profile()}, for jobs of a dialect with its own defaults. */
    public synchronized JobProfile profile(JobDefaults defaults) {
        return defaults.in(scenario, profile);
    }

    /** Whether the scenario says how many unfinished jobs a client can have. Then no default of a dialect counts. */
    public boolean limitsJobs() {
        return scenario.isSet(ScenarioSettings.LIMIT_JOBS);
    }

    public ScenarioSpec current() {
        return scenario;
    }

    public void play(ScenarioSpec other) {
        check(other);
        checkRoutes(other);
        replace(other).run();
    }

    private synchronized Runnable replace(ScenarioSpec other) {
        scenario = other;
        rules.replace(other.faults());
        limit(other);
        profile = other.profile(other.faults());
        return others.apply(other);
    }

    public synchronized String add(FaultRuleSpec rule) {
        ScenarioSpec changed =
                scenario.withFaults(List.copyOf(rules.rules().values())).with(rule);
        check(changed);
        // The others are checked.
        int place = changed.faults().size() - 1;
        RuleMatcher.refuseUnmatched(List.of(rule), any -> "faults[" + place + "]", routes);
        rules.refuseWithoutRoom(rule);
        String id = rules.add(rule);
        profile = scenario.profile(rules.rules().values());
        return id;
    }

    /**
     * What goes wrong with the jobs of one submission only.
     *
     * @throws InvalidSettingsException with what is wrong and what is allowed
     */
    public SubmissionFaults forJobs(JsonNode faults) {
        List<FaultRuleSpec> own = ScenarioFile.rules(faults, "scenario.faults");
        RuleMatcher.refuseUnmatched(own, place -> "scenario.faults[" + place + "]", routes);
        return new SubmissionFaults(rules, jobs, own);
    }

    public Map<String, FaultRuleSpec> rules() {
        return rules.rules();
    }

    /** The scenario in use, as in a file. */
    public ObjectNode scenario() {
        return ScenarioFile.json(scenario.withFaults(List.copyOf(rules.rules().values())));
    }

    /** Uses another scenario: new jobs follow it, and faults and limits begin anew. */
    public void scenario(ObjectNode other) {
        play(ScenarioFile.of(other, "admin", "admin"));
    }

    /** What goes wrong now, by id: with all requests, then with single jobs, at most 1,000 of them. */
    public Map<String, ObjectNode> faults() {
        Map<String, ObjectNode> faults = written(rules.rules());
        faults.putAll(written(rules.rulesOfJobs(SHOWN_JOBS)));
        return faults;
    }

    /** What goes wrong with that job only, by id. */
    public Map<String, ObjectNode> faults(String job) {
        return written(rules.rulesOf(job));
    }

    private static Map<String, ObjectNode> written(Map<String, FaultRuleSpec> rules) {
        Map<String, ObjectNode> written = new LinkedHashMap<>();
        rules.forEach((id, rule) -> written.put(id, rule.json()));
        return written;
    }

    /** Adds a fault rule, and returns its id. */
    public String add(ObjectNode fault) {
        FaultRuleSpec rule = FaultRuleSpec.read(fault, "fault");
        RuleMatcher.refuseUnmatched(List.of(rule), place -> "fault", routes);
        return add(rule);
    }

    /** Returns whether there was such a rule. */
    public synchronized boolean remove(String id) {
        boolean removed = rules.remove(id);
        profile = scenario.profile(rules.rules().values());
        return removed;
    }

    /** Forgets all jobs, counts and requests; the faults are those of the scenario again. */
    public void reset() {
        Runnable rest;
        synchronized (this) {
            jobs.clear();
            rules.forgetJobs();
            log.clear();
            rest = replace(scenario);
        }
        rest.run();
    }

    /** The last requests, oldest first, and how many there were. */
    public ObjectNode requests() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("total", log.total());
        var list = all.putArray("requests");
        for (RequestLog.Entry request : log.entries()) {
            ObjectNode each = list.addObject()
                    .put("at", Micros.instant(request.at()).toString())
                    .put("method", request.method())
                    .put("path", request.path())
                    .put("status", request.status());
            var faults = each.putArray("faults");
            request.faults().forEach(faults::add);
        }
        return all;
    }

    private void limit(ScenarioSpec limits) {
        pipeline.limit(
                limits.get(ScenarioSettings.LIMIT_REQUESTS),
                limits.get(ScenarioSettings.LIMIT_WINDOW),
                limits.get(ScenarioSettings.LIMIT_JOBS));
    }

    /** @throws InvalidSettingsException if it cannot be used */
    public static void check(ScenarioSpec scenario) {
        List<String> problems = scenario.problems();
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    /** @throws InvalidSettingsException if a rule of the scenario never matches, because no request has its route */
    public void checkRoutes(ScenarioSpec scenario) {
        RuleMatcher.refuseUnmatched(scenario.faults(), place -> "faults[" + place + "]", routes);
    }

    /** The fault rules of one submission, for its jobs only: its {@code scenario.faults}. */
    public static final class SubmissionFaults {

        private final ActiveRules active;
        private final JobStore jobs;
        private final List<FaultRuleSpec> rules;

        SubmissionFaults(ActiveRules active, JobStore jobs, List<FaultRuleSpec> rules) {
            this.active = active;
            this.jobs = jobs;
            this.rules = rules;
        }

        /** Whether there is room for the rules. Rules of jobs that are over are removed for that. */
        public boolean hasRoom(long now) {
            return rules.stream().allMatch(rule -> rule.fault().ofJobs())
                    || active.hasRoom(id -> jobs.find(id, now)
                            .filter(job -> job.timeline().overFrom(now) > now)
                            .isEmpty());
        }

        /** The profile of these jobs, made from the usual one. */
        public JobProfile profile(JobProfile usual) {
            return usual.withAnomalies(ScenarioSpec.anomalies(usual.anomalies(), rules));
        }

        /** From now on the rules apply to requests for that job. */
        public void begin(String job) {
            active.addFor(job, rules);
        }
    }

    /**
     * What is usual for the jobs of a dialect, where the scenario says nothing about it.
     *
     * @param queueTime used with {@code runningTime}, if the scenario sets neither of them and no total delay
     * @param failures why jobs fail, if the scenario names no errors
     */
    public record JobDefaults(Distribution queueTime, Distribution runningTime, Weighted<Failure> failures) {

        JobProfile in(ScenarioSpec scenario, JobProfile usual) {
            boolean timed =
                    scenario.isSet(ScenarioSettings.QUEUE_TIME) || scenario.isSet(ScenarioSettings.RUNNING_TIME);
            JobProfile profile = timed ? usual : usual.withQueueTime(queueTime).withRunningTime(runningTime);
            return scenario.isSet(ScenarioSettings.ERRORS)
                    ? profile
                    : profile.withFailureModel(profile.failureModel().withFailures(failures));
        }
    }
}
