package dev.fermata.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.access.RequestLog;
import dev.fermata.simulator.access.RequestPipeline;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.fault.HiddenJobs;
import dev.fermata.simulator.fault.ResponseFaults;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScenarioControllerTest {

    private final List<Boolean> changed = new ArrayList<>();
    private final ScenarioController rules = rules();

    @Test
    void letsOthersChangeRulesWhileItIsWaitedForThoseWhoFollow() {
        rules.play(ScenarioSpec.named("flaky"));
        rules.reset();
        assertThat(changed).containsExactly(true, true);
    }

    /** Those who follow wait for a thread that wants to change a rule, as the event loop may. */
    private ScenarioController rules() {
        ActiveRules rules = new ActiveRules(1);
        JobLimiter jobs = new JobLimiter(JobStore.inMemory(1, 10, Duration.ofHours(1)));
        RequestLog log = new RequestLog(10);
        RequestPipeline pipeline = new RequestPipeline(
                VirtualClock.frozen(),
                new ApiKeys(List.of()),
                rules,
                jobs,
                new HiddenJobs(jobs),
                log,
                new Ledger(jobs, VirtualClock.frozen(), true, now -> 0, now -> 0, now -> false));
        return new ScenarioController(
                ScenarioSpec.defaults(),
                rules,
                new Router(),
                pipeline,
                jobs,
                log,
                other -> () -> changed.add(changesByAnother()));
    }

    private boolean changesByAnother() {
        return CompletableFuture.supplyAsync(() -> rules.remove(rules.add(FaultRuleSpec.of(new ResponseFaults.Html()))))
                .completeOnTimeout(false, 10, TimeUnit.SECONDS)
                .join();
    }
}
