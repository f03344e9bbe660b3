package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one request or one wait learns of a job, all waits for the job know. */
class SharedKnowledgeTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));

    /** A program shows the job every 5 s while it waits. Each response asks for a pause of 10 s, so the wait itself never polls. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void snapshotsThatMoveRetryAfterOnEndAWaitWithTheJob(boolean holds) {
        World world = withRetryAfter("10", ofSeconds(60), holds);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("a", ofSeconds(600));
        world.pass(ofSeconds(2));
        for (int i = 0; i < 13; i++) {
            waiter.snapshotAsync("a");
            world.pass(ofSeconds(5));
        }
        assertThat(wait).isDone();
        assertThat(wait.join()).isInstanceOf(Outcome.Completed.class);
    }

    /** A look gives up the shared held request for one of its jobs. */
    @Test
    void anEndThatTheRequestOfOtherJobsShowsEndsAWaitThatHasLeftIt() {
        JobServer jobs = new JobServer(id -> ofSeconds(50));
        jobs.holds = true;
        jobs.holdsUntilTheEnd = true;
        World world = new World((request, now) ->
                now.compareTo(ofSeconds(30)) > 0 && request.uri().getQuery() == null
                        ? Reply.status(503).with("Retry-After", "300")
                        : jobs.answer(request, now));
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        CompletableFuture<Outcome> looked = waiter.awaitAsync("a", ofSeconds(900));
        waiter.awaitAsync("b", ofSeconds(900));
        world.pass(ofSeconds(31));
        waiter.look("a");
        world.pass(ofSeconds(30));
        assertThat(looked).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Completed);
        assertThat(looked.join().elapsed()).isLessThan(ofSeconds(51));
    }

    /** The memory for ended jobs is bounded. */
    @Test
    void jobsThatNobodyAskedForPushNoEndOutOfTheMemory() {
        String strangers = IntStream.range(0, 11_000)
                .mapToObj(i -> "{\"id\":\"other-" + i + "\",\"state\":\"completed\"}")
                .collect(Collectors.joining(","));
        World world = new World((request, now) -> Reply.ok(
                request.uri().getQuery() == null
                        ? "{\"id\":\"a\",\"state\":\"completed\"}"
                        : "{\"jobs\":[" + strangers + "],\"missing\":[]}"));
        Waiter waiter = world.waiter(bySchedule(10));
        waiter.awaitAsync("a", ofSeconds(60));
        world.pass(ofSeconds(1));
        waiter.awaitAsync("b", ofSeconds(60));
        waiter.awaitAsync("c", ofSeconds(60));
        world.pass(ofSeconds(30));
        int before = world.sent().size();
        CompletableFuture<Outcome> again = waiter.awaitAsync("a", ofSeconds(60));
        world.pass(ofSeconds(1));
        assertThat(again).isDone();
        assertThat(world.sent()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "cancel"})
    void anEndThatASingleRequestSeesEndsTheWaitsUnderWay(String call) {
        boolean[] canceled = {false};
        World world = new World((request, now) -> {
            canceled[0] |= !request.method().equals("GET");
            boolean ended = call.equals("snapshot") && now.compareTo(ofSeconds(10)) >= 0;
            return Reply.ok(job(canceled[0] ? "canceled" : ended ? "completed" : "running"));
        });
        Waiter waiter = world.waiter(bySchedule(300));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("a", ofSeconds(3_000));
        world.pass(ofSeconds(20));
        CompletableFuture<Snapshot> single =
                call.equals("cancel") ? waiter.cancelAsync("a") : waiter.snapshotAsync("a");
        world.pass(ofSeconds(1));
        assertThat(single.join().state().isTerminal()).isTrue();
        assertThat(wait).isDone();
    }

    /** The second wait may not poll, because of what the server said meanwhile. */
    @Test
    void anEndThatOneWaitLearnsEndsEachOtherWaitForTheJob() {
        World world = withRetryAfter("300", ofSeconds(50), true);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        CompletableFuture<Outcome> first = waiter.awaitAsync("a", ofSeconds(600));
        world.pass(ofSeconds(40));
        waiter.snapshotAsync("a");
        world.pass(ofSeconds(5));
        CompletableFuture<Outcome> second = waiter.awaitAsync("a", ofSeconds(600));
        world.pass(ofSeconds(10));
        assertThat(first).isDone();
        assertThat(second).isDone();
    }

    @Test
    void aLookThatRetryAfterForbidsLeavesTheHeldRequest() {
        World world = withRetryAfter("300", ofSeconds(50), true);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("a", ofSeconds(600));
        world.pass(ofSeconds(40));
        waiter.snapshotAsync("a");
        world.pass(ofSeconds(5));
        waiter.look("a");
        world.pass(ofSeconds(10));
        assertThat(wait).isDone();
    }

    /** Both jobs share a held request, and one of them may not be asked for in its next round. */
    @Test
    void aHeldRequestThatGoesNoFurtherCountsNoResponseTwice() {
        World world = withRetryAfter("30", ofSeconds(200), true);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        List<Integer> answered = new ArrayList<>();
        WaitOptions options = WaitOptions.builder()
                .maxWait(ofSeconds(600))
                .listener(WaitListener.onPolls(event -> answered.add(event.poll())))
                .build();
        CompletableFuture<Outcome> a = waiter.awaitAsync("a", options);
        waiter.awaitAsync("b", ofSeconds(600));
        world.pass(ofSeconds(40));
        waiter.snapshotAsync("b");
        world.pass(ofSeconds(300));
        assertThat(a.join().stats().responses()).isLessThanOrEqualTo(a.join().polls());
        assertThat(answered).doesNotHaveDuplicates();
    }

    /** The last wait for the job waits for its turn when it ends, so it was not told itself. */
    @Test
    void retryAfterOutlivesAWaitThatTimedOutWhileItWaitedForItsTurn() {
        World world = new World((request, now) -> now.compareTo(ofSeconds(1)) < 0
                ? Reply.status(429).with("Retry-After", "600")
                : Reply.ok(job("running")));
        Waiter waiter = world.waiter(bySchedule(5));
        waiter.awaitAsync("a", ofSeconds(20));
        world.pass(ofSeconds(2));
        waiter.awaitAsync("a", ofSeconds(30));
        world.pass(ofSeconds(60));
        waiter.awaitAsync("a", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(world.sent()).hasSize(1);
    }

    /** A snapshot is told while the last poll hangs. */
    @Test
    void retryAfterOutlivesAWaitWhoseLastPollHangs() {
        World world = new World((request, now) -> {
            if (now.compareTo(ofMillis(19_500)) < 0) {
                return Reply.ok(job("running"));
            }
            return now.compareTo(ofMillis(19_945)) < 0
                    ? null
                    : Reply.ok(job("running")).with("Retry-After", "600");
        });
        Waiter waiter = world.waiter(bySchedule(5));
        waiter.awaitAsync("a", ofSeconds(20));
        world.pass(ofMillis(19_985));
        waiter.snapshotAsync("a");
        world.pass(ofMillis(600));
        int before = world.sent().size();
        waiter.awaitAsync("a", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(world.sent()).hasSize(before);
    }

    /** Each reading of the clock takes 1 ms, as on a busy machine: the pause ends after the turn has begun, before the wait is asked. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16})
    void aPauseThatEndsWhileRequestsAreSentDoesNotKeepTheLoopBusy(int before) {
        World world = withRetryAfter("30", ofSeconds(1_000), true);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        waiter.awaitAsync("a", ofSeconds(600));
        world.pass(ofSeconds(40));
        waiter.snapshotAsync("a");
        world.pass(ofMillis(30_010 - before));
        waiter.awaitAsync("a", ofSeconds(600));
        Duration begin = world.since();
        world.ticks(ofMillis(1));
        world.pass(Duration.ZERO);
        world.ticks(Duration.ZERO);
        assertThat(world.since().minus(begin)).isLessThan(ofSeconds(5));
    }

    /** The job of the first wait may not be asked for when the next round of all three is due. */
    @Test
    void noPollCountsThatWasNeverSent() {
        World world = withRetryAfter("30", ofSeconds(200), true);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        waiter.awaitAsync("a", ofSeconds(600));
        waiter.awaitAsync("b", ofSeconds(600));
        world.pass(ofSeconds(20));
        CompletableFuture<Outcome> c = waiter.awaitAsync("c", ofSeconds(600));
        world.pass(ofSeconds(25));
        waiter.snapshotAsync("a");
        world.pass(ofSeconds(300));
        assertThat(world.sent().stream().filter(each -> each.path().matches(".*[/=,]c(,.*)?")))
                .hasSize(c.join().polls());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aListenerLearnsWhenTheNextPollIsAfterAHeldRequestWithRetryAfter(int jobs) {
        JobServer server = new JobServer(id -> ofSeconds(1_000));
        server.holds = true;
        server.holdsUntilTheEnd = true;
        World world = new World((request, now) -> server.answer(request, now).with("Retry-After", "30"));
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        List<PollEvent> answered = new ArrayList<>();
        WaitOptions options = WaitOptions.builder()
                .maxWait(ofSeconds(900))
                .listener(WaitListener.onPolls(answered::add))
                .build();
        for (int job = 0; job < jobs; job++) {
            waiter.awaitAsync("job-" + job, options);
        }
        world.pass(ofSeconds(300));
        assertThat(answered)
                .hasSizeGreaterThan(2)
                .allSatisfy(event -> assertThat(event.nextPoll()).isPresent());
    }

    /** Minutes and good responses lie between the two. */
    @ParameterizedTest
    @ValueSource(strings = {"too long", "404"})
    void twoBadResponsesToHeldRequestsAreNotInARow(String bad) {
        JobServer server = new JobServer(id -> ofSeconds(2_000));
        server.holds = true;
        server.holdsUntilTheEnd = true;
        int[] number = {0};
        World world = new World((request, now) -> {
            int n = ++number[0];
            if (n != 3 && n != 7) {
                return server.answer(request, now);
            }
            return bad.equals("404") ? Reply.status(404) : Reply.ok(" ".repeat(3 << 20));
        });
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).permanentFailureTries(2));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("a", ofSeconds(1_000));
        world.pass(ofSeconds(900));
        assertThat(number[0]).isGreaterThan(8);
        assertThat(wait).isNotDone();
    }

    /** Its job ends then. Each response to a request that is not held has {@code Retry-After}. */
    private static World withRetryAfter(String retryAfter, Duration end, boolean holds) {
        JobServer server = new JobServer(id -> end);
        return new World(
                holds
                        ? server.holdingWithRetryAfter(retryAfter)
                        : (request, now) -> server.answer(request, now).with("Retry-After", retryAfter));
    }

    private static WaiterBuilder bySchedule(long seconds) {
        return Waiter.builder(NATIVE).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(seconds)));
    }

    private static String job(String state) {
        return "{\"id\":\"a\",\"state\":\"" + state + "\"}";
    }
}
