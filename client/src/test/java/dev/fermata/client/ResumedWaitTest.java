package dev.fermata.client;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wait that is resumed is no stranger. */
class ResumedWaitTest {

    private static final Backend BACKEND = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("done")
            .failed("failed")
            .running("running")
            .build();

    /** The only job ends here; it tells no times. */
    private Duration end = ofHours(1);

    private final World world = new World((request, now) ->
            World.Reply.ok("{\"state\":\"%s\"}".formatted(now.compareTo(end) < 0 ? "running" : "done")));
    private final DurationHistory history = DurationHistory.inMemory();
    private final Waiter waiter =
            world.waiter(Waiter.builder(BACKEND).history(history).hold(ZERO).requestTimeout(ofSeconds(2)));

    @Test
    void aResumedWaitPollsAtOnceAndThenWhereTheFirstLeftOff() {
        for (int i = 0; i < 10; i++) {
            history.record("json", Observation.exact(ofMillis(11_000 + 300 * i)));
        }
        end = ofSeconds(12);
        assertThat(await(ofSeconds(10))).isInstanceOf(Outcome.TimedOut.class);
        int before = world.sent().size();
        CompletableFuture<Outcome> resumed = waiter.awaitAsync("job", ofSeconds(60));
        world.pass(ZERO.plusMillis(100));
        assertThat(world.sent()).hasSize(before + 1);
        world.pass(ofSeconds(60));
        assertThat(resumed.join()).isInstanceOf(Outcome.Completed.class);
        // To a stranger the job would be new, and would have 11 s to go.
        assertThat(resumed.join().elapsed()).isLessThan(ofSeconds(6));
    }

