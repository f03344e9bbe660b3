package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Submissions, cancellations and single polls. */
class OneShotTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Submission VIDEO = Submission.of(URI.create("http://v/1"), "es");
    private static final PollSchedule EACH_SECOND = PollSchedule.fixed(ofSeconds(1));

    private final World world =
            new World((request, now) -> switch (request.method() + request.uri().getPath()) {
                case "POST/v1/jobs" ->
                    Reply.ok("{\"jobs\":[{\"id\":\"a\",\"state\":\"queued\"},{\"id\":\"b\",\"state\":\"queued\"}]}");
                case "POST/v1/jobs/done/cancel" -> Reply.status(409);
                case "POST/v1/jobs/a/cancel" -> Reply.ok("{\"id\":\"a\",\"state\":\"canceled\"}");
                case "GET/v1/jobs/done" -> Reply.ok("{\"id\":\"done\",\"state\":\"completed\"}");
                default -> Reply.ok("{\"id\":\"a\",\"state\":\"running\"}");
            });

    @Test
    void severalLanguagesAreOnlyForSubmitAll() {
        Waiter waiter = world.waiter(settings(NATIVE));
        Submission two = Submission.of(URI.create("http://v/1"), "es", "fr");
        assertThatThrownBy(() -> waiter.submit(two, ofSeconds(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("submitAll");
        assertThatThrownBy(() -> waiter.submitAsync(two, "key", ofSeconds(5)))
                .isInstanceOf(IllegalArgumentException.class);
        CompletableFuture<List<Snapshot>> jobs = waiter.submitAllAsync(two, "key", ofSeconds(5));
        world.pass(ofSeconds(1));
        assertThat(jobs.join()).extracting(Snapshot::id).containsExactly("a", "b");
        assertThat(world.sent()).hasSize(1);
    }

    @Test
    void aSubmissionThatIsAnsweredTwiceCountsOnce() {
        int[] requests = {0};
        World twice = new World((request, now) -> Reply.ok(
                requests[0]++ == 0
                        ? "{\"jobs\":[{\"id\":\"a\",\"state\":\"queued\"},{\"state\":\"queued\"}]}"
                        : "{\"jobs\":[{\"id\":\"a\",\"state\":\"queued\"},{\"id\":\"b\",\"state\":\"queued\"}]}"));
        Waiter waiter = twice.waiter(settings(NATIVE));
        CompletableFuture<List<Snapshot>> jobs = waiter.submitAllAsync(VIDEO, "key", ofSeconds(30));
        twice.pass(ofSeconds(30));
        assertThat(jobs.join()).extracting(Snapshot::id).containsExactly("a", "b");
    }

    @Test
    void cancelsAndPollsOnceWithoutBlocking() {
        Waiter waiter = world.waiter(settings(NATIVE));
        CompletableFuture<Snapshot> canceled = waiter.cancelAsync("a");
        CompletableFuture<Snapshot> ended = waiter.cancelAsync("done");
        CompletableFuture<Snapshot> seen = waiter.snapshotAsync("a");
        world.pass(ofSeconds(1));
        assertThat(canceled.join().state()).isEqualTo(JobState.CANCELED);
        assertThat(ended.join().state()).isEqualTo(JobState.COMPLETED);
        assertThat(seen.join().state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aConflictOfASinglePollIsTransient() {
        int[] polls = {0};
        World busy = new World((request, now) ->
                polls[0]++ < 2 ? Reply.status(409) : Reply.ok("{\"id\":\"a\",\"state\":\"running\"}"));
        CompletableFuture<Snapshot> seen = busy.waiter(settings(NATIVE)).snapshotAsync("a");
        busy.pass(ofSeconds(10));
        assertThat(seen.join().state()).isEqualTo(JobState.RUNNING);
        assertThat(busy.sent()).hasSize(3);
    }

    @Test
    void aConflictThatDoesNotPassEndsASinglePollAtTheRequestTimeout() {
        World busy = new World((request, now) -> Reply.status(409));
        CompletableFuture<Snapshot> seen =
                busy.waiter(settings(NATIVE).requestTimeout(ofSeconds(8))).snapshotAsync("a");
        busy.pass(ofMillis(7_900));
        assertThat(seen).isNotDone();
        busy.pass(ofMillis(101));
        assertThat(busy.sent()).hasSizeGreaterThan(2);
        assertThat(seen)
                .failsWithin(ofSeconds(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(WaitException.NoResponseException.class)
                .withMessage("the server answered with status 409");
    }

    private static WaiterBuilder settings(Backend backend) {
        return Waiter.builder(backend).hold(Duration.ZERO).schedule(EACH_SECOND);
    }
}
