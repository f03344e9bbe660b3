package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.HostileServer.Behaviour;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What waiters in the field are known to do wrong. */
@Timeout(60)
class TrapsTest {

    private static final Duration LONG = ofSeconds(30);
    private static final Duration SHORT = ofMillis(400);
    private static final PollSchedule QUICK = PollSchedule.fixed(ofMillis(5));

    @ParameterizedTest
    @EnumSource(Path.class)
    void countsRequestsTowardsTheDeadlineToo(Path path) throws Exception {
        // Each request takes 100 ms and there is next to no pause between them.
        Behaviour slow = HostileServer.after(ofMillis(100), says("running"));
        try (HostileServer server = new HostileServer(slow);
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "1", ofSeconds(1));
            assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
            assertThat(outcome.elapsed()).isBetween(ofMillis(700), ofMillis(1_500));
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void theRequestTimeoutIncludesTheBody(Path path) throws Exception {
        Behaviour trickle = HostileServer.trickle("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", " ");
        try (HostileServer server = new HostileServer(trickle, says("done"));
                Waiter waiter = settings(server).requestTimeout(ofMillis(100)).build()) {
            Outcome outcome = path.await(waiter, "1", LONG);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            assertThat(outcome.polls()).isEqualTo(2);
            assertThat(outcome.lastProblem().orElseThrow()).contains("no complete response");
        }
    }

    static Stream<Arguments> badPolls() {
        return Stream.of(
                        Arguments.of("503", HostileServer.status(503)),
                        Arguments.of("a reset", HostileServer.reset()),
                        Arguments.of("HTML", HostileServer.body("<html>")),
                        Arguments.of("no state", HostileServer.body("{}")),
                        Arguments.of("a list", HostileServer.body("[1]")))
                .flatMap(bad -> Stream.of(Path.values()).map(path -> Arguments.of(path, bad.get()[0], bad.get()[1])));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badPolls")
    void goesOnAfterBadPolls(Path path, String name, Behaviour bad) throws Exception {
        try (HostileServer server = new HostileServer(says("running"), bad, bad, says("done"));
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "1", LONG);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            // Twice, because the JDK's client asks once more by itself where a connection ends before any answer.
            assertThat(outcome.lastProblem()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void endsAtOnceAfter401(Path path) throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(401));
                Waiter waiter = waiter(server)) {
            assertThatThrownBy(() -> path.await(waiter, "1", LONG))
                    .isInstanceOfSatisfying(WaitException.RequestRejectedException.class, rejected -> {
                        assertThat(rejected.statusCode()).isEqualTo(401);
                        assertThat(rejected.uri()).hasValue(server.uri().resolve("/jobs/1"));
                    });
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aTimeoutNamesTheIdAndWhatWasSeenLast(Path path) throws Exception {
        try (HostileServer server = new HostileServer(says("running"), HostileServer.status(500));
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "job-7", ofSeconds(1));
            assertThat(outcome).isInstanceOfSatisfying(Outcome.TimedOut.class, timedOut -> {
                assertThat(timedOut.id()).isEqualTo("job-7");
                assertThat(timedOut.lastSnapshot().orElseThrow().word()).isEqualTo("running");
                assertThat(timedOut.lastProblem()).isPresent();
                assertThat(timedOut.polls()).isGreaterThan(2);
                assertThat(timedOut.elapsed()).isGreaterThan(ofMillis(200));
            });
            assertThatThrownBy(outcome::orThrow)
                    .isInstanceOf(WaitException.WaitTimeoutException.class)
                    .hasMessageContaining("job-7")
                    .hasMessageContaining("last seen running")
                    .hasMessageContaining("last problem: ");
        }
    }

    @Test
    void cancellingTheFutureEndsItsRequests() throws Exception {
        try (HostileServer server = new HostileServer(says("running"), HostileServer.hang());
                Waiter waiter = waiter(server)) {
            CompletableFuture<Outcome> future = waiter.awaitAsync("1", LONG);
            Eventually.isTrue(() -> server.requests() == 2);
            future.cancel(true);
            Eventually.isTrue(() -> server.openConnections() == 0);
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aRetryAfterBeyondTheDeadlineDelaysNoTimeout(Path path) throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(429, "Retry-After: 86400"));
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "1", SHORT);
            assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
            assertThat(outcome.elapsed()).isLessThan(ofSeconds(5));
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    static Stream<Arguments> nows() {
        return Stream.of("0", "-1", "Sun, 06 Nov 1994 08:49:37 GMT", "soon")
                .flatMap(value -> Stream.of(Path.values()).map(path -> Arguments.of(path, value)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("nows")
    void aRetryAfterThatIsOverOrUnreadableDelaysNothing(Path path, String value) throws Exception {
        try (HostileServer server =
                        new HostileServer(HostileServer.status(503, "Retry-After: " + value), says("done"));
                Waiter waiter = waiter(server)) {
            assertThat(path.await(waiter, "1", LONG)).isInstanceOf(Outcome.Completed.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void onlyTheDeadlineLimitsTheNumberOfPolls(Path path) throws Exception {
        // Far more attempts than anybody would set as a limit, and the deadline alone counts.
        Behaviour[] many = Stream.concat(
                        Stream.generate(() -> HostileServer.status(500)).limit(60), Stream.of(says("done")))
                .toArray(Behaviour[]::new);
        try (HostileServer server = new HostileServer(many);
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "1", LONG);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            assertThat(outcome.polls()).isGreaterThanOrEqualTo(61);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aWaitThatSawNoEndIsNoSuccess(Path path) throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(500));
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "1", SHORT);
            assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
            assertThat(outcome.stats().responses()).isZero();
            assertThatThrownBy(outcome::orThrow).isInstanceOf(WaitException.WaitTimeoutException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void pollsOnceMoreJustBeforeTheDeadline(Path path) throws Exception {
        // The schedule would poll again in an hour; the job ends meanwhile.
        try (HostileServer server = new HostileServer(says("running"), says("done"));
                Waiter waiter = Waiter.builder(backend(server))
                        .schedule((context, random) -> context.number() == 0 ? Duration.ZERO : Duration.ofHours(1))
                        .build()) {
            Outcome outcome = path.await(waiter, "1", ofSeconds(4));
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            assertThat(outcome.polls()).isEqualTo(2);
        }
    }

    @Test
    void jitterNeverExceedsTheCap() {
        Duration cap = ofSeconds(15);
        PollSchedule schedule = PollSchedule.exponential(ofSeconds(1), 2, cap).withJitter(0.25);
        for (int poll = 1; poll < 50; poll++) {
            for (double random = 0; random < 1; random += 0.01) {
                assertThat(schedule.pause(
                                PollContext.builder(poll, Duration.ZERO).build(), random))
                        .isLessThanOrEqualTo(cap);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void anUnknownWordIsNoEnd(Path path) throws Exception {
        try (HostileServer server = new HostileServer(says("paused"), says("COMPLETED_WITH_WARNINGS"), says("done"));
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "1", LONG);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            assertThat(outcome.polls()).isEqualTo(3);
            assertThat(outcome.stats().unknownWords()).containsExactly("paused", "COMPLETED_WITH_WARNINGS");
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void givesANewJobTimeToAppear(Path path) throws Exception {
        try (HostileServer server =
                        new HostileServer(HostileServer.status(404), HostileServer.status(404), says("done"));
                Waiter waiter = waiter(server)) {
            assertThat(path.await(waiter, "1", LONG)).isInstanceOf(Outcome.Completed.class);
        }
        try (HostileServer server = new HostileServer(HostileServer.status(404));
                Waiter waiter = settings(server).notFoundGrace(ofMillis(200)).build()) {
            assertThatThrownBy(() -> path.await(waiter, "1", LONG))
                    .isInstanceOf(WaitException.RequestRejectedException.class)
                    .hasMessageContaining("404");
            assertThat(server.requests()).isGreaterThan(1);
        }
        try (HostileServer server = new HostileServer(says("running"), HostileServer.status(404));
                Waiter waiter = waiter(server)) {
            // Once it was there, it is gone: two responses, some time apart.
            assertThatThrownBy(() -> path.await(waiter, "1", LONG))
                    .isInstanceOf(WaitException.RequestRejectedException.class);
            assertThat(server.requests()).isGreaterThan(2);
        }
    }

    static Stream<Arguments> hostiles() {
        return HostileServer.all().entrySet().stream()
                .flatMap(hostile ->
                        Stream.of(Path.values()).map(path -> Arguments.of(path, hostile.getKey(), hostile.getValue())));
    }

    @ParameterizedTest(name = "{0}: a server that {1}")
    @MethodSource("hostiles")
    void leavesNoThreadsAndNoConnectionsBehind(Path path, String name, Behaviour hostile) throws Exception {
        Set<Thread> before = threads();
        try (HostileServer server = new HostileServer(hostile)) {
            try (Waiter waiter = settings(server).permanentFailureTries(1_000).build()) {
                assertThat(path.await(waiter, "1", SHORT)).isInstanceOf(Outcome.TimedOut.class);
                Eventually.isTrue(() -> server.openConnections() == 0);
            }
            Eventually.isTrue(() -> before.containsAll(threads()));
        }
    }

    /** Below Java 21 all clients of a process share some HTTP threads, which end a while later. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("fermata-"))
                .filter(thread -> !thread.getName().startsWith("fermata-http"))
                .collect(Collectors.toSet());
    }

    private static Behaviour says(String word) {
        return HostileServer.body("{\"state\":\"" + word + "\"}");
    }

    private static Backend backend(HostileServer server) {
        return Backend.json(server.uri() + "/jobs/{id}")
                .state("/state")
                .running("running")
                .completed("done")
                .failed("error")
                .build();
    }

    private static WaiterBuilder settings(HostileServer server) {
        return Waiter.builder(backend(server)).schedule(QUICK).errorBackoff(QUICK);
    }

    private static Waiter waiter(HostileServer server) {
        return settings(server).build();
    }
}
