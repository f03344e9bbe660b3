package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.RequestTemplate;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that was dropped without a word while it was idle costs a second, and not a request timeout. */
class IdleConnectionTest {

    private static final Backend SINGLE = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final PollSchedule EACH_SECOND = PollSchedule.fixed(ofSeconds(1));
    private static final PollSchedule TENS = PollSchedule.fixed(ofSeconds(10));

    /** What comes of a request on a pooled connection after a pause; nothing if that is null. */
    private @Nullable Reply pooled;

    private Reply fresh = running();
    /** When each pooled connection was used last. As in the JDK's client, the next request gets the oldest. */
    private final PriorityQueue<Duration> pool = new PriorityQueue<>();

    private final World world = new World(this::answer);

    private @Nullable Reply answer(HttpRequest request, Duration now) {
        if (last().reuse() == Reuse.NEW) {
            return fresh;
        }
        boolean connects = pool.isEmpty() || pool.peek().compareTo(now) > 0;
        Duration usedAt = connects ? now : pool.remove();
        if (now.minus(usedAt).compareTo(ofSeconds(3)) > 0) {
            return pooled;
        }
        Reply reply = request.uri().getPath().endsWith("/brief") ? completed() : running();
        pool.add(now.plus(reply.after()));
        return reply;
    }

    @Test
    void aPollWithoutAResponseIsSentOnceMoreOnANewConnection() {
        CompletableFuture<Outcome> outcome = await(Waiter.builder(SINGLE));
        fresh = completed();
        world.pass(ofSeconds(30));
        assertThat(outcome.join().elapsed()).isEqualTo(ofMillis(11_020));
        assertThat(world.sent()).extracting(World.Sent::reuse).containsExactly(Reuse.ANY, Reuse.ANY, Reuse.NEW);
        assertThat(outcome.join().lastProblem()).isEmpty();
        assertThat(world.inFlight()).isZero();
    }

    @Test
    void theFirstGoodResponseCountsAlsoIfItIsTheOlderOne() {
        pooled = completed().after(ofMillis(1_500));
        fresh = running().after(ofSeconds(5));
        CompletableFuture<Outcome> outcome = await(Waiter.builder(SINGLE));
        world.pass(ofSeconds(30));
        assertThat(outcome.join().elapsed()).isEqualTo(ofMillis(11_510));
        assertThat(world.inFlight()).isZero();
    }

    @Test
    void aBrokenConnectionDoesNotEndTheTryOnTheOther() {
        pooled = Reply.broken().after(ofMillis(1_200));
        fresh = completed().after(ofMillis(500));
        CompletableFuture<Outcome> outcome = await(Waiter.builder(SINGLE));
        world.pass(ofSeconds(30));
        assertThat(outcome.join().elapsed()).isEqualTo(ofMillis(11_510));
        assertThat(outcome.join().lastProblem()).isEmpty();
    }

    @Test
    void aServerThatHangsOnBothMeetsTheRequestTimeout() {
        fresh = Reply.broken().after(ofSeconds(100));
        CompletableFuture<Outcome> outcome = await(Waiter.builder(SINGLE));
        world.pass(ofMillis(19_100));
        assertThat(world.sent()).hasSize(3);
        assertThat(world.inFlight()).isZero();
        world.pass(ofSeconds(300));
        assertThat(outcome.join().lastProblem()).hasValue("no complete response within 10.0 s");
    }

    @Test
    void thereIsNoSecondRequestWhereOnlyOneMayBeInFlight() {
        await(Waiter.builder(SINGLE).maxInFlight(1));
        world.pass(ofSeconds(30));
        assertThat(world.mostInFlight()).isEqualTo(1);
        assertThat(world.sent()).hasSizeGreaterThan(2);
    }

