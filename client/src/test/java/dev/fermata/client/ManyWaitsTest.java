package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManyWaitsTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Backend SINGLE = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final PollSchedule TENS = PollSchedule.fixed(ofSeconds(10));
    private static final Duration LONG = ofMinutes(60);

    private final SplittableRandom random = new SplittableRandom(7);

    /** An id says when its job ends, in milliseconds, and is the only one of its kind. */
    private final JobServer server = new JobServer(id -> ofMillis(Long.parseLong(id.split("-")[0])));

    private final World world = new World(server);

    @Test
    void pollsThatFallDueTogetherGoOutAsOneRequest() {
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(TENS));
        List<CompletableFuture<Outcome>> waits = begin(waiter, ids(2_500, 95_000, 95_000));
        world.pass(LONG);
        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        // 11 rounds; single polling would take 27,500 requests.
        assertThat(world.sent()).hasSizeLessThan(11 * 6);
        assertThat(world.sent())
                .anySatisfy(sent -> assertThat(sent.path().split(",")).hasSize(1_000));
    }

    @Test
    void lastPollsGoFirstAlsoWhenTheirWaitsQueueAlready() {
        Waiter waiter = world.waiter(
                Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(TENS).maxPerSecond(20));
        for (int i = 0; i < 400; i++) {
            waiter.awaitAsync("99999999-" + i, Duration.ofHours(9));
        }
        world.pass(ofSeconds(100));
        List<CompletableFuture<Outcome>> brief = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long maxWait = 50_000 + random.nextInt(30_000);
            long end = world.since().toMillis() + maxWait - 8_000;
            brief.add(waiter.awaitAsync(end + "-brief" + i, ofMillis(maxWait)));
            world.pass(ofSeconds(81));
        }
        assertThat(brief).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
    }

    @Test
    void aWaitThatQueuesWhenItsLastPollIsDuePollsOnce() {
        World slow = new World((request, now) -> World.Reply.ok("{\"state\":\"running\"}")
                .after(ofMillis(request.uri().getPath().endsWith("/slow") ? 5_900 : 10)));
        Waiter waiter = slow.waiter(
                Waiter.builder(NATIVE).hold(Duration.ZERO).schedule(TENS).maxInFlight(1));
        waiter.awaitAsync("slow", LONG);
        slow.pass(ofSeconds(1));
        CompletableFuture<Outcome> brief = waiter.awaitAsync("brief", ofSeconds(5));
        slow.pass(ofSeconds(10));
        long sent = slow.sent().stream()
                .filter(each -> each.path().endsWith("/brief"))
                .count();
        assertThat(sent).isPositive();
        assertThat(brief.join().polls()).isEqualTo((int) sent);
    }

    /** Also jobs that have failed less often before: jobs of one request share the next request. */
    @Test
    void jobsWhoseRequestFailsComeBackTogether() {
        World outage = new World((request, now) -> World.Reply.status(503));
        Waiter waiter = outage.waiter(Waiter.builder(NATIVE)
                .hold(Duration.ZERO)
                .errorBackoff(PollSchedule.exponential(ofSeconds(10), 2, ofSeconds(40))));
        waiter.awaitAsync("a", LONG);
        outage.pass(ofMillis(20_020));
        waiter.awaitAsync("b", LONG);
        outage.pass(ofMinutes(10));
        List<String> paths = outage.sent().stream().map(World.Sent::path).toList();
        assertThat(paths.subList(0, 3)).noneMatch(path -> path.contains("a,b"));
        assertThat(paths.subList(3, paths.size())).hasSizeGreaterThan(5).allMatch(path -> path.contains("a,b"));
    }

    @Test
    void oneJobThatIsMissingDoesNotCostTheOthersTheirOutcome() {
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(TENS).notFoundGrace(Duration.ZERO));
        CompletableFuture<Outcome> good = waiter.awaitAsync("15000-a", LONG);
        CompletableFuture<Outcome> missing = waiter.awaitAsync("0-b", LONG);
        CompletableFuture<Outcome> other = waiter.awaitAsync("15000-c", LONG);
        world.pass(LONG);
        assertThat(good.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(other.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(missing)
                .failsWithin(ofSeconds(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(WaitException.RequestRejectedException.class);
    }

    @Test
    void twoWaitsOnOneIdShareTheirPolls() {
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).schedule(TENS));
        CompletableFuture<Outcome> one = waiter.awaitAsync("95000-a", LONG);
        world.pass(ofSeconds(3));
        CompletableFuture<Outcome> two = waiter.awaitAsync("95000-a", LONG);
        world.pass(LONG);
        assertThat(one.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(two.join()).isInstanceOf(Outcome.Completed.class);
        // The second one's first poll is its own; it must not be older than the wait.
        assertThat(world.sent()).hasSize(12);
    }

    @Test
    void aCancelledWaitLeavesNoTimerHoweverFarItsNextPollWas() {
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).schedule(PollSchedule.fixed(ofMinutes(8))));
        List<CompletableFuture<Outcome>> waits = begin(waiter, List.of("9000000-a", "9000000-b"));
        world.pass(ofMinutes(1));
        waits.get(0).cancel(true);
        assertThat(world.timers()).isEqualTo(1);
        waits.get(1).cancel(true);
        assertThat(world.timers()).isZero();
        CompletableFuture<Outcome> next = waiter.awaitAsync("90000-c", LONG);
        world.pass(LONG);
        assertThat(next.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(world.timers()).isZero();
    }

    @Test
    void oneOfTwoWaitsOnOneIdMayGiveUp() {
        server.holds = true;
        Waiter waiter = world.waiter(Waiter.builder(SINGLE));
        CompletableFuture<Outcome> one = waiter.awaitAsync("95000-a", LONG);
        CompletableFuture<Outcome> two = waiter.awaitAsync("95000-a", LONG);
        CompletableFuture<Outcome> brief = waiter.awaitAsync("95000-a", ofSeconds(20));
        world.pass(ofSeconds(30));
        one.cancel(true);
        world.pass(LONG);
        assertThat(brief.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(two.join().elapsed()).isBetween(ofSeconds(95), ofMillis(95_050));
    }

    @Test
    void holdsManyJobsWithOneRequestAndLearnsOfEachEndAtOnce() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        List<String> ids = ids(1_100, 10_000, 30_000);
        List<CompletableFuture<Outcome>> waits = begin(waiter, ids);
        world.pass(LONG);
        for (int i = 0; i < ids.size(); i++) {
            Duration end = ofMillis(Long.parseLong(ids.get(i).split("-")[0]));
            assertThat(waits.get(i).join().elapsed()).isBetween(end, end.plusMillis(300));
        }
        // At most five requests a second for each thousand jobs, begun.
        assertThat(world.sent()).hasSizeLessThan(30 * 15);
        assertThat(world.timers()).isZero();
    }

    @Test
    void thousandsThatEndEveryMomentAreToldOfInAFewRequestsSoonAfterwards() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        List<String> ids = ids(5_000, 30_000, 80_000);
        List<CompletableFuture<Outcome>> waits = begin(waiter, ids);
        world.pass(LONG);
        for (int i = 0; i < ids.size(); i++) {
            Duration end = ofMillis(Long.parseLong(ids.get(i).split("-")[0]));
            assertThat(waits.get(i).join().elapsed()).isBetween(end, end.plusMillis(220));
        }
        // A hundred end in each second. Single polling would take nine for each job.
        assertThat(world.sent()).hasSizeLessThan(5_000 * 9 * 3 / 100);
        assertThat(world.timers()).isZero();
        assertThat(world.inFlight()).isZero();
    }

    @Test
    void afterAnAnswerThatTellsOfEndsAloneTheOthersAreAskedForTogetherInFullGroups() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        begin(waiter, ids(4_000, 10_000, 60_000));
        world.pass(ofSeconds(50));
        int before = world.sent().size();
        world.pass(ofMillis(500));
        // 800 are left, and one request can ask for them all.
        assertThat(world.sent().subList(before, world.sent().size()))
                .hasSizeBetween(1, 4)
                .allSatisfy(sent -> assertThat(sent.path().split(",")).hasSizeBetween(700, 900));
    }

    @Test
    void aWaitWithAnEarlyDeadlineLeavesTheOthersForItsLastPoll() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        List<CompletableFuture<Outcome>> others = begin(waiter, ids(20, 500_000, 500_000));
        CompletableFuture<Outcome> brief = waiter.awaitAsync("400000-brief", ofSeconds(300));
        world.pass(ofSeconds(301));
        assertThat(brief.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(brief.join().elapsed()).isLessThanOrEqualTo(ofSeconds(300));
        assertThat(brief.join().lastProblem()).isEmpty();
        assertThat(((Outcome.TimedOut) brief.join()).lastSnapshot()).isPresent();
        // One each 58 s, the probe, and the last poll.
        assertThat(brief.join().polls()).isBetween(6, 9);
        world.pass(LONG);
        assertThat(others)
                .allSatisfy(wait -> assertThat(wait.join().elapsed()).isBetween(ofSeconds(500), ofMillis(500_050)));
    }

    @Test
    void thoseWhoShareAHeldRequestAreOnTheirOwnAgainWhenItIsCut() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        server.outageFrom = ofSeconds(100);
        server.outageTo = ofSeconds(130);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).schedule(TENS));
        List<CompletableFuture<Outcome>> waits = begin(waiter, ids(60, 200_000, 210_000));
        world.pass(LONG);
        assertThat(waits).allSatisfy(wait -> {
            Duration end = ofMillis(Long.parseLong(wait.join().id().split("-")[0]));
            assertThat(wait.join().elapsed()).isBetween(end, end.plusMillis(10_100));
            assertThat(wait.join().lastProblem())
                    .hasValueSatisfying(text -> assertThat(text).contains("503"));
        });
        // The retry budget: a hundred, and ten in each second.
        assertThat(world.sent()).hasSizeLessThan(100 + 30 * 10 + 30);
    }

    @Test
    void aServerThatSaysItHoldsUntilAnEndAndDoesNotIsPolledBySchedule() {
        World liar = new World((request, now) -> World.Reply.ok(
                        request.uri().getQuery() == null ? "{\"state\":\"running\"}" : "{\"jobs\":[],\"missing\":[]}")
                .with("Preference-Applied", "wait=55, until=terminal, return=minimal"));
        Waiter waiter = liar.waiter(Waiter.builder(NATIVE).schedule(TENS));
        begin(waiter, ids(10, 0, 0));
        liar.pass(ofSeconds(50));
        assertThat(liar.sent()).hasSizeLessThan(30);
    }

    @Test
    void aListenerReceivesEachPollAndChangesNothingThatIsSent() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        begin(world.waiter(Waiter.builder(NATIVE)), List.of("60000-a", "130000-b"));
        world.pass(LONG);
        List<String> received = new ArrayList<>();
        World listening = new World(server);
        begin(
                listening.waiter(Waiter.builder(NATIVE)
                        .listener(WaitListener.onPolls(event -> received.add(event.id() + " " + event.text())))),
                List.of("60000-a", "130000-b"));
        listening.pass(LONG);
        assertThat(received).contains("60000-a completed", "130000-b not ended", "130000-b completed");
        assertThat(wire(listening)).isEqualTo(wire(world)).isNotEmpty();
    }

    private static List<String> wire(World world) {
        return world.sent().stream()
                .map(sent -> sent.at() + " " + sent.path() + " "
                        + sent.request().headers().map())
                .toList();
    }

    @Test
    void manyJobsAreHeldFromTheFirstAnswerOnWhateverTheServerHintsToThoseWhoPoll() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        World hinting = new World((request, now) -> {
            World.Reply reply = server.answer(request, now);
            boolean held = reply.headers().containsKey("Preference-Applied");
            return held ? reply : reply.with("Retry-After", "30");
        });
        Waiter waiter = hinting.waiter(Waiter.builder(NATIVE));
        List<CompletableFuture<Outcome>> waits = begin(waiter, ids(50, 10_000, 20_000));
        CompletableFuture<Outcome> over = waiter.awaitAsync("1-over", LONG);
        hinting.pass(LONG);
        // Up to a second is the question whether the server holds at all.
        assertThat(over.join().elapsed()).isLessThan(ofMillis(1_200));
        for (CompletableFuture<Outcome> wait : waits) {
            Duration end = ofMillis(Long.parseLong(wait.join().id().split("-")[0]));
            assertThat(wait.join().elapsed()).isBetween(end, end.plusMillis(300));
        }
    }

    @Test
    void waitsThatBeganOneByOneAreHeldTogetherInTheEnd() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        List<String> ids = ids(300, 1_200_000, 1_200_000);
        for (String id : ids) {
            waiter.awaitAsync(id, LONG);
            world.pass(ofMillis(1_100));
        }
        assertThat(world.inFlight()).isLessThanOrEqualTo(10);
        // A request for each new wait, and few besides; 300 waits on their own would send 300 each 58 s.
        assertThat(world.sent()).hasSizeLessThan(330);
        int before = world.sent().size();
        world.pass(ofSeconds(550));
        assertThat(world.sent().size() - before).isLessThanOrEqualTo(20);
    }

    @Test
    void waitsThatBeginWithinASecondAreAllHeld() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        waiter.awaitAsync("9000000-first", LONG);
        world.pass(ofSeconds(2));
        List<CompletableFuture<Outcome>> waits = new ArrayList<>();
        List<Duration> begun = new ArrayList<>();
        for (int burst = 0; burst < 80; burst++) {
            begun.add(world.since());
            waits.addAll(begin(waiter, ids(20, 60_000, 100_000)));
            world.pass(ofMillis(12));
        }
        // Half of the 64 requests that may be in flight.
        assertThat(world.inFlight()).isLessThan(32);
        world.pass(LONG);
        for (int i = 0; i < waits.size(); i++) {
            Duration end = ofMillis(Long.parseLong(waits.get(i).join().id().split("-")[0]));
            assertThat(begun.get(i / 20).plus(waits.get(i).join().elapsed())).isBetween(end, end.plusMillis(400));
        }
    }

    @Test
    void newJobsDoNotKeepAServerThatIsFarAwayFromSayingThatAJobHasEnded() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        World far = new World((request, now) -> {
            World.Reply reply = server.answer(request, now);
            return reply.after(reply.after().plus(ofSeconds(3)));
        });
        Waiter waiter = far.waiter(Waiter.builder(NATIVE));
        List<CompletableFuture<Outcome>> waits = begin(waiter, ids(10, 30_000, 60_000));
        for (int i = 0; i < 800; i++) {
            waiter.awaitAsync("900000-" + i, LONG);
            far.pass(ofMillis(100));
        }
        assertThat(waits).allSatisfy(wait -> {
            assertThat(wait).isDone();
            Duration end = ofMillis(Long.parseLong(wait.join().id().split("-")[0]));
            assertThat(wait.join().elapsed()).isBetween(end, end.plusSeconds(8));
        });
    }

    @Test
    void oneThatIsAboutToLeaveDoesNotKeepTheOthersFromBeingHeld() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        Duration apart = ofMillis(700);
        List<CompletableFuture<Outcome>> waits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long end = world.since().plusSeconds(60).toMillis() + i * 7_919L % 40_000;
            waits.add(waiter.awaitAsync(end + "-" + i, LONG));
            waiter.awaitAsync("9000000-brief-" + i, ofSeconds(20));
            world.pass(apart);
        }
        world.pass(LONG);
        for (int i = 0; i < waits.size(); i++) {
            Outcome outcome = waits.get(i).join();
            Duration end = ofMillis(Long.parseLong(outcome.id().split("-")[0]));
            assertThat(apart.multipliedBy(i).plus(outcome.elapsed())).isBetween(end, end.plusMillis(300));
        }
    }

    @Test
    void aJobThatIsMissingIsNoReasonToDoubtThatTheServerHolds() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        Waiter waiter = world.waiter(Waiter.builder(NATIVE)
                .schedule(PollSchedule.fixed(ofSeconds(100)))
                .notFoundGrace(Duration.ZERO));
        begin(waiter, List.of("500000-a", "500000-b"));
        world.pass(ofSeconds(10));
        CompletableFuture<Outcome> missing = waiter.awaitAsync("0-missing", LONG);
        world.pass(ofSeconds(1));
        assertThat(missing).failsWithin(ofSeconds(1));
        CompletableFuture<Outcome> next = waiter.awaitAsync("20000-next", LONG);
        world.pass(LONG);
        assertThat(next.join().elapsed()).isBetween(ofSeconds(9), ofMillis(9_050));
    }

    @Test
    void whoPollsIsHeldAsSoonAsARequestForManyShowsAgainThatTheServerHolds() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        World silentOnce = new World((request, now) -> {
            World.Reply reply = server.answer(request, now);
            return request.uri().getPath().endsWith("-silent") ? World.Reply.ok(reply.body()) : reply;
        });
        Waiter waiter = silentOnce.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(100))));
        begin(waiter, List.of("30000-a", "500000-b", "500000-c"));
        silentOnce.pass(ofSeconds(10));
        waiter.awaitAsync("1-silent", LONG);
        silentOnce.pass(ofSeconds(1));
        CompletableFuture<Outcome> next = waiter.awaitAsync("50000-next", LONG);
        silentOnce.pass(LONG);
        // At 30 s the server tells of the first job's end, and so that it holds.
        assertThat(next.join().elapsed()).isBetween(ofSeconds(39), ofMillis(39_050));
    }

    @Test
    void manyWhoAreHeldTogetherObeyRetryAfterTogether() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        World hinting = new World((request, now) -> server.answer(request, now).with("Retry-After", "7"));
        Waiter waiter = hinting.waiter(Waiter.builder(NATIVE));
        List<CompletableFuture<Outcome>> waits = begin(waiter, List.of("500000-a", "500000-b", "30000-c", "500000-d"));
        CompletableFuture<Outcome> brief = waiter.awaitAsync("500000-brief", ofSeconds(35));
        hinting.pass(ofSeconds(29));
        int before = hinting.sent().size();
        hinting.pass(ofSeconds(8));
        assertThat(waits.get(2).join().elapsed()).isLessThan(ofMillis(30_050));
        // Its last poll would have been too early.
        assertThat(brief.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(hinting.sent()).hasSize(before);
        // Waits stay away up to 5 % longer.
        hinting.pass(ofMillis(500));
        assertThat(hinting.sent()).hasSize(before + 1);
        assertThat(hinting.sent().get(before).path().split(",")).hasSize(3);
        assertThat(hinting.sent().get(before).header("Prefer")).isPresent();
    }

    @Test
    void retryAfterHoldsForThoseToWhomItWasSaidEvenWhenTheServerTurnsOutToHold() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        World hinting = new World((request, now) -> {
            World.Reply reply = server.answer(request, now);
            boolean polled = request.headers().firstValue("Prefer").isEmpty();
            return polled ? reply.with("Retry-After", "15") : reply;
        });
        Waiter waiter = hinting.waiter(Waiter.builder(NATIVE).schedule(PollSchedule.fixed(ofSeconds(20))));
        begin(waiter, List.of("500000-a"));
        hinting.pass(ofMillis(100));
        begin(waiter, List.of("500000-b"));
        hinting.pass(ofSeconds(30));
        List<Duration> polls = hinting.sent().stream()
                .filter(sent -> sent.path().contains("-b"))
                .map(World.Sent::at)
                .toList();
        assertThat(polls).hasSizeGreaterThan(1);
        assertThat(polls.get(1).minus(polls.get(0))).isBetween(ofSeconds(15), ofMillis(15_750));
    }

    @Test
    void neverHasMoreRequestsUnderWayThanAllowed() {
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).schedule(TENS).maxInFlight(3));
        List<CompletableFuture<Outcome>> waits = begin(waiter, ids(200, 20_000, 60_000));
        world.pass(LONG);
        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        assertThat(world.mostInFlight()).isEqualTo(3);
    }

    @Test
    void neverSendsMoreRequestsInASecondThanAllowedAndSharesThemFairly() {
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).schedule(TENS).maxPerSecond(5));
        begin(waiter, ids(100, 900_000, 900_000));
        world.pass(ofSeconds(200));
        List<Duration> at = world.sent().stream().map(World.Sent::at).toList();
        for (int i = 5; i < at.size(); i++) {
            assertThat(at.get(i).minus(at.get(i - 5))).isGreaterThanOrEqualTo(ofSeconds(1));
        }
        // A hundred jobs that would be polled every 10 s are each polled every 20 s.
        var polls = world.sent().stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        World.Sent::path, java.util.stream.Collectors.counting()));
        assertThat(polls).hasSize(100);
        assertThat(polls.values()).allSatisfy(count -> assertThat(count).isBetween(9L, 11L));
    }

    @Test
    void aHeldRequestLeavesRoomForOthers() {
        server.holds = true;
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).schedule(TENS).maxInFlight(4));
        List<CompletableFuture<Outcome>> waits = begin(waiter, ids(40, 300_000, 300_000));
        CompletableFuture<Outcome> quick = waiter.awaitAsync("5000-quick", LONG);
        world.pass(ofSeconds(20));
        world.pass(LONG);
        assertThat(quick.join().elapsed()).isLessThan(ofSeconds(20));
        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
    }

    @Test
    void tenThousandWaitsSlowDownTogetherInAnOutageAndDoNotMarchInStepAfterwards() {
        server.outageFrom = ofSeconds(40);
        server.outageTo = ofSeconds(240);
        Waiter waiter = world.waiter(Waiter.builder(SINGLE)
                .schedule(PollSchedule.fixed(ofSeconds(20)).withJitter(0.1))
                .maxInFlight(1_000));
        List<String> ids = ids(10_000, 340_000, 340_000);
        List<CompletableFuture<Outcome>> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waits.addAll(begin(waiter, ids.subList(i * 100, i * 100 + 100)));
            world.pass(ofMillis(100));
        }
        world.pass(LONG);
        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        // Each wait finds out once for itself; all that follows is within the budget of 10 per second.
        assertThat(sentBetween(80, 240)).isLessThan(160 * 11);
        // Back to normal soon, and spread: no tenth of a second takes more than five times its share.
        assertThat(sentBetween(270, 330)).isGreaterThan(25_000);
        long[] tenths = new long[600];
        world.sent().stream()
                .map(World.Sent::at)
                .filter(at -> at.compareTo(ofSeconds(270)) >= 0 && at.compareTo(ofSeconds(330)) < 0)
                .forEach(at -> tenths[(int) (at.minusSeconds(270).toMillis() / 100)]++);
        assertThat(Arrays.stream(tenths).max().orElseThrow()).isLessThan(250);
    }

    @Test
    void a429SilencesAllWaitsForAsLongAsItSays() {
        World limited = new World((request, now) -> now.compareTo(ofSeconds(5)) < 0
                ? World.Reply.status(429).with("Retry-After", "30")
                : World.Reply.ok("{\"state\":\"completed\"}"));
        Waiter waiter = limited.waiter(Waiter.builder(SINGLE).schedule(TENS));
        CompletableFuture<Outcome> one = waiter.awaitAsync("1", LONG);
        limited.pass(ofSeconds(2));
        CompletableFuture<Outcome> two = waiter.awaitAsync("2", LONG);
        limited.pass(LONG);
        assertThat(one.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(two.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(limited.sent().get(1).at()).isGreaterThanOrEqualTo(ofSeconds(30));
    }

    private long sentBetween(int from, int to) {
        return world.sent().stream()
                .filter(sent ->
                        sent.at().compareTo(ofSeconds(from)) >= 0 && sent.at().compareTo(ofSeconds(to)) < 0)
                .count();
    }

    private List<String> ids(int count, long from, long to) {
        return IntStream.range(0, count)
                .mapToObj(i -> random.nextLong(from, to + 1) + "-" + i)
                .toList();
    }

    private static List<CompletableFuture<Outcome>> begin(Waiter waiter, List<String> ids) {
        return ids.stream().map(id -> waiter.awaitAsync(id, LONG)).toList();
    }
}
