package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongPollTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Backend SINGLE = Backend.json("http://server/v1/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final Duration LONG = Duration.ofMinutes(30);

    private final JobServer server = new JobServer(id -> ofSeconds(Long.parseLong(id)));
    private final World world = new World(server);

    @Test
    void learnsOfTheEndAtOnceWithAboutOneRequestPerHold() {
        server.holds = true;
        Outcome outcome = outcomeOf("600");
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.elapsed()).isBetween(ofSeconds(600), ofMillis(600_050));
        // 600 s at 58 s each, and a short one to see whether the server holds at all.
        assertThat(world.sent()).hasSizeBetween(11, 12);
    }

    @Test
    void asksAtOnceWhereTheServerIsKnownToHold() {
        server.holds = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(100))));
        run(waiter, "20");
        int before = world.sent().size();
        assertThat(run(waiter, "80").elapsed()).isLessThan(ofSeconds(61));
        assertThat(world.sent()).hasSizeBetween(before + 1, before + 2);
    }

    @Test
    void pollsByTheScheduleWhereTheServerDoesNotKnowPrefer() {
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(10))));
        Outcome outcome = run(waiter, "95");
        assertThat(outcome.polls()).isEqualTo(11);
        assertThat(world.sent())
                .allSatisfy(sent -> assertThat(sent.header("Prefer")).hasValue("wait=1, until=terminal"));
    }

    @Test
    void neverAsksToBeHeldBeyondTheLastPoll() {
        server.holds = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("1000", ofSeconds(70));
        world.pass(ofSeconds(71));
        assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.join().lastProblem()).isEmpty();
        assertThat(outcome.join().elapsed()).isLessThanOrEqualTo(ofSeconds(70));
        // The last poll is the last to be answered.
        World.Sent last = world.sent().get(world.sent().size() - 1);
        assertThat(last.at()).isBetween(ofMillis(69_800), ofSeconds(70));
        assertThat(last.header("Prefer")).isEmpty();
    }

    @Test
    void asksForALittleLessThanTheTimeAfterWhichAProxyCutsHeldRequests() {
        server.holds = true;
        server.cutsAt = ofSeconds(20);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(10))));
        Outcome outcome = run(waiter, "80");
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.elapsed()).isLessThan(ofMillis(80_050));
        // The question whether the server holds, the one that is cut at 20 s, and 18 s each from then on.
        assertThat(world.sent())
                .extracting(sent -> sent.header("Prefer").orElse(""))
                .containsExactly(
                        "wait=1, until=terminal",
                        "wait=58, until=terminal",
                        "wait=18, until=terminal",
                        "wait=18, until=terminal",
                        "wait=18, until=terminal",
                        "wait=18, until=terminal");
    }

    @Test
    void triesTheWholeTimeAgainRarely() {
        server.holds = true;
        server.cutsAt = ofSeconds(20);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(10))));
        assertThat(run(waiter, "1700").elapsed()).isLessThan(ofMillis(1_700_050));
        assertThat(world.sent())
                .filteredOn(sent -> sent.header("Prefer").orElse("").startsWith("wait=58"))
                .hasSizeBetween(2, 4);
    }

    @Test
    void doesNotBelieveAServerThatSaysItHoldsAndAnswersAtOnce() {
        World liar = new World((request, now) ->
                World.Reply.ok("{\"id\":\"1\",\"state\":\"running\"}").with("Preference-Applied", "wait=55"));
        Waiter waiter = liar.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(10))));
        waiter.awaitAsync("1", ofSeconds(60));
        liar.pass(ofSeconds(61));
        assertThat(liar.sent()).hasSizeLessThan(20);
    }

    @Test
    void obeysRetryAfterEvenWhereItCouldBeHeld() {
        server.holds = true;
        World hinting = new World((request, now) -> {
            World.Reply reply = server.answer(request, now);
            return reply.with("Retry-After", "7");
        });
        Waiter waiter = hinting.waiter(Waiter.builder(NATIVE));
        waiter.awaitAsync("200", ofSeconds(300));
        hinting.pass(ofSeconds(301));
        List<World.Sent> sent = hinting.sent();
        assertThat(sent).hasSizeGreaterThan(3);
        Duration held = ofSeconds(1);
        assertThat(sent.get(1).at().minus(sent.get(0).at())).isGreaterThanOrEqualTo(held.plusSeconds(7));
    }

    @Test
    void asksToBeHeldUntilTheEndAndForOneMoreRequestOnlyWhereThatIsNotProvenYet() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).hold(ofSeconds(60)));
        run(waiter, "600");
        assertThat(world.sent()).hasSizeLessThanOrEqualTo(11);
        int before = world.sent().size();
        Duration begun = world.since();
        Outcome second = run(waiter, Long.toString(begun.toSeconds() + 600));
        assertThat(second.elapsed()).isLessThan(ofMillis(600_050));
        assertThat(second.polls()).isEqualTo(10);
        assertThat(world.sent().get(before).header("Prefer")).hasValue("wait=60, until=terminal");
    }

    @Test
    void asksAgainAtOnceWhenAHeldRequestWasAnsweredWithoutAnEnd() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        run(waiter, "300");
        List<World.Sent> sent = world.sent();
        for (int i = 2; i < sent.size(); i++) {
            // 58 s, and the round trip.
            assertThat(sent.get(i).at().minus(sent.get(i - 1).at())).isEqualTo(ofMillis(58_010));
        }
    }

    @Test
    void wantsToKnowOfEachStageOnlyWhenToldTo() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        run(world.waiter(Waiter.builder(NATIVE).watchStages()), "100");
        assertThat(world.sent())
                .allSatisfy(sent -> assertThat(sent.header("Prefer").orElse("")).doesNotContain("until"));
    }

    @Test
    void asksNoMoreToBeHeldThanItIsAllowedTo() {
        server.holds = true;
        Waiter waiter =
                world.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(10))));
        run(waiter, "95");
        assertThat(world.sent())
                .allSatisfy(sent -> assertThat(sent.header("Prefer")).isEmpty());
    }

    @Test
    void sendsTheTagOfWhatItKnowsAndTakesNotModifiedForNotYet() {
        server.tags = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(10))));
        Outcome outcome = run(waiter, "35");
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.stats().responses()).isEqualTo(5);
        assertThat(world.sent().get(0).header("If-None-Match")).isEmpty();
        assertThat(world.sent().subList(1, 5))
                .allSatisfy(sent -> assertThat(sent.header("If-None-Match")).hasValue("\"running\""));
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 2_000})
    void spacesHoldsByTheScheduleWhereTheServerHoldsButShortly(long most) {
        World brief = shortHolds(ofMillis(most), true);
        Waiter waiter = brief.waiter(Waiter.builder(SINGLE));
        waiter.awaitAsync("1", ofSeconds(40));
        brief.pass(ofSeconds(41));
        // Polling takes seven.
        assertThat(brief.sent()).hasSizeLessThan(12);
    }

    @Test
    void spacesHoldsByTheScheduleWhereTheServerSaysThatItHoldsLongAndDoesNot() {
        World liar = shortHolds(ofMillis(600), false);
        Waiter waiter = liar.waiter(Waiter.builder(SINGLE));
        waiter.awaitAsync("1", ofSeconds(40));
        liar.pass(ofSeconds(41));
        assertThat(liar.sent()).hasSizeLessThan(12);
    }

    @Test
    void holdsBrieflyWhereTheCallerWantsThat() {
        server.holds = true;
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).hold(ofSeconds(2)));
        Outcome outcome = run(waiter, "21");
        assertThat(outcome.elapsed()).isLessThan(ofMillis(21_050));
        assertThat(outcome.polls()).isBetween(10, 13);
    }

    private static World shortHolds(Duration most, boolean honest) {
        return new World((request, now) -> {
            String wish = request.headers().firstValue("Prefer").orElse("");
            World.Reply reply = World.Reply.ok("{\"state\":\"running\"}");
            if (wish.isEmpty()) {
                return reply;
            }
            String said = honest ? "wait=" + most.toSeconds() : wish.replaceFirst(",.*", "");
            return reply.with("Preference-Applied", said).after(most);
        });
    }

    @Test
    void waitsOnOneJobShareAHeldRequestAfterAQuickPollEach() {
        server.holds = true;
        Waiter waiter = world.waiter(Waiter.builder(SINGLE));
        List<CompletableFuture<Outcome>> waits = new ArrayList<>();
        waits.add(waiter.awaitAsync("60", LONG));
        world.pass(ofMillis(2_500));
        for (int i = 0; i < 20; i++) {
            waits.add(waiter.awaitAsync("60", LONG));
            world.pass(ofMillis(20));
        }
        world.pass(ofSeconds(1));
        assertThat(world.inFlight()).isEqualTo(1);
        // The probe, the held one, and a quick poll for each new job.
        assertThat(world.sent()).hasSizeLessThanOrEqualTo(2 + 20 + 2);
        CompletableFuture<Outcome> brief = waiter.awaitAsync("60", ofSeconds(10));
        world.pass(LONG);
        assertThat(waits).allSatisfy(wait -> {
            assertThat(wait.join()).isInstanceOf(Outcome.Completed.class);
            assertThat(wait.join().lastProblem()).isEmpty();
            assertThat(wait.join().elapsed()).isLessThanOrEqualTo(ofMillis(60_050));
        });
        // One whose time is up before the others' request is answered sends its last poll like any.
        assertThat(brief.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(brief.join().lastProblem()).isEmpty();
        // The quick poll, the last one, and that repeated.
        assertThat(brief.join().stats().responses()).isEqualTo(3);
    }

    /** The second wait for a held job polls quickly first. A wait that begins in the same turn does not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSecondWaitForAHeldJobKeepsNobodyElseFromBeingHeld(boolean untilTheEnd) {
        server.holds = true;
        server.holdsUntilTheEnd = untilTheEnd;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(100))));
        waiter.awaitAsync("600", LONG);
        world.pass(ofSeconds(5));
        int before = world.sent().size();
        waiter.awaitAsync("600", LONG);
        CompletableFuture<Outcome> other = waiter.awaitAsync("90", LONG);
        world.pass(ofMillis(100));
        assertThat(world.sent().subList(before, world.sent().size()))
                .filteredOn(sent -> sent.path().contains("90"))
                .allSatisfy(sent -> assertThat(sent.header("Prefer").orElse("")).startsWith("wait=58"))
                .isNotEmpty();
        world.pass(LONG);
        assertThat(other.join().elapsed()).isLessThan(ofMillis(85_300));
    }

    private Outcome outcomeOf(String id) {
        return run(world.waiter(Waiter.builder(NATIVE)), id);
    }

    private Outcome run(Waiter waiter, String id) {
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(id, LONG);
        world.pass(LONG);
        return outcome.join();
    }

    @Test
    void jobsThatEndWithinTheirFirstRequestCostOneRequestEach() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        waiter.awaitAsync("20", ofSeconds(600));
        world.pass(ofSeconds(30));
        int before = world.sent().size();
        for (String id : List.of("50", "60", "70")) {
            waiter.awaitAsync(id, ofSeconds(600));
            world.pass(ofSeconds(1));
        }
        world.pass(ofSeconds(60));
        assertThat(world.sent().subList(before, world.sent().size()))
                .extracting(World.Sent::path)
                .containsExactly("/v1/jobs/50", "/v1/jobs/60", "/v1/jobs/70");
    }

    @Test
    void cohortsTakeTurnsUnderARateLimit() {
        JobServer server = new JobServer(id -> ofMillis(20_000 + 50 * (Long.parseLong(id) * 4_663 % 8_000)));
        server.holds = true;
        server.holdsUntilTheEnd = true;
        World world = new World(server);
        Waiter waiter = world.waiter(
                Waiter.builder(Backend.fermata(URI.create("http://server"))).maxPerSecond(5));
        List<Duration> late = new ArrayList<>();
        for (int i = 1; i <= 8_000; i++) {
            Duration end = ofMillis(20_000 + 50 * (i * 4_663L % 8_000));
            waiter.awaitAsync(String.valueOf(i), Duration.ofHours(1))
                    .thenRun(() -> late.add(world.since().minus(end)));
        }
        world.pass(ofSeconds(500));
        assertThat(late).hasSize(8_000);
        // There are at least eight cohorts, and five requests in a second.
        assertThat(late.stream().max(Duration::compareTo).orElseThrow()).isLessThan(ofSeconds(3));
    }
}
