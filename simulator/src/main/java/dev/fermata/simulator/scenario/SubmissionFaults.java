package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.job.JobProfile;
import java.util.List;

/** The fault rules of one submission, for its jobs only: its {@code scenario.faults}. */
public final class SubmissionFaults {

    private final ActiveRules active;
    private final List<FaultRuleSpec> rules;

    SubmissionFaults(ActiveRules active, List<FaultRuleSpec> rules) {
        this.active = active;
        this.rules = rules;
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
