package dev.fermata.client;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs whose age is not what it seems, or that are known from elsewhere. */
class ForeignJobTest {

    private static final Backend BACKEND = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .createdAt("/created")
            .finishedAt("/finished")
            .build();

    private Duration end = ofHours(9);
    private Duration begun = Duration.ZERO;
    /** By how much the server's times are off. */
    private Duration off = Duration.ZERO;

    private boolean tellsTheEnd;

    private final World world = new World((request, now) -> {
        if (request.method().equals("POST")) {
            return Reply.ok("{\"jobs\":[{\"id\":\"mine\",\"state\":\"running\"}]}");
        }
        boolean ended = now.compareTo(end) >= 0;
        String finished = ended && tellsTheEnd ? ",\"finished\":\"" + serverTime(end) + "\"" : "";
        return Reply.ok("{\"state\":\"%s\",\"created\":\"%s\"%s}"
                .formatted(ended ? "completed" : "running", serverTime(begun), finished));
    });

    private Instant serverTime(Duration at) {
        return world.wallClock().minus(world.since()).plus(at).plus(off);
    }

    @ParameterizedTest(name = "{0} hours off")
    @ValueSource(longs = {-8, -1, 1, 8})
    void aCreationTimeThatIsOffByHoursLeavesTheFirstPausesShort(long hours) {
        off = ofHours(hours);
        await("job", ofSeconds(120));
        List<Duration> sent = world.sent().stream().map(World.Sent::at).toList();
        assertThat(sent.get(0)).isZero();
        assertThat(sent.get(1)).isLessThan(ofSeconds(7));
        // A pause is no longer than the time waited so far, or than that of a job which began with the wait.
        for (int i = 2; i < sent.size(); i++) {
            Duration pause = sent.get(i).minus(sent.get(i - 1));
            assertThat(pause).isLessThanOrEqualTo(max(sent.get(i - 1).plusMillis(20), ofSeconds(11)));
        }
        assertThat(world.sent()).hasSizeLessThan(60);
    }

    @ParameterizedTest(name = "{0} hours off")
    @ValueSource(longs = {-8, 8})
    void soDoesItWhenTheWaitIsResumed(long hours) {
        off = ofHours(hours);
        world.pass(ofSeconds(1));
        Waiter waiter = world.waiter(Waiter.builder(BACKEND).hold(Duration.ZERO));
        waiter.awaitAsync("job", ofSeconds(60));
        world.pass(ofSeconds(100));
        int before = world.sent().size();
        waiter.awaitAsync("job", ofSeconds(60));
        world.pass(ofSeconds(60));
        Duration resumed = world.sent().get(before).at();
        assertThat(world.sent().get(before + 1).at().minus(resumed)).isLessThan(ofSeconds(25));
    }

    @ParameterizedTest(name = "{0} hours off, the end is stated: {1}")
    @CsvSource({"-8, false", "-8, true", "8, false", "8, true"})
    void aWrongCreationTimeIsNotTakenForTheDurationOfJobs(long hours, boolean stated) {
        off = ofHours(hours);
        tellsTheEnd = stated;
        Waiter waiter = world.waiter(Waiter.builder(BACKEND).hold(Duration.ZERO));
        for (int job = 0; job < 6; job++) {
            begun = world.since();
            end = begun.plusSeconds(30);
            CompletableFuture<Outcome> outcome = waiter.awaitAsync("job-" + job, ofMinutes(20));
            world.pass(ofMinutes(20));
            assertThat(outcome.join().elapsed()).isLessThan(ofSeconds(45));
        }
    }

