package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.fault.FaultPlan;
import dev.fermata.simulator.guard.ApiKeys;
import dev.fermata.simulator.guard.ClientJobs;
import dev.fermata.simulator.guard.Gate;
import dev.fermata.simulator.guard.RequestLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RulesTest {

    private final List<Boolean> changed = new ArrayList<>();
    private final Rules rules = rules();

    @Test
    void letsOthersChangeRulesWhileItIsWaitedForThoseWhoFollow() {
        rules.play(Scenario.named("flaky"));
        rules.reset();
        assertThat(changed).containsExactly(true, true);
    }

    /** Those who follow wait for a thread that wants to change a rule, as the event loop may. */
    private Rules rules() {
        FaultPlan plan = new FaultPlan(1);
        ClientJobs jobs = new ClientJobs(JobStore.inMemory(1, 10, Duration.ofHours(1)));
        RequestLog log = new RequestLog(10);
        Gate gate = new Gate(SimulatorClock.frozen(), new ApiKeys(List.of()), plan, jobs, log);
        return new Rules(Scenario.defaults(), plan, gate, jobs, log, other -> () -> changed.add(changesByAnother()));
    }

    private boolean changesByAnother() {
        return CompletableFuture.supplyAsync(() -> rules.remove(rules.add(FaultRule.of(Fault.Plain.HTML))))
                .completeOnTimeout(false, 10, TimeUnit.SECONDS)
                .join();
    }
}
