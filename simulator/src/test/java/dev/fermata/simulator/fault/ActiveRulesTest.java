package dev.fermata.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.fault.FaultExchange.FaultDecision;
import dev.fermata.simulator.fault.RuleMatcher.RequestFacts;
import dev.fermata.simulator.job.Distribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActiveRulesTest {

    private static final FaultSpec FAULT = new ConnectionFaults.Empty();
    private static final FaultRuleSpec ALWAYS = FaultRuleSpec.of(FAULT);

    @Test
    void doesNothingWithoutRules() {
        ActiveRules plan = new ActiveRules(1);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.decide(poll("a"))).isSameAs(FaultDecision.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /v1/jobs/{id}', true",
        "'GET /v1/jobs/{whatever}', true",
        "/v1/jobs/{id}, true",
        "'GET /v1/jobs/*', true",
        "/*, true",
        "/v1/jobs/a, true",
        "/v1/jobs/b, false",
        "'POST /v1/jobs/{id}', false",
        "'GET /v1/jobs', false",
        "'GET /v1/jobs/{id}/events', false"
    })
    void goesByRouteAndPath(String route, boolean matches) {
        assertThat(matches(ALWAYS.route(route), poll("a"))).isEqualTo(matches);
    }

    @Test
    void goesByDialectAndJob() {
        assertThat(matches(ALWAYS.dialect("fermata"), poll("a"))).isTrue();
        assertThat(matches(ALWAYS.dialect("heygen"), poll("a"))).isFalse();
        assertThat(matches(ALWAYS.job("a"), poll("a"))).isTrue();
        assertThat(matches(ALWAYS.job("b"), poll("a"))).isFalse();
        assertThat(matches(ALWAYS.job("b"), status())).isFalse();
    }

    @Test
    void matchesTheFirstFewOfEachJob() {
        ActiveRules plan = plan(1, ALWAYS.first(2));
        assertThat(matches(plan, "a", 4)).containsExactly(true, true, false, false);
        assertThat(matches(plan, "b", 3)).containsExactly(true, true, false);
    }

    @Test
    void matchesEveryNth() {
        assertThat(matches(plan(1, ALWAYS.every(3)), "a", 7))
                .containsExactly(false, false, true, false, false, true, false);
        assertThat(matches(plan(1, ALWAYS.every(2).first(4)), "a", 6))
                .containsExactly(false, true, false, true, false, false);
    }

    @Test
    void countsByRouteWhereNoJobIsNamed() {
        ActiveRules plan = plan(1, ALWAYS.first(1));
        assertThat(plan.decide(status()).fault()).isEqualTo(FAULT);
        assertThat(plan.decide(status()).fault()).isNull();
        assertThat(plan.decide(poll("a")).fault()).isEqualTo(FAULT);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, -7})
    void drawsByTheSeedAndInNoOrder(long seed) {
        List<String> jobs = IntStream.range(0, 20).mapToObj(i -> "job" + i).toList();
        FaultRuleSpec rule = ALWAYS.chance(0.3);
        Map<String, List<Boolean>> inTurn = new HashMap<>();
        ActiveRules one = plan(seed, rule);
        jobs.forEach(job -> inTurn.put(job, matches(one, job, 100)));

        Map<String, List<Boolean>> mixed = new HashMap<>();
        ActiveRules other = plan(seed, rule);
        Random random = new Random(seed);
        List<String> left = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> left.addAll(jobs));
        java.util.Collections.shuffle(left, random);
        left.forEach(job -> mixed.computeIfAbsent(job, any -> new ArrayList<>()).addAll(matches(other, job, 1)));

        assertThat(mixed).isEqualTo(inTurn);
        long hits = inTurn.values().stream()
                .flatMap(List::stream)
                .filter(hit -> hit)
                .count();
        assertThat(hits).isBetween(500L, 700L);
        assertThat(inTurn.get("job1")).isNotEqualTo(inTurn.get("job2"));
    }

    @Test
    void drawsOtherwiseWithAnotherSeedAndForAnotherRule() {
        FaultRuleSpec rule = ALWAYS.chance(0.5);
        assertThat(matches(plan(1, rule), "a", 64)).isNotEqualTo(matches(plan(2, rule), "a", 64));
        FaultRuleSpec other = FaultRuleSpec.of(new ResponseFaults.Latency(Distribution.fixed(Duration.ofSeconds(1))))
                .chance(0.5);
        List<FaultDecision> both = IntStream.range(0, 64)
                .mapToObj(i -> poll("a"))
                .map(plan(1, rule, other)::decide)
                .toList();
        assertThat(both)
                .as("one rule's luck is not the other's")
                .anyMatch(decision -> decision.rules().size() == 1);
    }

    @Test
    void triesFirstWhatIsForOneJobOnly() {
        ActiveRules plan = plan(1, FaultRuleSpec.of(StatusFault.of(500)));
        plan.addFor("a", List.of(ALWAYS.first(1)));
        assertThat(plan.decide(poll("a")))
                .isEqualTo(new FaultDecision(0, FAULT, "fault-1-of-a", List.of("fault-1-of-a")));
        assertThat(plan.decide(poll("a")).fault()).isEqualTo(StatusFault.of(500));
        assertThat(plan.decide(poll("b")).fault()).isEqualTo(StatusFault.of(500));
        plan.replace(List.of());
        assertThat(plan.isEmpty()).isFalse();
        plan.forgetJobs();
        assertThat(plan.isEmpty()).isTrue();
    }

    @Test
    void letsTheFirstRuleThatMatchesDecideAndAddsLatencies() {
        ActiveRules plan = plan(
                1,
                FaultRuleSpec.of(new ResponseFaults.Latency(Distribution.fixed(Duration.ofSeconds(1)))),
                FaultRuleSpec.of(StatusFault.of(503)).first(1),
                FaultRuleSpec.of(new ResponseFaults.Latency(Distribution.fixed(Duration.ofMillis(500)))),
                FaultRuleSpec.of(StatusFault.of(500)).first(2));
        assertThat(plan.decide(poll("a")))
                .isEqualTo(new FaultDecision(
                        1_500_000, StatusFault.of(503), "fault-2", List.of("fault-1", "fault-2", "fault-3")));
        assertThat(plan.decide(poll("a")).fault()).isEqualTo(StatusFault.of(500));
        assertThat(plan.decide(poll("a")))
                .isEqualTo(new FaultDecision(1_500_000, null, null, List.of("fault-1", "fault-3")));
    }

    @Test
    void drawsLatenciesByTheSeed() {
        FaultRuleSpec rule =
                FaultRuleSpec.of(new ResponseFaults.Latency(Distribution.exponential(Duration.ofSeconds(1))));
        ActiveRules plan = plan(1, rule);
        List<Long> drawn = List.of(
                plan.decide(poll("a")).micros(),
                plan.decide(poll("a")).micros(),
                plan.decide(poll("b")).micros());
        assertThat(drawn).doesNotHaveDuplicates();
        assertThat(plan(1, rule).decide(poll("a")).micros()).isEqualTo(drawn.get(0));
        assertThat(plan(2, rule).decide(poll("a")).micros()).isNotEqualTo(drawn.get(0));
    }

    @Test
    void knowsHowYoungAJobIs() {
        FaultRuleSpec rule = FaultRuleSpec.of(new JobFaults.NotFoundAfterCreation(Duration.ofSeconds(2)));
        assertThat(matches(rule, poll("a", Duration.ofMillis(1_999)))).isTrue();
        assertThat(matches(rule, poll("a", Duration.ofSeconds(2)))).isFalse();
        assertThat(matches(rule, poll("a", null))).isFalse();
    }

    @Test
    void leavesRequestsAloneWhenAFaultIsAboutJobs() {
        assertThat(matches(FaultRuleSpec.of(new JobFaults.Stuck(0.99)), poll("a")))
                .isFalse();
        assertThatThrownBy(() -> FaultRuleSpec.of(new JobFaults.Stuck(0.99)).first(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only chance");
    }

    @Test
    void takesRulesInAndOutWhileItRuns() {
        ActiveRules plan = new ActiveRules(1);
        String id = plan.add(ALWAYS);
        assertThat(plan.rules()).containsExactly(Map.entry(id, ALWAYS));
        assertThat(plan.decide(poll("a")).rules()).containsExactly(id);
        assertThat(plan.remove(id)).isTrue();
        assertThat(plan.remove(id)).isFalse();
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.decide(poll("a"))).isSameAs(FaultDecision.NONE);
    }

    @Test
    void startsAnewWithOtherRules() {
        ActiveRules plan = plan(1, ALWAYS.first(1));
        plan.decide(poll("a"));
        plan.replace(List.of(ALWAYS.first(1)));
        assertThat(plan.rules()).containsOnlyKeys("fault-1");
        assertThat(plan.decide(poll("a")).fault()).isEqualTo(FAULT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void boundsTheCountsOfAllRulesTogether(int rules) {
        ActiveRules plan = new ActiveRules(1);
        IntStream.range(0, rules).forEach(i -> plan.add(ALWAYS.first(1)));
        int last = ActiveRules.MOST_COUNTS / rules;
        IntStream.rangeClosed(0, last).forEach(i -> plan.decide(poll("job" + i)));
        assertThat(plan.decide(poll("job" + last)).fault()).isNull();
        assertThat(plan.decide(poll("job0")).fault())
                .as("forgotten, so counted anew")
                .isEqualTo(FAULT);
    }

    @Test
    void boundsTheRules() {
        ActiveRules plan = plan(1, ALWAYS);
        IntStream.range(1, 1_000).forEach(i -> plan.add(ALWAYS));
        assertThatThrownBy(() -> plan.add(ALWAYS)).hasMessageContaining("1000 rules");
    }

    @Test
    void makesRoomByForgettingTheJobThatIsOverAndWasAskedForLeastLately() {
        ActiveRules plan = new ActiveRules(1);
        IntStream.range(0, 9_999).forEach(i -> plan.addFor("job" + i, List.of(ALWAYS)));
        assertThat(plan.hasRoom(job -> true)).isTrue();
        plan.addFor("job9999", List.of(ALWAYS));
        assertThat(plan.decide(poll("job1")).fault()).isEqualTo(FAULT);
        assertThat(plan.hasRoom(job -> false)).isFalse();
        assertThat(plan.hasRoom(List.of("job1", "job2", "job3")::contains)).isTrue();
        assertThat(plan.decide(poll("job1")).fault()).isEqualTo(FAULT);
        assertThat(plan.decide(poll("job2")).fault()).isNull();
        assertThat(plan.decide(poll("job3")).fault()).isEqualTo(FAULT);
    }

    private static boolean matches(FaultRuleSpec rule, RequestFacts request) {
        return plan(1, rule).decide(request).fault() != null;
    }

    private static List<Boolean> matches(ActiveRules plan, String job, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> plan.decide(poll(job)).fault() != null)
                .toList();
    }

    private static ActiveRules plan(long seed, FaultRuleSpec... rules) {
        ActiveRules plan = new ActiveRules(seed);
        List.of(rules).forEach(plan::add);
        return plan;
    }

    private static RequestFacts poll(String job) {
        return poll(job, Duration.ofHours(1));
    }

    private static RequestFacts poll(String job, @Nullable Duration age) {
        return new RequestFacts("fermata", "GET", "/v1/jobs/{id}", "/v1/jobs/" + job, false, job, () -> age);
    }

    private static RequestFacts status() {
        return new RequestFacts("status", "GET", "/status", "/status", false, null, () -> null);
    }
}