    @Test
    void aJobOfAnotherProcessIsPolledAtOnceAndAnOwnOneWhenItShouldBeDone() {
        DurationHistory history = DurationHistory.inMemory();
        for (int i = 0; i < 10; i++) {
            history.record("fermata", Observation.exact(ofSeconds(30)));
        }
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
                .hold(Duration.ZERO)
                .history(history));
        CompletableFuture<Snapshot> mine =
                waiter.submitAsync(Submission.of(URI.create("http://v/1"), "es"), "key", ofSeconds(9));
        world.pass(ofSeconds(1));
        assertThat(mine.join().id()).isEqualTo("mine");
        waiter.awaitAsync("mine", ofSeconds(100));
        world.pass(ofSeconds(1));
        assertThat(world.sent()).hasSize(1);
        waiter.awaitAsync("foreign", ofSeconds(100));
        world.pass(ofMillis(100));
        assertThat(world.sent()).hasSize(2);
        world.pass(ofSeconds(31));
        assertThat(world.sent())
                .filteredOn(sent -> sent.path().contains("mine"))
                .isNotEmpty();
    }

    @Test
    void aJobWhoseStartTheCallerKnowsIsPolledWhenItShouldBeDone() {
        DurationHistory history = DurationHistory.inMemory();
        for (int i = 0; i < 10; i++) {
            history.record("json", Observation.exact(ofSeconds(30)));
        }
        world.pass(ofSeconds(20));
        end = ofSeconds(30);
        Waiter waiter = world.waiter(Waiter.builder(BACKEND).hold(Duration.ZERO).history(history));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(
                "job",
                WaitOptions.builder()
                        .startedAt(world.wallClock().minusSeconds(20))
                        .maxWait(ofSeconds(100))
                        .build());
        world.pass(ofSeconds(100));
        assertThat(outcome.join().polls()).isEqualTo(1);
        assertThat(outcome.join().elapsed()).isBetween(ofSeconds(10), ofSeconds(11));
    }

    @Test
    void aJobThatASinglePollSawCompletedIsNotPolledAgain() {
        end = Duration.ZERO;
        Waiter waiter = world.waiter(Waiter.builder(BACKEND));
        CompletableFuture<Snapshot> seen = waiter.snapshotAsync("job");
        world.pass(ofSeconds(1));
        assertThat(seen.join().state()).isEqualTo(JobState.COMPLETED);
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("job", ofSeconds(60));
        world.pass(Duration.ZERO);
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.join().polls()).isZero();
        assertThat(world.sent()).hasSize(1);
    }

    @Test
    void aNotificationEndsAllWaitsForTheJobAndEachLaterOne() {
        Waiter waiter = world.waiter(Waiter.builder(BACKEND));
        CompletableFuture<Outcome> one = waiter.awaitAsync("job", ofSeconds(60));
        CompletableFuture<Outcome> two = waiter.awaitAsync("job", ofSeconds(60));
        CompletableFuture<Outcome> other = waiter.awaitAsync("other", ofSeconds(60));
        world.pass(ofSeconds(3));
        int before = world.sent().size();
        waiter.notify("job", Snapshot.builder("job", JobState.COMPLETED).build());
        world.pass(Duration.ZERO);
        CompletableFuture<Outcome> later = waiter.awaitAsync("job", ofSeconds(60));
        world.pass(Duration.ZERO);
        for (CompletableFuture<Outcome> wait : List.of(one, two, later)) {
            assertThat(wait.join()).isInstanceOf(Outcome.Completed.class);
        }
        assertThat(other).isNotDone();
        assertThat(world.sent()).hasSize(before);
    }

    @Test
    void aNotificationTeachesHowLongTheJobTook() {
        DurationHistory history = DurationHistory.inMemory();
        PollSchedule seldom = PollSchedule.fixed(ofSeconds(100));
        Waiter waiter = world.waiter(
                Waiter.builder(BACKEND).hold(Duration.ZERO).schedule(seldom).history(history));
        waiter.awaitAsync("job", ofSeconds(600));
        waiter.awaitAsync("job", ofSeconds(600));
        world.pass(ofSeconds(30));
        waiter.notify("job", Snapshot.builder("job", JobState.COMPLETED).build());
        world.pass(ofSeconds(1));
        assertThat(history.observations("json")).containsExactly(Observation.between(Duration.ZERO, ofSeconds(30)));
    }

    @Test
    void aNotificationThatTheJobStillRunsEndsNothing() {
        Waiter waiter = world.waiter(Waiter.builder(BACKEND));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("job", ofSeconds(60));
        world.pass(ofSeconds(3));
        waiter.notify(
                "job",
                Snapshot.builder("job", JobState.RUNNING).stage("voicing").build());
        world.pass(ofSeconds(1));
        assertThat(wait).isNotDone();
    }

    @Test
    void aNotificationOfAnotherJobIsRejected() {
        Waiter waiter = world.waiter(Waiter.builder(BACKEND));
        Snapshot other = Snapshot.builder("b", JobState.COMPLETED).build();
        assertThatThrownBy(() -> waiter.notify("a", other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the snapshot is of job 'b', not of 'a'");
    }

    @Test
    void aLookPollsNow() {
        Waiter waiter =
                world.waiter(Waiter.builder(BACKEND).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(100))));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("job", ofSeconds(600));
        world.pass(ofSeconds(120));
        end = ofSeconds(120);
        waiter.look("unknown");
        waiter.look("job");
        world.pass(ofSeconds(1));
        assertThat(wait.join().elapsed()).isEqualTo(ofMillis(120_010));
    }

    @Test
    void aLookWhileAPollIsUnderWayPollsOnceMoreAfterIt() {
        World slow =
                new World((request, now) -> Reply.ok("{\"state\":\"running\"}").after(ofSeconds(2)));
        Waiter waiter =
                slow.waiter(Waiter.builder(BACKEND).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(100))));
        waiter.awaitAsync("job", ofSeconds(600));
        slow.pass(ofSeconds(1));
        waiter.look("job");
        slow.pass(ofSeconds(50));
        assertThat(slow.sent()).extracting(World.Sent::at).containsExactly(Duration.ZERO, ofSeconds(2));
    }

    @Test
    void aLookObeysRetryAfter() {
        World busy =
                new World((request, now) -> Reply.ok("{\"state\":\"running\"}").with("Retry-After", "50"));
        Waiter waiter = busy.waiter(Waiter.builder(BACKEND));
        waiter.awaitAsync("job", ofSeconds(600));
        busy.pass(ofSeconds(10));
        waiter.look("job");
        busy.pass(ofSeconds(30));
        assertThat(busy.sent()).hasSize(1);
        busy.pass(ofSeconds(20));
        assertThat(busy.sent()).hasSize(2);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private void await(String id, Duration maxWait) {
        world.waiter(Waiter.builder(BACKEND).hold(Duration.ZERO)).awaitAsync(id, maxWait);
        world.pass(maxWait);
    }
}