    @Test
    void aJobThatEndedBetweenTwoWaitsIsKnownAtOnceAndTeachesNoMoreThanWasSeen() {
        end = ofSeconds(25);
        assertThat(await(ofSeconds(20))).isInstanceOf(Outcome.TimedOut.class);
        world.pass(ofSeconds(20));
        Outcome outcome = await(ofSeconds(60));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.elapsed()).isLessThan(ofSeconds(1));
        assertThat(history.observations("json"))
                .filteredOn(Observation.IntervalCensored.class::isInstance)
                .singleElement()
                .satisfies(recorded -> {
                    Observation.IntervalCensored seen = (Observation.IntervalCensored) recorded;
                    assertThat(seen.after()).isBetween(ofSeconds(18), ofSeconds(20));
                    assertThat(seen.before()).isGreaterThan(ofSeconds(40));
                });
    }

    /** A job of 30 s begins in each minute; for one of them the time is up. */
    @Test
    void theNextJobOfAStatusServerIsNotTakenForTheLast() {
        World small = new World((request, now) -> World.Reply.ok(
                "{\"result\":\"%s\"}".formatted(now.toMillis() % 60_000 < 30_000 ? "pending" : "completed")));
        DurationHistory seen = DurationHistory.inMemory();
        PollSchedule adaptive = PollSchedule.adaptive(
                ofSeconds(1),
                seen,
                PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15)).withJitter(0.1));
        PollSchedule atOnce = (context, random) -> context.number() == 0 ? ZERO : adaptive.pause(context, random);
        Backend backend = Backend.status(URI.create("http://server"));
        Waiter one =
                small.waiter(Waiter.builder(backend).hold(ZERO).history(seen).schedule(atOnce));
        for (int job = 0; job < 20; job++) {
            CompletableFuture<Outcome> wait = one.awaitAsync("", ofSeconds(job == 2 ? 10 : 55));
            small.pass(ofSeconds(60));
            if (job == 2) {
                assertThat(wait.join()).isInstanceOf(Outcome.TimedOut.class);
            } else if (job > 8) {
                assertThat(wait.join().elapsed()).isBetween(ofSeconds(30), ofSeconds(32));
            }
        }
    }

    @Test
    void knowsAJobThatItSawEndWithoutAPoll() {
        end = ofSeconds(25);
        assertThat(await(ofSeconds(20))).isInstanceOf(Outcome.TimedOut.class);
        assertThat(await(ofSeconds(60))).isInstanceOf(Outcome.Completed.class);
        int before = world.sent().size();
        assertThat(await(ofSeconds(60))).isInstanceOfSatisfying(Outcome.Completed.class, again -> {
            assertThat(again.polls()).isZero();
            assertThat(again.elapsed()).isZero();
        });
        assertThat(world.sent()).hasSize(before);
    }

    @Test
    void aJobThatManyWaitedForInVainTeachesOnce() {
        for (int i = 0; i < 50; i++) {
            waiter.awaitAsync("job", ofSeconds(20));
            waiter.awaitAsync("another", ofSeconds(20));
        }
        world.pass(ofSeconds(20));
        assertThat(history.observations("json")).hasSize(2);
    }

    @Test
    void aJobThatIsWaitedForInVainAgainAndAgainTeachesWhenItIsTwiceAsOld() {
        for (int minute = 0; minute < 40; minute++) {
            assertThat(await(ofSeconds(60))).isInstanceOf(Outcome.TimedOut.class);
        }
        // After about 1, 2, 4, 8, 16 and 32 minutes; each a moment later than twice the last.
        assertThat(history.observations("json")).hasSizeBetween(5, 6);
    }

    @Test
    void aJobOfAStatusServerTeachesOnceToo() {
        World small = new World((request, now) -> World.Reply.ok("{\"result\":\"pending\"}"));
        DurationHistory seen = DurationHistory.inMemory();
        Waiter one = small.waiter(Waiter.builder(Backend.status(URI.create("http://server")))
                .hold(ZERO)
                .history(seen));
        for (int minute = 0; minute < 10; minute++) {
            one.awaitAsync("", ofSeconds(60));
            one.awaitAsync("", ofSeconds(59));
            small.pass(ofSeconds(60));
        }
        assertThat(seen.observations("status")).hasSize(1);
    }

    /** However the wait before ended, and also where jobs are not told apart. */
    @ParameterizedTest
    @CsvSource({"503, 100, true", "503, 2, false", "410, 100, false"})
    void aNewWaitPollsNotBeforeTheTimeThatTheServerNamedToTheOneBefore(int status, long maxWait, boolean canceled) {
        for (Backend backend : List.of(BACKEND, Backend.status(URI.create("http://server")))) {
            World busy = new World((request, now) ->
                    World.Reply.status(now.isZero() ? status : 204).with("Retry-After", "30"));
            Waiter one = busy.waiter(Waiter.builder(backend).hold(ZERO));
            CompletableFuture<Outcome> first = one.awaitAsync("job", ofSeconds(maxWait));
            busy.pass(ofSeconds(3));
            assertThat(first.isDone()).isEqualTo(!canceled);
            first.cancel(true);
            busy.pass(ofSeconds(1));
            one.awaitAsync("job", ofSeconds(100));
            busy.pass(ofSeconds(50));
            assertThat(busy.sent()).hasSizeGreaterThan(1);
            assertThat(busy.sent().get(1).at()).isBetween(ofSeconds(30), ofSeconds(32));
        }
    }

    /** It may be the next job, and the time concerns the server. */
    @Test
    void aWaitAfterAJobThatEndedObeysTheTimeWhereJobsAreNotToldApart() {
        World small = new World(
                (request, now) -> World.Reply.ok("{\"result\":\"completed\"}").with("Retry-After", "30"));
        Waiter one = small.waiter(
                Waiter.builder(Backend.status(URI.create("http://server"))).hold(ZERO));
        one.awaitAsync("", ofSeconds(100));
        small.pass(ofSeconds(1));
        one.awaitAsync("", ofSeconds(100));
        small.pass(ofSeconds(50));
        assertThat(small.sent())
                .extracting(World.Sent::at)
                .hasSize(2)
                .last()
                .satisfies(at -> assertThat(at).isBetween(ofSeconds(30), ofSeconds(32)));
    }

    @Test
    void aWaitAfterOneThatGotNoResponsePollsAtOnce() {
        World down = new World((request, now) -> World.Reply.broken());
        Waiter one = down.waiter(Waiter.builder(BACKEND).hold(ZERO).schedule((context, random) -> ofSeconds(50)));
        one.awaitAsync("job", ofSeconds(10));
        down.pass(ofSeconds(20));
        int before = down.sent().size();
        one.awaitAsync("job", ofSeconds(10));
        down.pass(ofMillis(100));
        assertThat(down.sent()).hasSize(before + 1);
    }

    @Test
    void aCanceledWaitLeavesWhatIsKnownOfASubmittedJob() {
        Waiter one = world.waiter(Waiter.builder(BACKEND).hold(ZERO).schedule((context, random) -> ofSeconds(20)));
        one.calls().loop().seen(Snapshot.builder("own", JobState.QUEUED).build(), true, Duration.ZERO);
        world.pass(ofSeconds(1));
        one.awaitAsync("own", ofSeconds(60)).cancel(true);
        world.pass(ofSeconds(1));
        one.awaitAsync("own", ofSeconds(60));
        world.pass(ofSeconds(60));
        assertThat(world.sent().get(0).at()).isBetween(ofSeconds(19), ofSeconds(20));
    }

    private Outcome await(Duration maxWait) {
        CompletableFuture<Outcome> wait = waiter.awaitAsync("job", maxWait);
        // The future is completed by a thread of its own, so it says nothing about how far the world's time has come.
        world.pass(maxWait);
        return wait.join();
    }

    @Test
    void retryAfterToOneWaitForAJobHoldsForTheOthers() {
        World world = new World((request, now) -> now.isZero()
                ? Reply.ok("{\"state\":\"running\"}")
                : Reply.status(503).with("Retry-After", "60"));
        Backend backend = Backend.json("http://server/v1/jobs/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .running("running")
                .build();
        Waiter waiter =
                world.waiter(Waiter.builder(backend).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(2))));
        waiter.awaitAsync("1", ofSeconds(300));
        world.pass(ofSeconds(1));
        waiter.awaitAsync("1", ofSeconds(300));
        world.pass(ofSeconds(59));
        assertThat(world.sent()).extracting(World.Sent::at).containsExactly(Duration.ZERO, ofSeconds(1));
        world.pass(ofSeconds(5));
        assertThat(world.sent()).hasSizeGreaterThan(2);
    }

    @Test
    void retryAfterOfARequestThatWasTurnedDownHoldsForEachOfItsJobs() {
        World world = new World((request, now) -> request.uri().getQuery() != null
                ? Reply.status(413).with("Retry-After", "60")
                : Reply.ok("{\"id\":\"1\",\"state\":\"running\"}"));
        Waiter waiter = world.waiter(
                Waiter.builder(Backend.fermata(URI.create("http://server"))).hold(Duration.ZERO));
        CompletableFuture<Outcome> first = waiter.awaitAsync("1", ofSeconds(300));
        waiter.awaitAsync("2", ofSeconds(300));
        world.pass(ofSeconds(1));
        first.cancel(true);
        waiter.awaitAsync("1", ofSeconds(300));
        world.pass(ofSeconds(58));
        assertThat(world.sent()).hasSize(1);
    }
}
