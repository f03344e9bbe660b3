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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Its clock is three hours behind. A new job is known to be new, and an old one to be old. */
    @ParameterizedTest
    @CsvSource({"2025-12-31T22:00:00Z, false", "2025-12-31T20:00:00Z, true", "2026-01-01T01:00:00Z, true"})
    void knowsByTheClockOfTheServerWhetherASubmittedJobIsNew(String created, boolean pollsAtOnce) {
        String job = "{\"id\":\"a\",\"state\":\"queued\",\"submitted_at\":\"" + created + "\"}";
        World world = new World(
                (request, now) -> World.Reply.ok(request.method().equals("POST") ? "{\"jobs\":[" + job + "]}" : job)
                        .with("Date", "Wed, 31 Dec 2025 22:00:00 GMT"));
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
                .hold(Duration.ZERO)
                .schedule((context, random) -> ofSeconds(20)));
        CompletableFuture<Snapshot> submitted =
                waiter.submitAsync(Submission.of(URI.create("http://server/a.mp4"), "es"), "key", ofSeconds(10));
        world.pass(ofMillis(100));
        waiter.awaitAsync(submitted.join().id(), ofSeconds(60));
        world.pass(ofSeconds(1));
        assertThat(world.sent()).hasSize(pollsAtOnce ? 2 : 1);
    }

    /** It says so once, in its answer to the submission; also if one request asks for several jobs. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void keepsWhatOnlyTheAnswerToTheSubmissionSays(int jobs) {
        List<String> ids = List.of("a", "b", "c").subList(0, jobs);
        World world = new World((request, now) -> {
            boolean submission = request.method().equals("POST");
            String stated = submission
                    ? ",\"submitted_at\":\"2026-01-01T01:00:00Z\",\"expected_at\":\"2026-01-01T01:05:00Z\""
                    : "";
            List<String> listed = ids.stream()
                    .map(id -> "{\"id\":\"" + id + "\",\"state\":\"queued\"" + stated + "}")
                    .toList();
            boolean one = !submission && jobs == 1;
            return World.Reply.ok(one ? listed.get(0) : "{\"jobs\":[" + String.join(",", listed) + "]}");
        });
        List<Duration> expected = new ArrayList<>();
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
                .hold(Duration.ZERO)
                .schedule((context, random) -> {
                    context.expectedAge().ifPresent(expected::add);
                    return ofSeconds(20);
                }));
        Submission talk = Submission.of(URI.create("http://server/a.mp4"), ids.toArray(String[]::new));
        waiter.submitAllAsync(talk, "key", ofSeconds(10));
        world.pass(ofMillis(100));
        ids.forEach(id -> waiter.awaitAsync(id, ofSeconds(300)));
        world.pass(ofSeconds(50));
        assertThat(world.sent()).hasSizeGreaterThan(2);
        expected.clear();
        world.pass(ofSeconds(50));
        assertThat(expected).contains(ofSeconds(300));
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
