package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.store.JobStore;
import java.util.List;

/** The fault rules of one submission, for its jobs only: its {@code scenario.faults}. */
public final class SubmissionFaults {

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
        return ScenarioMapper.with(usual, rules);
    }

    /** From now on the rules apply to requests for that job. */
    public void begin(String job) {
        active.addFor(job, rules);
    }
}
