package dev.fermata.simulator;

import dev.fermata.simulator.admin.Control;
import dev.fermata.simulator.dialect.fermata.JobFaults;
import dev.fermata.simulator.engine.JobProfile;
import dev.fermata.simulator.engine.Micros;
import dev.fermata.simulator.fault.FaultPlan;
import dev.fermata.simulator.guard.ClientJobs;
import dev.fermata.simulator.guard.Gate;
import dev.fermata.simulator.guard.RequestLog;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The scenario at work, and what was changed of it by hand since. Safe for use by many threads. */
final class Rules implements Control {

    private static final int SHOWN_JOBS = 1_000;

    private final FaultPlan plan;
    private final Gate gate;
    private final ClientJobs jobs;
    private final RequestLog log;
    private final Function<Scenario, Runnable> others;
    private volatile Scenario scenario;
    private volatile JobProfile profile;

    /**
     * @param scenario one that was not refused
     * @param others who else goes by the scenario; told when it is another one, one after the other. They neither wait nor call
     *     anybody then, but say what is left to do: that is done when rules can be changed again
     */
    Rules(
            Scenario scenario,
            FaultPlan plan,
            Gate gate,
            ClientJobs jobs,
            RequestLog log,
            Function<Scenario, Runnable> others) {
        this.plan = plan;
        this.gate = gate;
        this.jobs = jobs;
        this.log = log;
        this.others = others;
        this.scenario = scenario;
        plan.replace(scenario.faults());
        limit(scenario);
        profile = ScenarioProfile.of(scenario, scenario.faults());
    }

    /** How a job goes that is submitted now. */
    JobProfile profile() {
        return profile;
    }

    Scenario current() {
        return scenario;
    }

    void play(Scenario other) {
        refuseBad(other);
        replace(other).run();
    }

    private synchronized Runnable replace(Scenario other) {
        scenario = other;
        plan.replace(other.faults());
        limit(other);
        profile = ScenarioProfile.of(other, other.faults());
        return others.apply(other);
    }

    synchronized String add(FaultRule rule) {
        refuseBad(scenario.withFaults(List.copyOf(plan.rules().values())).with(rule));
        String id = plan.add(rule);
        profile = ScenarioProfile.of(scenario, plan.rules().values());
        return id;
    }

    /** What goes wrong with the jobs of one submission only. */
    JobFaults forJobs(JsonNode faults) {
        List<FaultRule> some = ScenarioFile.rules(faults, "scenario.faults");
        return new JobFaults() {
            @Override
            public JobProfile profile(JobProfile usual) {
                return ScenarioProfile.with(usual, some);
            }

            @Override
            public void begin(String job) {
                plan.addFor(job, some);
            }
        };
    }

    Map<String, FaultRule> rules() {
        return plan.rules();
    }

    List<RecordedRequest> recorded() {
        return log.entries().stream()
                .map(entry -> new RecordedRequest(
                        Micros.instant(entry.at()),
                        entry.method(),
                        entry.path(),
                        entry.query(),
                        entry.headers(),
                        new String(entry.body(), StandardCharsets.UTF_8),
                        entry.status(),
                        entry.faults()))
                .toList();
    }

    @Override
    public ObjectNode scenario() {
        return ScenarioText.json(scenario.withFaults(List.copyOf(plan.rules().values())));
    }

    @Override
    public void scenario(ObjectNode other) {
        play(ScenarioFile.of(other, "admin", "admin"));
    }

    @Override
    public Map<String, ObjectNode> faults() {
        Map<String, ObjectNode> faults = written(plan.rules());
        faults.putAll(written(plan.rulesOfJobs(SHOWN_JOBS)));
        return faults;
    }

    @Override
    public Map<String, ObjectNode> faults(String job) {
        return written(plan.rulesOf(job));
    }

    private static Map<String, ObjectNode> written(Map<String, FaultRule> rules) {
        Map<String, ObjectNode> written = new LinkedHashMap<>();
        rules.forEach((id, rule) -> written.put(id, FaultRules.write(rule)));
        return written;
    }

    @Override
    public String add(ObjectNode fault) {
        return add(FaultRules.read(fault, "fault"));
    }

    @Override
    public synchronized boolean remove(String id) {
        boolean removed = plan.remove(id);
        profile = ScenarioProfile.of(scenario, plan.rules().values());
        return removed;
    }

    /** Forgets all jobs, counts and requests; the faults are those of the scenario again. */
    void reset() {
        Runnable rest;
        synchronized (this) {
            jobs.clear();
            plan.forgetJobs();
            log.clear();
            rest = replace(scenario);
        }
        rest.run();
    }

    @Override
    public ObjectNode requests() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("total", log.total());
        var list = all.putArray("requests");
        for (RecordedRequest request : recorded()) {
            ObjectNode each = list.addObject()
                    .put("at", request.at().toString())
                    .put("method", request.method())
                    .put("path", request.path())
                    .put("status", request.status());
            var faults = each.putArray("faults");
            request.faults().forEach(faults::add);
        }
        return all;
    }

    private void limit(Scenario limits) {
        gate.limit(
                limits.get(ScenarioKeys.LIMIT_REQUESTS),
                limits.get(ScenarioKeys.LIMIT_WINDOW),
                limits.get(ScenarioKeys.LIMIT_JOBS));
    }

    /** @throws ScenarioException if it cannot be played */
    static void refuseBad(Scenario scenario) {
        List<String> problems = ScenarioProfile.problems(scenario);
        if (!problems.isEmpty()) {
            throw new ScenarioException(problems);
        }
    }
}
