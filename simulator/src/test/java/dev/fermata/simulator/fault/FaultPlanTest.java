package dev.fermata.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Spread;
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

class FaultPlanTest {

    private static final Fault FAULT = Fault.Plain.EMPTY;
    private static final FaultRule ALWAYS = FaultRule.of(FAULT);

    @Test
    void doesNothingWithoutRules() {
        FaultPlan plan = new FaultPlan(1);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.decide(poll("a"))).isSameAs(Strike.NONE);
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
    void goesByRouteAndPath(String route, boolean strikes) {
        assertThat(struck(ALWAYS.route(route), poll("a"))).isEqualTo(strikes);
    }

    @Test
    void goesByDialectAndJob() {
        assertThat(struck(ALWAYS.dialect("fermata"), poll("a"))).isTrue();
        assertThat(struck(ALWAYS.dialect("heygen"), poll("a"))).isFalse();
        assertThat(struck(ALWAYS.job("a"), poll("a"))).isTrue();
        assertThat(struck(ALWAYS.job("b"), poll("a"))).isFalse();
        assertThat(struck(ALWAYS.job("b"), status())).isFalse();
    }

    @Test
    void strikesTheFirstFewOfEachJob() {
        FaultPlan plan = plan(1, ALWAYS.first(2));
        assertThat(strikes(plan, "a", 4)).containsExactly(true, true, false, false);
        assertThat(strikes(plan, "b", 3)).containsExactly(true, true, false);
    }

    @Test
    void strikesEveryNth() {
        assertThat(strikes(plan(1, ALWAYS.every(3)), "a", 7))
                .containsExactly(false, false, true, false, false, true, false);
        assertThat(strikes(plan(1, ALWAYS.every(2).first(4)), "a", 6))
                .containsExactly(false, true, false, true, false, false);
    }

