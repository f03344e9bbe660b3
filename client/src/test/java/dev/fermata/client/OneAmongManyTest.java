package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No wait starves, and none spoils the others' outcome: neither by a failure, nor by giving up, nor by an answer about it. */
@Timeout(60)
class OneAmongManyTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Backend SINGLE = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final PollSchedule EACH_SECOND = PollSchedule.fixed(ofSeconds(1));

    @Test
    void aWaitWithOneBadPollGetsItsTurnWhileOthersPressAgainstTheRate() {
        assertThat(victim(SINGLE, Waiter.builder(SINGLE).maxPerSecond(20))).isLessThan(ofSeconds(8));
    }

    @Test
    void aWaitWithOneBadPollGetsItsTurnWhileOthersFillAllThatMayBeInFlight() {
        assertThat(victim(SINGLE, Waiter.builder(SINGLE).maxInFlight(2))).isLessThan(ofSeconds(8));
    }

    @Test
    void lastPollsStarveNobody() {
        World world = new World((request, now) -> Reply.ok("{\"state\":\"running\"}"));
        Waiter waiter = world.waiter(
                Waiter.builder(SINGLE).hold(Duration.ZERO).maxPerSecond(10).schedule(EACH_SECOND));
        waiter.awaitAsync("patient", ofSeconds(600));
        for (int i = 0; i < 3_000; i++) {
            waiter.awaitAsync("brief-" + i, ofMillis(400));
            world.pass(ofMillis(20));
        }
        assertThat(world.sent())
                .filteredOn(sent -> sent.path().endsWith("patient"))
                .hasSizeGreaterThan(5);
    }

    /** How long it takes a wait that meets a single 500, beside sixty that ask as often as they may. */
    private static Duration victim(Backend backend, WaiterBuilder settings) {
        List<Duration> asked = new ArrayList<>();
        World world = new World((request, now) -> {
            if (!request.uri().getPath().endsWith("victim")) {
                return Reply.ok("{\"state\":\"running\"}").after(ofMillis(100));
            }
            asked.add(now);
            return asked.size() == 1 ? Reply.status(500) : Reply.ok("{\"state\":\"completed\"}");
        });
        Waiter waiter = world.waiter(settings.hold(Duration.ZERO).schedule(EACH_SECOND));
        CompletableFuture<Outcome> victim = waiter.awaitAsync("victim", ofSeconds(20));
        world.pass(ofMillis(100));
        IntStream.range(0, 60).forEach(i -> waiter.awaitAsync("busy-" + i, ofSeconds(25)));
        world.pass(ofSeconds(30));
        assertThat(victim.join()).isInstanceOf(Outcome.Completed.class);
        return victim.join().elapsed();
    }

    @Test
    void noTimerIsLeftWhenAWaitEndsThatTheServerHasSilenced() {
        World world = new World((request, now) -> World.Reply.status(429).with("Retry-After", "50"));
        Waiter waiter =
                world.waiter(Waiter.builder(SINGLE).schedule(EACH_SECOND).notFoundGrace(Duration.ZERO));
        CompletableFuture<Outcome> first = waiter.awaitAsync("1", ofSeconds(10));
        world.pass(ofSeconds(1));
        CompletableFuture<Outcome> second = waiter.awaitAsync("2", ofSeconds(5));
        world.pass(ofSeconds(10));
        assertThat(first.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(second.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(world.timers()).isZero();
    }

    @Test
    void waitsThatAreCanceledOneByOneSendNothingOnTheirWayOut() {
        World world = new World((request, now) -> null);
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).schedule(EACH_SECOND));
        List<CompletableFuture<Outcome>> waits = IntStream.range(0, 2_000)
                .mapToObj(i -> waiter.awaitAsync("job-" + i, ofSeconds(300)))
                .toList();
        world.pass(ofSeconds(1));
        assertThat(world.sent()).hasSize(64);
        for (CompletableFuture<Outcome> wait : waits) {
            wait.cancel(true);
            world.pass(Duration.ofNanos(50_000));
        }
        world.pass(ofSeconds(301));
        assertThat(world.sent()).hasSize(64);
        assertThat(world.timers()).isZero();
        // The room that they left is there again.
        waiter.awaitAsync("next", ofSeconds(10));
        world.pass(ofMillis(10));
        assertThat(world.sent()).hasSize(65);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptGivesAllWaitsOfACallUpAndSendsForNoneOfThem(boolean each) throws Exception {
        List<String> ids = IntStream.range(0, 1_000).mapToObj(i -> "job-" + i).toList();
        try (HostileServer server = new HostileServer(HostileServer.hang());
                Waiter waiter = Waiter.builder(Backend.json(server.uri() + "/{id}")
                                .state("/state")
                                .completed("completed")
                                .failed("failed")
                                .build())
                        .schedule(EACH_SECOND)
                        .build()) {
            FutureTask<Long> call = new FutureTask<>(() -> each
                    ? waiter.awaitEach(ids, ofSeconds(300)).count()
                    : (long) waiter.awaitAll(ids, ofSeconds(300)).size());
            Thread thread = new Thread(call);
            thread.start();
            Eventually.isTrue(() -> server.requests() == 64);
            thread.interrupt();
            thread.join();
            Eventually.isTrue(() -> server.openConnections() == 0);
            assertThat(server.requests()).isLessThan(128);
        }
    }

    @Test
    void theTimeOfACallCountsFromItsStartForEachOfItsWaits() {
        World world = new World((request, now) -> null);
        Waiter waiter = world.waiter(Waiter.builder(SINGLE));
        List<String> ids = IntStream.range(0, 1_000).mapToObj(i -> "job-" + i).toList();
        Duration before = world.since();
        try (Stream<Outcome> outcomes = waiter.awaitEach(ids, ofSeconds(10))) {
            world.ticks(ofMillis(1));
            world.pass(Duration.ZERO);
            world.ticks(Duration.ZERO);
            assertThat(world.since().minus(before)).isGreaterThan(ofSeconds(1));
            world.pass(ofSeconds(10).minus(world.since().minus(before)).plusMillis(10));
            List<Outcome> all = outcomes.toList();
            assertThat(all).hasSize(1_000).allSatisfy(outcome -> {
                assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
                assertThat(outcome.elapsed()).isBetween(ofMillis(9_900), ofMillis(10_010));
            });
        }
    }

    @Test
    void anEntryThatCannotBeReadIsAFailureOfItsJobAlone() {
        List<Outcome> outcomes = bulk(ids -> Reply.ok(
                "{\"jobs\":[{\"id\":\"a\"},{\"id\":\"b\",\"state\":\"completed\"},null,3],\"missing\":[\"c\"]}"));
        assertThat(outcomes.get(0))
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class,
                        timedOut -> assertThat(timedOut.lastProblem())
                                .hasValueSatisfying(
                                        problem -> assertThat(problem).contains("no state")));
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Completed.class);
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void anEntryThatDoesNotSayWhomItIsAboutRefusesNobody() {
        List<Outcome> outcomes = bulk(
                ids -> Reply.ok(
                        "{\"jobs\":[{\"state\":\"completed\"},{\"id\":\"b\",\"state\":\"completed\"},{\"id\":\"c\",\"state\":\"completed\"}]}"));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aResponseThatIsTooLongForManyJobsIsAskedForWithFewer() {
        List<Outcome> outcomes = bulk(ids -> {
            Reply reply = completed(ids);
            // Two jobs are more than fits, one is not.
            return ids.size() < 2 ? reply : Reply.ok(reply.body() + " ".repeat(3 << 20));
        });
        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Completed.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 402, 407, 426, 505})
    void aRejectionThatConcernsEveryJobEndsAllWaitsWithOneRequest(int status) {
        List<Integer> sizes = new ArrayList<>();
        List<Outcome> outcomes = bulk(ids -> {
            sizes.add(ids.size());
            return Reply.status(status);
        });
        assertThat(outcomes).hasOnlyElementsOfType(Outcome.Rejected.class);
        assertThat(sizes).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 410, 413, 414, 501})
    void aRequestForManyThatIsTurnedDownIsSentForFewerBeforeAnyJobIsRejected(int status) {
        List<Outcome> outcomes = bulk(ids -> ids.contains("b") ? Reply.status(status) : completed(ids));
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Completed.class);
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Completed.class);
        assertThat(outcomes.get(1)).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
            assertThat(rejected.exception().statusCode()).isEqualTo(status);
            assertThat(rejected.exception().uri().orElseThrow()).hasPath("/v1/jobs/b");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {413, 414})
    void aRequestForManyThatIsTurnedDownForSomeTimeIsNotSentForFewerBefore(int status) {
        World world = new World((request, now) ->
                ids(request).size() > 1 ? Reply.status(status).with("Retry-After", "5") : completed(ids(request)));
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO).schedule(EACH_SECOND));
        List<CompletableFuture<Outcome>> waits = List.of("a", "b", "c").stream()
                .map(id -> waiter.awaitAsync(id, ofSeconds(30)))
                .toList();
        CompletableFuture<Outcome> brief = waiter.awaitAsync("d", ofSeconds(4));
        world.pass(ofSeconds(31));
        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        assertThat(brief.join()).isInstanceOf(Outcome.TimedOut.class);
        for (String id : List.of("a", "b", "c", "d")) {
            List<Duration> asked = world.sent().stream()
                    .filter(sent -> ids(sent.request()).contains(id))
                    .map(World.Sent::at)
                    .toList();
            for (int i = 1; i < asked.size(); i++) {
                assertThat(asked.get(i).minus(asked.get(i - 1))).isGreaterThanOrEqualTo(ofSeconds(5));
            }
        }
    }

    @Test
    void aServerThatTakesOnlySoManyIdsIsAskedForNoMoreFromThenOn() {
        List<Integer> sizes = new ArrayList<>();
        World world = new World((request, now) -> {
            List<String> ids = ids(request);
            sizes.add(ids.size());
            return ids.size() > 100 ? Reply.status(414) : running(ids);
        });
        Waiter waiter =
                world.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(10))));
        IntStream.range(0, 1_000).forEach(i -> waiter.awaitAsync("job-" + i, ofSeconds(300)));
        world.pass(ofSeconds(95));
        assertThat(sizes.stream().filter(size -> size == 1).count()).isLessThan(30);
        // Ten rounds of a thousand jobs, at fifty or more with one request, and an attempt at more now and then.
        assertThat(sizes).hasSizeLessThan(10 * 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void anIdThatNobodyCanBeAskedForEndsItsOwnWaitAlone(String bad) {
        World world = new World((request, now) -> completed(ids(request)));
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO).schedule(EACH_SECOND));
        List<CompletableFuture<Outcome>> good = new ArrayList<>();
        List.of("x", "y").forEach(id -> good.add(waiter.awaitAsync(id, ofSeconds(10))));
        CompletableFuture<Outcome> broken = waiter.awaitAsync(bad, ofSeconds(10));
        good.add(waiter.awaitAsync("z", ofSeconds(10)));
        world.pass(ofSeconds(11));
        assertThat(good).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        assertThat(broken).failsWithin(ofSeconds(1)).withThrowableThat().withMessageContaining("'" + bad + "'");
        assertThat(world.sent()).hasSize(1);
    }

    @Test
    void jobsThatCannotBeAskedForTogetherAreAskedForAlone() {
        Backend alone = new Backend() {
            @Override
            public String name() {
                return NATIVE.name();
            }

            @Override
            public HttpRequest statusRequest(String id) {
                return NATIVE.statusRequest(id);
            }

            @Override
            public Snapshot read(String id, java.net.http.HttpHeaders head, byte[] body) {
                return NATIVE.read(id, head, body);
            }

            @Override
            public java.util.Optional<Bulk> bulk() {
                return java.util.Optional.of(new Bulk() {
                    @Override
                    public int maxIds() {
                        return 100;
                    }

                    @Override
                    public HttpRequest statusRequest(List<String> ids) {
                        throw new IllegalStateException("not today");
                    }

                    @Override
                    public Backend.BulkSnapshots read(List<String> ids, java.net.http.HttpHeaders head, byte[] body) {
                        throw new IllegalStateException("never asked for");
                    }
                });
            }
        };
        World world = new World((request, now) -> completed(ids(request)));
        Waiter waiter = world.waiter(Waiter.builder(alone).hold(Duration.ZERO).schedule(EACH_SECOND));
        List<CompletableFuture<Outcome>> waits = IntStream.range(0, 50)
                .mapToObj(i -> waiter.awaitAsync("job-" + i, ofSeconds(10)))
                .toList();
        world.pass(ofSeconds(11));
        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        assertThat(world.sent()).hasSize(50);
    }

    @Test
    void wrongCredentialsAreWrongForAllAtOnce() {
        List<Integer> sizes = new ArrayList<>();
        List<Outcome> outcomes = bulk(ids -> {
            sizes.add(ids.size());
            return Reply.status(401);
        });
        assertThat(sizes).containsExactly(3);
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Rejected.class));
    }

    private interface Answers {
        Reply to(List<String> ids);
    }

    private static List<Outcome> bulk(Answers answers) {
        World world = new World((request, now) -> answers.to(ids(request)));
        Waiter waiter = world.waiter(Waiter.builder(NATIVE)
                .hold(Duration.ZERO)
                .notFoundGrace(Duration.ZERO)
                .schedule(EACH_SECOND));
        try (Stream<Outcome> outcomes = waiter.awaitEach(List.of("a", "b", "c"), ofSeconds(10))) {
            world.pass(ofSeconds(11));
            return outcomes.sorted(java.util.Comparator.comparing(Outcome::id)).toList();
        }
    }

    private static List<String> ids(HttpRequest request) {
        String query = request.uri().getQuery();
        return query == null
                ? List.of(request.uri().getPath().replaceFirst(".*/", ""))
                : Arrays.asList(query.replace("ids=", "").split(","));
    }

    private static Reply completed(List<String> ids) {
        return jobs(ids, "completed");
    }

    private static Reply running(List<String> ids) {
        return jobs(ids, "running");
    }

    private static Reply jobs(List<String> ids, String state) {
        String jobs = ids.stream()
                .map(id -> "{\"id\":\"" + id + "\",\"state\":\"" + state + "\"}")
                .collect(Collectors.joining(","));
        return Reply.ok(
                ids.size() == 1 ? jobs.replaceFirst("}$", ",\"jobs\":[" + jobs + "]}") : "{\"jobs\":[" + jobs + "]}");
    }
}
