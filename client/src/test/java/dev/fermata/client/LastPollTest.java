package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The poll just before the deadline is never lost, and a timeout says what was wrong. */
class LastPollTest {

    private static final Backend SINGLE = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final PollSchedule EACH_SECOND = PollSchedule.fixed(ofSeconds(1));

    /** The only job ends here. */
    private Duration end = ofSeconds(1_000);

    private Duration usedAt = ofSeconds(-1_000);

    @ParameterizedTest
    @CsvSource({"40, 15", "40, 6", "40, 1", "150, 15", "150, 1", "300, 15", "300, 1"})
    void seesAJobThatEndedSixSecondsBeforeTheDeadlineOverAConnectionThatIsGone(long roundTrip, long pause) {
        end = ofSeconds(54);
        World world = new World((request, now) -> {
            // Keep-alive ends after 5 s. To connect takes a round trip for TCP and two for TLS.
            boolean gone = now.minus(usedAt).compareTo(ofSeconds(5)) > 0;
            usedAt = now;
            return state(now).after(ofMillis(gone ? 4 * roundTrip : roundTrip));
        });
        PollSchedule early = (context, random) -> context.waited().compareTo(ofSeconds(40)) < 0
                ? ofSeconds(context.number() == 0 ? 0 : pause)
                : Duration.ofHours(1);
        CompletableFuture<Outcome> outcome = world.waiter(settings(early)).awaitAsync("1", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
    }

    /** Each poll before found its connection alive. The last one has to open one, with TLS. */
    @ParameterizedTest
    @CsvSource({"100, false", "100, true", "30, true"})
    void leavesTheLastPollTimeToConnectIfNoPollBeforeHadTo(long roundTrip, boolean second) {
        end = ofSeconds(1_195);
        World world =
                new World((request, now) -> state(now).after(ofMillis(roundTrip))).connecting(ofMillis(3 * roundTrip));
        Waiter waiter = world.waiter(settings(PollSchedule.fixed(ofSeconds(10))));
        if (second) {
            waiter.snapshotAsync("other");
            world.pass(ofSeconds(1));
        }
        CompletableFuture<Outcome> outcome =
                waiter.awaitAsync("1", ofSeconds(1_200).minus(world.since()));
        world.pass(ofSeconds(1_201));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
    }

    /** Its only poll before went over a connection that the first waiter opened, so that it says nothing of how long connecting takes. */
    @Test
    void aSecondWaiterOverTheSamePoolLeavesItsLastPollTimeToConnect() {
        end = ofMillis(9_500);
        World world = new World((request, now) -> state(now).after(ofMillis(100))).connecting(ofMillis(300));
        PollSchedule once = (context, random) -> context.number() == 0 ? Duration.ZERO : Duration.ofHours(1);
        world.waiter(settings(once)).snapshotAsync("1");
        world.pass(ofSeconds(1));
        CompletableFuture<Outcome> outcome = world.waiter(settings(once)).awaitAsync("1", ofSeconds(9));
        world.pass(ofSeconds(10));
        assertThat(world.sent()).extracting(World.Sent::reuse).containsExactly(Reuse.ANY, Reuse.ANY, Reuse.NEW);
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void asksUntilItsDeadlineAlsoIfTheFirstResponseWasSlow(boolean holds) {
        JobServer server = new JobServer(id -> ofSeconds(1_000));
        server.holds = holds;
        server.holdsUntilTheEnd = true;
        World world = new World((request, now) -> {
            Reply reply = server.answer(request, now);
            return now.isZero() ? reply.after(ofSeconds(4)) : reply;
        });
        CompletableFuture<Outcome> outcome = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))))
                .awaitAsync("1", ofSeconds(15));
        world.pass(ofSeconds(16));
        assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(world.sent().get(world.sent().size() - 1).at()).isBetween(ofMillis(14_900), ofSeconds(15));
        assertThat(world.sent()).hasSizeLessThan(10);
    }

    @Test
    void repeatsTheLastPollWhileTimeIsLeft() {
        // To connect takes less than allowed for, so the last poll is answered early.
        World world =
                new World((request, now) -> state(now).after(ofMillis(now.compareTo(ofSeconds(55)) > 0 ? 40 : 400)));
        CompletableFuture<Outcome> outcome =
                world.waiter(settings(PollSchedule.fixed(ofSeconds(25)))).awaitAsync("1", ofSeconds(60));
        end = ofMillis(59_500);
        world.pass(ofSeconds(61));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(world.sent())
                .filteredOn(sent -> sent.at().compareTo(ofSeconds(58)) > 0)
                .hasSizeBetween(2, 3);
    }

    @Test
    void sendsTheLastPollOnANewConnectionWhereTheOldOneMayBeGone() {
        World world = new World((request, now) -> state(now));
        world.waiter(settings(PollSchedule.fixed(ofSeconds(20)))).awaitAsync("1", ofSeconds(30));
        world.pass(ofSeconds(31));
        assertThat(world.sent().subList(0, 3))
                .extracting(World.Sent::reuse)
                .containsExactly(Reuse.ANY, Reuse.ANY, Reuse.NEW);
    }

    @Test
    void sendsOneLastPollForManyOnANewConnectionEvenIfOthersShareIt() {
        World world = new World(
                (request, now) -> Reply.ok(
                        "{\"state\":\"running\",\"jobs\":[{\"id\":\"a\",\"state\":\"running\"},{\"id\":\"b\",\"state\":\"running\"}]}"));
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(java.net.URI.create("http://server")))
                .hold(Duration.ZERO)
                .schedule(PollSchedule.fixed(ofMillis(19_965))));
        waiter.awaitAsync("a", ofMillis(20_045));
        waiter.awaitAsync("b", ofSeconds(300));
        world.pass(ofSeconds(21));
        assertThat(world.sent().get(1).path()).isEqualTo("/v1/jobs?ids=a,b");
        assertThat(world.sent().get(1).reuse()).isEqualTo(Reuse.NEW);
    }

    @Test
    void keepsAConnectionInUseForTheLastPoll() {
        World world = new World((request, now) -> state(now));
        world.waiter(settings(EACH_SECOND)).awaitAsync("1", ofSeconds(30));
        world.pass(ofSeconds(31));
        assertThat(world.sent())
                .hasSizeGreaterThan(25)
                .extracting(World.Sent::reuse)
                .containsOnly(Reuse.ANY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 20})
    void takesOneLastPollAfterTheProcessSleptAcrossTheDeadline(long sleptSeconds) {
        World world = new World((request, now) -> state(now));
        CompletableFuture<Outcome> outcome =
                world.waiter(settings(PollSchedule.fixed(ofSeconds(20)))).awaitAsync("1", ofSeconds(30));
        end = ofSeconds(29);
        world.pass(ofSeconds(25)).sleep(ofSeconds(5 + sleptSeconds)).pass(ofSeconds(1));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(world.sent()).hasSize(3);
    }

    @Test
    void takesItsLastPollAlsoWhenARequestWasUnderWayBeforeTheSleep() {
        World world = new World(
                (request, now) -> now.compareTo(ofSeconds(20)) < 0 ? state(now).after(ofSeconds(5)) : state(now));
        CompletableFuture<Outcome> outcome =
                world.waiter(settings(PollSchedule.fixed(ofSeconds(18)))).awaitAsync("1", ofSeconds(30));
        end = ofSeconds(29);
        world.pass(ofSeconds(20)).sleep(ofSeconds(60)).pass(ofSeconds(1));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void takesItsLastPollAlsoWhenTheResponseOfTheOneBeforeIsReadAfterTheSleep() {
        World world = new World((request, now) -> state(now).after(ofSeconds(2)));
        CompletableFuture<Outcome> outcome =
                world.waiter(settings(PollSchedule.fixed(ofSeconds(20)))).awaitAsync("1", ofSeconds(30));
        end = ofSeconds(29);
        // The response came while the process was stopped, and is handled before the deadline is.
        world.pass(ofSeconds(23)).sleepWhileResponsesCome(ofSeconds(60)).pass(ofSeconds(6));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void asksNotBeforeTheTimeThatTheServerNamedAlsoAfterASleep() {
        World world = new World((request, now) -> Reply.status(503).with("Retry-After", "200"));
        CompletableFuture<Outcome> outcome = world.waiter(settings(EACH_SECOND)).awaitAsync("1", ofSeconds(30));
        world.pass(ofSeconds(25)).sleep(ofSeconds(60)).pass(ofSeconds(10));
        assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(world.sent()).hasSize(1);
    }

    @Test
    void endsAtOnceIfTheJobStillRunsAfterASleep() {
        World world = new World((request, now) -> state(now));
        CompletableFuture<Outcome> outcome =
                world.waiter(settings(PollSchedule.fixed(ofSeconds(20)))).awaitAsync("1", ofSeconds(30));
        world.pass(ofSeconds(25)).sleep(ofSeconds(60)).pass(ofSeconds(10));
        assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.join().elapsed()).isLessThan(ofMillis(85_100));
        assertThat(world.sent()).hasSize(3);
    }

    @Test
    void triesAgainForTwoSecondsIfTheNetworkIsNotThereYetAfterASleep() {
        World world = new World((request, now) ->
                now.compareTo(ofSeconds(85)) >= 0 && now.compareTo(ofMillis(86_000)) < 0 ? Reply.broken() : state(now));
        CompletableFuture<Outcome> outcome = world.waiter(
                        settings(PollSchedule.fixed(ofSeconds(20))).errorBackoff(PollSchedule.fixed(ofMillis(300))))
                .awaitAsync("1", ofSeconds(30));
        end = ofSeconds(50);
        world.pass(ofSeconds(25)).sleep(ofSeconds(60)).pass(ofSeconds(10));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void endsWithinTwoSecondsAfterASleepIfTheServerHangs() {
        World world = new World((request, now) -> now.compareTo(ofSeconds(25)) < 0 ? state(now) : null);
        CompletableFuture<Outcome> outcome =
                world.waiter(settings(PollSchedule.fixed(ofSeconds(20)))).awaitAsync("1", ofSeconds(30));
        world.pass(ofSeconds(25)).sleep(ofSeconds(60)).pass(ofSeconds(10));
        assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.join().elapsed()).isBetween(ofSeconds(86), ofSeconds(87));
        assertThat(world.inFlight()).isZero();
    }

    @Test
    void aTimeoutNamesTheCauseAndNotTheLastPollThatHadNoTime() {
        World world = new World((request, now) -> now.compareTo(ofSeconds(38)) < 0 ? Reply.broken() : null);
        CompletableFuture<Outcome> outcome = world.waiter(settings(EACH_SECOND)).awaitAsync("1", ofSeconds(40));
        world.pass(ofSeconds(41));
        assertThat(outcome.join().lastProblem())
                .hasValueSatisfying(text -> assertThat(text).contains("connection reset"));
    }

    @Test
    void aTimeoutNamesTheRequestThatHungLongestIfNothingElseIsKnown() {
        World world = new World((request, now) -> null);
        CompletableFuture<Outcome> outcome = world.waiter(settings(EACH_SECOND)).awaitAsync("1", ofSeconds(40));
        world.pass(ofSeconds(41));
        assertThat(outcome.join().lastProblem()).hasValue("no complete response within 10.0 s");
    }

    @Test
    void aTimeoutAfterOneShortHangSaysHowLongThatWas() {
        World world = new World((request, now) -> now.compareTo(ofSeconds(4)) < 0 ? state(now) : null);
        CompletableFuture<Outcome> outcome = world.waiter(settings(EACH_SECOND)).awaitAsync("1", ofSeconds(9));
        world.pass(ofSeconds(10));
        assertThat(outcome.join().lastProblem())
                .hasValueSatisfying(text -> assertThat(text).matches(".* within [45]\\.. s"));
    }

    private static WaiterBuilder settings(PollSchedule schedule) {
        return Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(schedule);
    }

    private Reply state(Duration now) {
        return Reply.ok("{\"state\":\"" + (now.compareTo(end) < 0 ? "running" : "completed") + "\"}");
    }

    @Test
    void sendsTheLastPollInTimeAlsoForJobsWhoseRequestsWereHeld() {
        for (int roundTrip : new int[] {10, 30, 60}) {
            JobServer server = new JobServer(id -> ofMillis(299_700));
            server.holds = true;
            server.holdsUntilTheEnd = true;
            World far = new World((request, now) -> {
                Reply reply = server.answer(request, now);
                return reply.after(reply.after().plusMillis(roundTrip - 10));
            });
            Waiter waiter = far.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
            List<CompletableFuture<Outcome>> all = Stream.of("a", "b", "c")
                    .map(id -> waiter.awaitAsync(id, ofSeconds(300)))
                    .toList();
            far.pass(ofSeconds(301));
            assertThat(all).allSatisfy(each -> assertThat(each.join()).isInstanceOf(Outcome.Completed.class));
        }
    }
}
