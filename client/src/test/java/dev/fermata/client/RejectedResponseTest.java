package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not pass ends a wait at once, what passes does not, and both say what the server says. */
class RejectedResponseTest {

    private static final Backend SINGLE = Backend.json("http://user:pw@server/jobs/{id}?token=secret")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final String WORDS = "{\"detail\":\"no credits are left\"}";
    private static final Submission VIDEO = Submission.of(URI.create("http://server/talk.mp4"), "es");

    @ParameterizedTest
    @ValueSource(
            ints = {400, 401, 402, 403, 405, 406, 407, 410, 411, 413, 414, 415, 418, 422, 426, 428, 431, 451, 499, 501})
    void aStatusThatDoesNotPassEndsTheWaitAtOnceAndTheServersWordsAreShown(int status) {
        World world = new World((request, now) -> reply(status, WORDS));
        CompletableFuture<Outcome> outcome = world.waiter(settings()).awaitAsync("1", ofSeconds(60));
        world.pass(ofSeconds(1));
        assertThat(world.sent()).hasSize(1);
        assertThat(outcome)
                .failsWithin(ofSeconds(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(WaitException.RequestRejectedException.class, rejected -> {
                    assertThat(rejected.statusCode()).isEqualTo(status);
                    assertThat(rejected.polls()).isEqualTo(1);
                    assertThat(rejected).hasMessageContaining("The server says: no credits are left");
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 423, 425, 429, 500, 502, 503, 504, 520, 599})
    void aStatusThatPassesDoesNotEndTheWaitAndATimeoutShowsTheServersWords(int status) {
        World world = new World((request, now) -> reply(status, WORDS));
        CompletableFuture<Outcome> outcome = world.waiter(settings()).awaitAsync("1", ofSeconds(20));
        world.pass(ofSeconds(21));
        assertThat(world.sent()).hasSizeGreaterThan(2);
        assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.join().lastProblem())
                .hasValue("the server answered with status " + status + ": no credits are left");
        assertThatThrownBy(() -> outcome.join().orThrow()).hasMessageContaining("no credits are left");
    }

    /** The sets that the Javadocs of {@link Waiter}, {@link StatusClient} and {@link WaitException.RequestRejectedException} name. */
    @Test
    void noStatusButTheseIsTransient() {
        List<Integer> transients = new ArrayList<>(List.of(408, 409, 423, 425, 429));
        IntStream.rangeClosed(500, 599).forEach(transients::add);
        transients.removeAll(List.of(501, 505));
        for (int status = 300; status <= 599; status++) {
            if (status != 304) { // That one says that nothing has changed.
                int code = status;
                World world = new World((request, now) -> reply(code, WORDS));
                Waiter waiter = world.waiter(settings().notFoundGrace(Duration.ZERO));
                CompletableFuture<Outcome> wait = waiter.awaitAsync("1", ofSeconds(20));
                CompletableFuture<Snapshot> poll = waiter.snapshotAsync("2");
                world.pass(ofSeconds(5));
                boolean rejected = !transients.contains(status);
                assertThat(wait.isCompletedExceptionally())
                        .as("%d ends a wait", status)
                        .isEqualTo(rejected);
                assertThat(poll.isCompletedExceptionally())
                        .as("%d ends a poll", status)
                        .isEqualTo(rejected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"409, true, false", "402, false, true", "422, false, true", "413, false, true", "423, true, false"})
    void aSubmissionWithAKeyIsRepeatedOnlyAfterWhatPasses(int status, boolean repeated, boolean rejected) {
        World world = new World((request, now) -> reply(status, WORDS));
        CompletableFuture<Snapshot> job = world.waiter(Waiter.builder(NATIVE)).submitAsync(VIDEO, "key", ofSeconds(20));
        world.pass(ofSeconds(21));
        assertThat(world.sent().size() > 1).isEqualTo(repeated);
        assertThat(job)
                .failsWithin(ofSeconds(1))
                .withThrowableThat()
                .withMessageContaining("no credits are left")
                .havingCause()
                .isInstanceOf(
                        rejected
                                ? WaitException.RequestRejectedException.class
                                : WaitException.NoResponseException.class);
    }

    @Test
    void neitherAnExceptionNorATimeoutShowsCredentials() {
        World world = new World((request, now) -> reply(403, "{\"detail\":\"no\"}"));
        CompletableFuture<Outcome> rejected = world.waiter(settings()).awaitAsync("1", ofSeconds(20));
        world.pass(ofSeconds(1));
        assertThat(rejected).failsWithin(ofSeconds(1)).withThrowableThat().satisfies(RejectedResponseTest::isMasked);
        assertThat(world.sent().get(0).header("Authorization")).isPresent();
        World broken = new World((request, now) -> Reply.broken());
        CompletableFuture<Outcome> timedOut = broken.waiter(settings()).awaitAsync("1", ofSeconds(20));
        broken.pass(ofSeconds(21));
        assertThatThrownBy(() -> timedOut.join().orThrow()).satisfies(RejectedResponseTest::isMasked);
        assertThat(timedOut.join().toString()).doesNotContain("pw").doesNotContain("secret");
    }

    private static void isMasked(Throwable problem) {
        assertThat(problem).hasMessageContaining("server");
        assertThat(problem.toString()).doesNotContain("pw@").doesNotContain("secret");
    }

    @Test
    void one404AfterTheJobWasSeenDoesNotEndTheWait() {
        World world = new World((request, now) -> now.compareTo(ofSeconds(10)) >= 0 && now.compareTo(ofSeconds(11)) < 0
                ? Reply.status(404)
                : Reply.ok(now.compareTo(ofSeconds(30)) < 0 ? "{\"state\":\"running\"}" : "{\"state\":\"completed\"}"));
        CompletableFuture<Outcome> outcome = world.waiter(settings()).awaitAsync("1", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.join().lastProblem()).hasValue("the server does not know the job any more (404)");
    }

    @Test
    void two404SomeTimeApartEndTheWait() {
        World world = new World((request, now) ->
                now.compareTo(ofSeconds(10)) >= 0 ? Reply.status(404) : Reply.ok("{\"state\":\"running\"}"));
        CompletableFuture<Outcome> outcome = world.waiter(settings()).awaitAsync("1", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(outcome).failsWithin(ofSeconds(1)).withThrowableThat().withMessageContaining("404");
        List<Duration> gone = world.sent().stream()
                .map(World.Sent::at)
                .filter(at -> at.compareTo(ofSeconds(10)) >= 0)
                .toList();
        assertThat(gone.get(gone.size() - 1).minus(gone.get(0))).isBetween(ofSeconds(2), ofSeconds(10));
    }

    @Test
    void two404ThatAreNotInARowDoNot() {
        World world = new World((request, now) -> {
            long second = now.toSeconds();
            return second == 10 || second == 20
                    ? Reply.status(404)
                    : Reply.ok(second < 30 ? "{\"state\":\"running\"}" : "{\"state\":\"completed\"}");
        });
        CompletableFuture<Outcome> outcome = world.waiter(settings()).awaitAsync("1", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void one404AtTheDeadlineIsATimeoutThatKeepsTheJob() {
        World world = new World((request, now) ->
                now.compareTo(ofMillis(58_500)) >= 0 ? Reply.status(404) : Reply.ok("{\"state\":\"running\"}"));
        CompletableFuture<Outcome> outcome = world.waiter(settings()).awaitAsync("1", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(outcome.join())
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class,
                        end -> assertThat(end.lastSnapshot()).isPresent());
    }

    private static Reply reply(int status, String body) {
        return new Reply(status, java.util.Map.of("Content-Type", "application/json"), body, ofMillis(10));
    }

    private static WaiterBuilder settings() {
        return Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(1)));
    }
}