    @Test
    void theSecondRequestCountsTowardsTheRate() {
        Waiter waiter = world.waiter(
                Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(TENS).maxPerSecond(2));
        for (int i = 0; i < 12; i++) {
            waiter.awaitAsync("job-" + i, ofSeconds(300));
        }
        world.pass(ofSeconds(60));
        List<Duration> times = world.sent().stream().map(World.Sent::at).toList();
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i).minus(times.get(i - 1))).isGreaterThanOrEqualTo(ofMillis(500));
        }
        assertThat(world.sent()).extracting(World.Sent::reuse).contains(Reuse.NEW);
    }

    @Test
    void manyHungRequestsAreRepeatedWithinTheRetryBudget() {
        fresh = Reply.broken().after(ofSeconds(100));
        Waiter waiter = world.waiter(Waiter.builder(SINGLE)
                .hold(Duration.ZERO)
                .schedule(TENS)
                .maxInFlight(1_000)
                .retryBudget(20, 1));
        List<CompletableFuture<Outcome>> waits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            waits.add(waiter.awaitAsync("job-" + i, ofSeconds(300)));
        }
        world.pass(ofSeconds(19));
        assertThat(world.sent()).filteredOn(sent -> sent.reuse() == Reuse.NEW).hasSizeBetween(10, 30);
    }

    @Test
    void aConnectionThatWasJustUsedIsGivenItsTime() {
        World busy = new World((request, now) -> running().after(ofMillis(2_500)));
        busy.waiter(Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(1))))
                .awaitAsync("1", ofSeconds(60));
        busy.pass(ofSeconds(50));
        assertThat(busy.sent()).extracting(World.Sent::reuse).containsOnly(Reuse.ANY);
        assertThat(busy.mostInFlight()).isEqualTo(1);
    }

    /** A poll each two seconds, so that no connection is old. */
    @Test
    void aConnectionThatDiesSoonAfterItsUseCostsASecondToo() {
        World dropping = new World(dropsOnce(ofSeconds(10)));
        CompletableFuture<Outcome> outcome = dropping.waiter(
                        Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(2))))
                .awaitAsync("1", ofSeconds(100));
        dropping.pass(ofSeconds(100));
        // The poll at 10 s goes unanswered, and the one on a new connection is answered at 11 s.
        assertThat(outcome.join().elapsed()).isLessThan(ofSeconds(12));
        assertThat(outcome.join().lastProblem()).isEmpty();
        assertThat(dropping.sent())
                .filteredOn(sent -> sent.reuse() == Reuse.NEW)
                .hasSize(1);
        assertThat(dropping.inFlight()).isZero();
    }

    @Test
    void aSubmissionIsSentOnceHoweverLongItTakes() {
        World slow = new World((request, now) ->
                request.method().equals("POST") ? Reply.ok("{\"id\":\"7\"}").after(ofSeconds(8)) : running());
        Waiter waiter = slow.waiter(Waiter.builder(Backend.json("http://server/jobs/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .submit(RequestTemplate.post("/jobs"), "/id")
                .build()));
        waiter.snapshotAsync("1");
        slow.pass(ofSeconds(1));
        CompletableFuture<Snapshot> job =
                waiter.submitAsync(Submission.of(URI.create("http://x/y.mp4"), "es"), "key", ofSeconds(30));
        slow.pass(ofSeconds(30));
        assertThat(job.join().id()).isEqualTo("7");
        assertThat(slow.sent()).hasSize(2);
    }

    /** The first request over a connection that was used before is never answered. */
    private World.Server dropsOnce(Duration from) {
        boolean[] dropped = new boolean[1];
        return (request, now) -> {
            boolean drops = now.compareTo(from) > 0 && !dropped[0];
            dropped[0] |= drops;
            return drops ? null : now.compareTo(from) > 0 ? completed() : running();
        };
    }

    /** One after the other: each poll is sent a second after the response to the one before. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aServerWhoseLatencyIsRandomGetsFewMoreRequests(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        assertThat(extra(now -> ofMillis(random.nextInt(100, 3_001)), 1)).isLessThan(0.03);
        assertThat(extra(now -> ofMillis(random.nextInt(100, 3_001)), 20)).isLessThan(0.03);
        // One in ten is slow.
        assertThat(extra(now -> ofMillis(random.nextInt(10) == 0 ? 3_000 : 50), 1))
                .isLessThan(0.05);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void aServerThatBecomesSlowGetsEachPollTwiceOnlyUntilThatIsKnown(int waits) {
        for (int slow : new int[] {1_200, 2_500, 9_000}) {
            Duration change = ofSeconds(300);
            assertThat(extra(now -> ofMillis(now.compareTo(change) < 0 ? 50 : slow), waits))
                    .as(slow + " ms")
                    .isLessThan(0.05);
        }
    }

    /** The share of requests that are sent once more, in an hour with a poll a second of each of some waits. */
    private static double extra(Function<Duration, Duration> latency, int waits) {
        World slow = new World((request, now) -> running().after(latency.apply(now)));
        Waiter waiter = slow.waiter(Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(EACH_SECOND));
        for (int i = 0; i < waits; i++) {
            waiter.awaitAsync("job-" + i, ofSeconds(4_000));
            slow.pass(ofMillis(70));
        }
        slow.pass(ofSeconds(3_600));
        long twice =
                slow.sent().stream().filter(sent -> sent.reuse() == Reuse.NEW).count();
        return (double) twice / slow.sent().size();
    }

    @Test
    void aRequestThatTheServerHoldsIsNotRepeated() {
        JobServer server = new JobServer(id -> ofSeconds(500));
        server.holds = true;
        World holding = new World(server);
        holding.waiter(Waiter.builder(SINGLE)).awaitAsync("1", ofSeconds(600));
        holding.pass(ofSeconds(550));
        assertThat(holding.sent()).extracting(World.Sent::reuse).containsOnly(Reuse.ANY);
        assertThat(holding.mostInFlight()).isEqualTo(1);
    }

    /** Also one for many jobs. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHeldRequestGoesOverANewConnectionWhereTheOldOneMayBeGone(boolean untilTheEnd) {
        JobServer server = new JobServer(id -> ofSeconds(Long.parseLong(id)));
        server.holds = true;
        server.holdsUntilTheEnd = untilTheEnd;
        World holding = new World(server);
        Waiter waiter =
                holding.waiter(Waiter.builder(untilTheEnd ? Backend.fermata(URI.create("http://server")) : SINGLE));
        waiter.awaitAsync("20", ofSeconds(600));
        holding.pass(ofSeconds(60));
        waiter.awaitAsync("100", ofSeconds(600));
        holding.pass(ofSeconds(60));
        assertThat(holding.sent())
                .filteredOn(sent -> sent.path().endsWith("/100"))
                .first()
                .satisfies(sent -> assertThat(sent.header("Prefer")).hasValue("wait=58, until=terminal"))
                .satisfies(sent -> assertThat(sent.reuse()).isEqualTo(Reuse.NEW));
    }

    @Test
    void aSingleRequestGoesOverANewConnectionWhereTheOldOneMayBeGone() {
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).hold(Duration.ZERO));
        waiter.snapshotAsync("1");
        world.pass(ofSeconds(60));
        waiter.snapshotAsync("1");
        world.pass(ofSeconds(1));
        assertThat(world.sent()).extracting(World.Sent::reuse).containsExactly(Reuse.ANY, Reuse.NEW);
    }

    @Test
    void aConnectionThatIsNotUsedIsNotTakenForOneInUseBecauseOthersAre() {
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(EACH_SECOND));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("1", ofSeconds(60));
        for (int i = 0; i < 9; i++) {
            waiter.snapshotAsync("brief");
        }
        world.pass(ofSeconds(61));
        assertThat(outcome.join().lastProblem()).isEmpty();
        // Each of those that nobody used for three seconds costs a second.
        assertThat(outcome.join().polls()).isGreaterThan(45);
    }

    @Test
    void aResponseOverANewConnectionDoesNotRefreshTheOldOnes() {
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).hold(Duration.ZERO));
        waiter.snapshotAsync("1");
        world.pass(ofSeconds(60));
        waiter.snapshotAsync("1");
        world.pass(ofSeconds(1));
        CompletableFuture<Snapshot> third = waiter.snapshotAsync("1");
        world.pass(ofSeconds(1));
        assertThat(third).isCompleted();
    }

    private CompletableFuture<Outcome> await(WaiterBuilder settings) {
        Waiter waiter = world.waiter(settings.hold(Duration.ZERO).schedule(TENS));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("1", ofSeconds(300));
        // The first poll opens the connection.
        world.pass(ofSeconds(1));
        return outcome;
    }

    private World.Sent last() {
        return world.sent().get(world.sent().size() - 1);
    }

    private static Reply running() {
        return Reply.ok("{\"state\":\"running\"}");
    }

    private static Reply completed() {
        return Reply.ok("{\"state\":\"completed\"}");
    }

    @Test
    void oldConnectionsThatNobodyUsesCostOnlySomeHeldRequestsANewOne() {
        JobServer server = new JobServer(id -> ofSeconds(Long.parseLong(id)));
        server.holds = true;
        World holding = new World(server);
        Waiter waiter = holding.waiter(Waiter.builder(SINGLE));
        waiter.awaitAsync("10", ofSeconds(100));
        holding.pass(ofSeconds(20));
        waiter.awaitAsync("2000", ofSeconds(2_100));
        holding.pass(ofSeconds(2_000));
        assertThat(holding.sent()).hasSizeGreaterThan(30);
        assertThat(holding.sent()).filteredOn(sent -> sent.reuse() == Reuse.NEW).hasSizeLessThan(10);
    }

    @Test
    void aBurstDoesNotMakeASlowServerGetEachLaterPollTwice() {
        World slow =
                new World((request, now) -> Reply.ok("{\"state\":\"running\"}").after(ofMillis(1_200)));
        Waiter waiter =
                slow.waiter(Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(1))));
        for (int i = 0; i < 10; i++) {
            waiter.snapshotAsync("burst" + i);
        }
        slow.pass(ofSeconds(10));
        waiter.awaitAsync("1", ofSeconds(660));
        slow.pass(ofSeconds(600));
        assertThat(slow.sent()).filteredOn(sent -> sent.reuse() == Reuse.NEW).hasSizeLessThan(3);
    }
}
