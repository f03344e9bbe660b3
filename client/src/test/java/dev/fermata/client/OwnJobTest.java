package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Jobs that the waiter submitted itself, and jobs of a backend of the caller's own. */
class OwnJobTest {

    @Test
    void waitsForASubmittedJobThatTheServerDoesNotKnowYet() {
        World world = new World((request, now) -> {
            if (request.method().equals("POST")) {
                return World.Reply.ok("{\"jobs\":[{\"id\":\"a\",\"state\":\"queued\"}]}");
            }
            return now.compareTo(ofMillis(4_500)) < 0
                    ? World.Reply.status(404)
                    : World.Reply.ok("{\"id\":\"a\",\"state\":\"completed\"}");
        });
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
        CompletableFuture<Snapshot> submitted =
                waiter.submitAsync(Submission.of(URI.create("http://server/a.mp4"), "es"), "key", ofSeconds(10));
        world.pass(ofMillis(100));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(submitted.join().id(), ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void learnsFromABackendThatNamesNoKind() {
        Backend json = Backend.json("http://server/jobs/{id}")
                .name("mine")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .build();
        Backend kindless = new Backend() {
            @Override
            public String name() {
                return json.name();
            }

            @Override
            public HttpRequest statusRequest(String id) {
                return json.statusRequest(id);
            }

            @Override
            public Snapshot read(String id, HttpHeaders headers, byte[] body) {
                return json.read(id, headers, body).toBuilder().kind("").build();
            }
        };
        DurationHistory history = DurationHistory.inMemory();
        World world = new World(new JobServer(id -> ofSeconds(20)));
        Waiter waiter = world.waiter(Waiter.builder(kindless)
                .schedule(PollSchedule.fixed(ofSeconds(7)))
                .history(history));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("1", Duration.ofMinutes(5));
        world.pass(ofSeconds(60));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(history.observations("mine")).hasSize(1);
    }
}
