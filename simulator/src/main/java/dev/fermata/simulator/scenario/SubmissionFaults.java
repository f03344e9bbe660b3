package dev.fermata.simulator.scenario;

import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.job.JobProfile;
import java.util.List;

/** What goes wrong with the jobs of one submission only: its {@code scenario.faults}. */
public final class SubmissionFaults {

    private final ActiveRules active;
    private final List<FaultRuleSpec> rules;

    SubmissionFaults(ActiveRules active, List<FaultRuleSpec> rules) {
        this.active = active;
        this.rules = rules;
    }

    /** How these jobs go, when others go like that. */
    public JobProfile profile(JobProfile usual) {
        return ScenarioMapper.with(usual, rules);
    }

    /** From now on requests for that job go wrong. */
    public void begin(String job) {
        active.addFor(job, rules);
    }
}
