package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HoldingTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
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
    void neverAsksToBeHeldBeyondTheLastLook() {
        server.holds = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("1000", ofSeconds(70));
        world.pass(ofSeconds(71));
        assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.join().lastProblem()).isEmpty();
        assertThat(outcome.join().elapsed()).isLessThanOrEqualTo(ofSeconds(70));
        // The last look is the last to be answered.
        World.Sent last = world.sent().get(world.sent().size() - 1);
        assertThat(last.at()).isBetween(ofMillis(69_800), ofSeconds(70));
        assertThat(last.header("Prefer")).isEmpty();
    }

    @Test
    void fallsBackToPollingWhereAProxyCutsHeldRequestsAndTriesAgainLater() {
        server.holds = true;
        server.cutsAt = ofSeconds(20);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(10))));
        Outcome outcome = run(waiter, "900");
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.elapsed()).isLessThan(ofMillis(900_100));
        List<World.Sent> sent = world.sent();
        World.Sent cut = sent.get(1);
        assertThat(cut.header("Prefer")).hasValue("wait=58, until=terminal");
        List<World.Sent> meanwhile = sent.stream()
                .filter(s -> s.at().compareTo(cut.at().plusSeconds(20)) > 0
                        && s.at().compareTo(cut.at().plusSeconds(79)) < 0)
                .toList();
        assertThat(meanwhile)
                .hasSizeGreaterThan(4)
                .allSatisfy(s -> assertThat(s.header("Prefer")).isEmpty());
        // Half of what was cut holds well.
        assertThat(sent.stream().filter(s -> s.at().compareTo(ofSeconds(120)) > 0))
                .extracting(s -> s.header("Prefer").orElse(""))
                .contains("wait=10, until=terminal")
                .doesNotContain("wait=58, until=terminal");
        assertThat(sent).filteredOn(s -> s.at().compareTo(ofSeconds(120)) > 0).hasSizeLessThan(85);
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
        assertThat(outcome.effort().answers()).isEqualTo(5);
        assertThat(world.sent().get(0).header("If-None-Match")).isEmpty();
        assertThat(world.sent().subList(1, 5))
                .allSatisfy(sent -> assertThat(sent.header("If-None-Match")).hasValue("\"running\""));
    }

    private Outcome outcomeOf(String id) {
        return run(world.waiter(Waiter.builder(NATIVE)), id);
    }

    private Outcome run(Waiter waiter, String id) {
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(id, LONG);
        world.pass(LONG);
        return outcome.join();
    }
}
