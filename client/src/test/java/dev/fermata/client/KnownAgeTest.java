package dev.fermata.client;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job whose age is known, and that nobody has polled: it may have ended, and then that is known at once. */
class KnownAgeTest {

    private static final URI SERVER = URI.create("http://server");
    private static final Backend JSON = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();

    private final DurationHistory history = DurationHistory.inMemory();

    @ParameterizedTest
    @ValueSource(longs = {40, 3_600, 86_400})
    void aJobThatShouldHaveEndedIsPolledAtOnce(long seconds) {
        history(JSON.name());
        World world = new World((request, now) -> Reply.ok("{\"state\":\"completed\"}"));
        Waiter waiter = world.waiter(Waiter.builder(JSON).hold(Duration.ZERO).history(history));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(
                "job",
                WaitOptions.builder()
                        .startedAt(world.wallClock().minusSeconds(seconds))
                        .build());
        world.pass(ofSeconds(1));
        assertThat(outcome).isDone();
        assertThat(outcome.join().elapsed()).isLessThan(ofMillis(100));
    }

    @Test
    void soIsOneThatThisWaiterSubmittedLongAgo() {
        World world = new World((request, now) -> request.method().equals("POST")
                ? Reply.ok("{\"jobs\":[{\"id\":\"mine\",\"state\":\"queued\"}]}")
                : Reply.ok("{\"id\":\"mine\",\"state\":\"completed\"}"));
        Waiter waiter = world.waiter(
                Waiter.builder(Backend.fermata(SERVER)).hold(Duration.ZERO).history(history));
        CompletableFuture<Snapshot> submitted =
                waiter.submitAsync(Submission.of(URI.create("http://v/1"), "es"), "key", ofSeconds(9));
        world.pass(ofHours(1));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(submitted.join().id());
        world.pass(ofSeconds(1));
        assertThat(outcome).isDone();
        assertThat(outcome.join().elapsed()).isLessThan(ofMillis(100));
    }

    @Test
    void timesOfTheServerThatContradictTheKnownAgeMoveNoPoll() {
        World world = new World((request, now) -> {
            if (request.method().equals("POST")) {
                return Reply.ok("{\"jobs\":[{\"id\":\"mine\",\"state\":\"queued\"}]}");
            }
            // Local time that is marked as UTC: the job seems to have begun two hours ago, and is expected in half a
            // minute.
            String times = "\"submitted_at\":\"2025-12-31T23:00:00Z\",\"expected_at\":\"2026-01-01T01:00:30Z\"";
            String state = now.compareTo(ofSeconds(30)) < 0 ? "running" : "completed";
            return Reply.ok("{\"id\":\"mine\",\"state\":\"" + state + "\"," + times + "}");
        });
        Waiter waiter = world.waiter(
                Waiter.builder(Backend.fermata(SERVER)).hold(Duration.ZERO).history(history));
        CompletableFuture<Snapshot> submitted =
                waiter.submitAsync(Submission.of(URI.create("http://v/1"), "es"), "key", ofSeconds(9));
        world.pass(ofMillis(100));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(submitted.join().id());
        world.pass(ofSeconds(600));
        assertThat(outcome).isDone();
        assertThat(outcome.join().elapsed()).isLessThan(ofSeconds(50));
    }

    /** Such jobs take half a minute. */
    private void history(String kind) {
        for (int i = 0; i < 20; i++) {
            history.record(kind, Observation.exact(ofSeconds(30)));
        }
    }
}