    @Test
    void countsByRouteWhereNoJobIsNamed() {
        FaultPlan plan = plan(1, ALWAYS.first(1));
        assertThat(plan.decide(status()).fault()).isEqualTo(FAULT);
        assertThat(plan.decide(status()).fault()).isNull();
        assertThat(plan.decide(poll("a")).fault()).isEqualTo(FAULT);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, -7})
    void drawsByTheSeedAndInNoOrder(long seed) {
        List<String> jobs = IntStream.range(0, 20).mapToObj(i -> "job" + i).toList();
        FaultRule rule = ALWAYS.chance(0.3);
        Map<String, List<Boolean>> inTurn = new HashMap<>();
        FaultPlan one = plan(seed, rule);
        jobs.forEach(job -> inTurn.put(job, strikes(one, job, 100)));

        Map<String, List<Boolean>> mixed = new HashMap<>();
        FaultPlan other = plan(seed, rule);
        Random random = new Random(seed);
        List<String> left = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> left.addAll(jobs));
        java.util.Collections.shuffle(left, random);
        left.forEach(job -> mixed.computeIfAbsent(job, any -> new ArrayList<>()).addAll(strikes(other, job, 1)));

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
        FaultRule rule = ALWAYS.chance(0.5);
        assertThat(strikes(plan(1, rule), "a", 64)).isNotEqualTo(strikes(plan(2, rule), "a", 64));
        FaultRule other =
                FaultRule.of(Fault.latency(Spread.of(Duration.ofSeconds(1)))).chance(0.5);
        List<Strike> both = IntStream.range(0, 64)
                .mapToObj(i -> poll("a"))
                .map(plan(1, rule, other)::decide)
                .toList();
        assertThat(both)
                .as("one rule's luck is not the other's")
                .anyMatch(strike -> strike.rules().size() == 1);
    }

    @Test
    void triesFirstWhatIsForOneJobOnly() {
        FaultPlan plan = plan(1, FaultRule.of(Fault.status(500)));
        plan.addFor("a", List.of(ALWAYS.first(1)));
        assertThat(plan.decide(poll("a"))).isEqualTo(new Strike(0, FAULT, "fault-1-of-a", List.of("fault-1-of-a")));
        assertThat(plan.decide(poll("a")).fault()).isEqualTo(Fault.status(500));
        assertThat(plan.decide(poll("b")).fault()).isEqualTo(Fault.status(500));
        plan.replace(List.of());
        assertThat(plan.isEmpty()).isFalse();
        plan.forgetJobs();
        assertThat(plan.isEmpty()).isTrue();
    }

    @Test
    void letsTheFirstRuleThatStrikesDecideAndAddsLatencies() {
        FaultPlan plan = plan(
                1,
                FaultRule.of(Fault.latency(Spread.of(Duration.ofSeconds(1)))),
                FaultRule.of(Fault.status(503)).first(1),
                FaultRule.of(Fault.latency(Spread.of(Duration.ofMillis(500)))),
                FaultRule.of(Fault.status(500)).first(2));
        assertThat(plan.decide(poll("a")))
                .isEqualTo(
                        new Strike(1_500_000, Fault.status(503), "fault-2", List.of("fault-1", "fault-2", "fault-3")));
        assertThat(plan.decide(poll("a")).fault()).isEqualTo(Fault.status(500));
        assertThat(plan.decide(poll("a"))).isEqualTo(new Strike(1_500_000, null, null, List.of("fault-1", "fault-3")));
    }

    @Test
    void drawsLatenciesByTheSeed() {
        FaultRule rule = FaultRule.of(Fault.latency(Spread.exponential(Duration.ofSeconds(1))));
        FaultPlan plan = plan(1, rule);
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
        FaultRule rule = FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(2)));
        assertThat(struck(rule, poll("a", Duration.ofMillis(1_999)))).isTrue();
        assertThat(struck(rule, poll("a", Duration.ofSeconds(2)))).isFalse();
        assertThat(struck(rule, poll("a", null))).isFalse();
    }

    @Test
    void leavesRequestsAloneWhenAFaultIsAboutJobs() {
        assertThat(struck(FaultRule.of(Fault.stuck(0.99)), poll("a"))).isFalse();
        assertThatThrownBy(() -> FaultRule.of(Fault.stuck(0.99)).first(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only chance");
    }

    @Test
    void takesRulesInAndOutWhileItRuns() {
        FaultPlan plan = new FaultPlan(1);
        String id = plan.add(ALWAYS);
        assertThat(plan.rules()).containsExactly(Map.entry(id, ALWAYS));
        assertThat(plan.decide(poll("a")).rules()).containsExactly(id);
        assertThat(plan.remove(id)).isTrue();
        assertThat(plan.remove(id)).isFalse();
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.decide(poll("a"))).isSameAs(Strike.NONE);
    }

    @Test
    void startsAnewWithOtherRules() {
        FaultPlan plan = plan(1, ALWAYS.first(1));
        plan.decide(poll("a"));
        plan.replace(List.of(ALWAYS.first(1)));
        assertThat(plan.rules()).containsOnlyKeys("fault-1");
        assertThat(plan.decide(poll("a")).fault()).isEqualTo(FAULT);
    }

    @Test
    void boundsTheRulesAndTheCounts() {
        FaultPlan plan = plan(1, ALWAYS.first(1));
        IntStream.rangeClosed(0, Counts.MOST).forEach(i -> plan.decide(poll("job" + i)));
        assertThat(plan.decide(poll("job" + Counts.MOST)).fault()).isNull();
        assertThat(plan.decide(poll("job0")).fault())
                .as("forgotten, so counted anew")
                .isEqualTo(FAULT);
        IntStream.range(1, 1_000).forEach(i -> plan.add(ALWAYS));
        assertThatThrownBy(() -> plan.add(ALWAYS)).hasMessageContaining("1000 rules");
    }

    @Test
    void forgetsWhatIsForTheJobThatWasAskedForLeastLately() {
        FaultPlan plan = new FaultPlan(1);
        IntStream.range(0, 10_000).forEach(i -> plan.addFor("job" + i, List.of(ALWAYS)));
        assertThat(plan.decide(poll("job0")).fault()).isEqualTo(FAULT);
        plan.addFor("one-too-many", List.of(ALWAYS));
        assertThat(plan.decide(poll("job0")).fault()).isEqualTo(FAULT);
        assertThat(plan.decide(poll("job1")).fault()).isNull();
        assertThat(plan.decide(poll("job2")).fault()).isEqualTo(FAULT);
    }

    private static boolean struck(FaultRule rule, Exchange exchange) {
        return plan(1, rule).decide(exchange).fault() != null;
    }

    private static List<Boolean> strikes(FaultPlan plan, String job, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> plan.decide(poll(job)).fault() != null)
                .toList();
    }

    private static FaultPlan plan(long seed, FaultRule... rules) {
        FaultPlan plan = new FaultPlan(seed);
        List.of(rules).forEach(plan::add);
        return plan;
    }

    private static Exchange poll(String job) {
        return poll(job, Duration.ofHours(1));
    }

    private static Exchange poll(String job, @Nullable Duration age) {
        return new Exchange("fermata", "GET", "/v1/jobs/{id}", "/v1/jobs/" + job, job, () -> age);
    }

    private static Exchange status() {
        return new Exchange("status", "GET", "/status", "/status", null, () -> null);
    }
}
