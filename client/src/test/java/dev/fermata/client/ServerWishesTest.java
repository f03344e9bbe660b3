package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a response asks of later requests: when, and with which version. */
class ServerWishesTest {

    private static final Backend JSON = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final PollSchedule EACH_SECOND = PollSchedule.fixed(ofSeconds(1));

    @Test
    void retryAfterOfA404IsObeyed() {
        World world = new World((request, now) -> Reply.status(404).with("Retry-After", "4"));
        waiter(world).awaitAsync("job", ofSeconds(60));
        world.pass(ofMillis(3_990));
        assertThat(world.sent()).hasSize(1);
        world.pass(ofSeconds(2));
        assertThat(world.sent()).hasSize(2);
    }

    @Test
    void retryAfterIsObeyedByASecondWaitForTheJob() {
        World world = running("60");
        Waiter waiter = waiter(world);
        waiter.awaitAsync("job", ofSeconds(600));
        world.pass(ofSeconds(5));
        waiter.awaitAsync("job", ofSeconds(600));
        world.pass(ofSeconds(54));
        assertThat(world.sent()).hasSize(1);
    }

    @Test
    void retryAfterIsObeyedByTheNextWaitForTheJob() {
        World world = running("60");
        Waiter waiter = waiter(world);
        CompletableFuture<Outcome> first = waiter.awaitAsync("job", ofSeconds(10));
        world.pass(ofSeconds(10));
        assertThat(first).isDone();
        waiter.awaitAsync("job", ofSeconds(600));
        world.pass(ofSeconds(49));
        assertThat(world.sent()).hasSize(1);
        world.pass(ofSeconds(10));
        assertThat(world.sent()).hasSize(2);
    }

    @Test
    void one404ForAJobOfWhichAWebhookToldEndsNoWait() {
        List<String> sent = new ArrayList<>();
        World world = new World((request, now) -> {
            sent.add(request.uri().getPath());
            return sent.size() == 2 ? Reply.status(404) : Reply.ok("{\"state\":\"running\"}");
        });
        Waiter waiter = world.waiter(Waiter.builder(JSON)
                .hold(Duration.ZERO)
                .notFoundGrace(Duration.ZERO)
                .schedule(EACH_SECOND));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("job", ofSeconds(60));
        waiter.notify("job", Snapshot.builder("job", JobState.RUNNING).build());
        world.pass(ofSeconds(20));
        assertThat(wait).isNotDone();
        assertThat(sent).hasSizeGreaterThan(5);
    }

    @Test
    void theGraceFor404BeginsWithTheFirst404() {
        World world = new World((request, now) ->
                now.compareTo(ofSeconds(33)) < 0 ? Reply.status(404) : Reply.ok("{\"state\":\"completed\"}"));
        Waiter waiter =
                world.waiter(Waiter.builder(JSON).hold(Duration.ZERO).schedule(PollSchedule.fixed(ofSeconds(30))));
        CompletableFuture<Outcome> wait = waiter.awaitAsync(
                "job",
                WaitOptions.builder()
                        .startedAt(world.wallClock())
                        .maxWait(ofSeconds(100))
                        .build());
        world.pass(ofSeconds(100));
        assertThat(wait).isDone();
    }

    @Test
    void theVersionOfAResponseAboutManyJobsIsNotThatOfOne() {
        World world = new World((request, now) -> {
            boolean bulk = request.uri().getQuery() != null;
            // Between the bulk response that says that a has ended, and the first request for b alone.
            boolean ended = now.compareTo(ofMillis(10_500)) >= 0;
            if (!bulk) {
                String version = ended ? "\"2\"" : "\"1\"";
                String known = request.headers().firstValue("If-None-Match").orElse("");
                return known.equals(version)
                        ? Reply.status(304)
                        : Reply.ok(job("b", ended)).with("ETag", version);
            }
            boolean first = now.compareTo(ofSeconds(10)) >= 0;
            return Reply.ok("{\"jobs\":[" + job("a", first) + "," + job("b", ended) + "]}")
                    .with("ETag", "\"2\"");
        });
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
                .hold(Duration.ZERO)
                .schedule(EACH_SECOND));
        waiter.awaitAsync("a", ofSeconds(60));
        CompletableFuture<Outcome> b = waiter.awaitAsync("b", ofSeconds(60));
        world.pass(ofSeconds(60));
        assertThat(b).isDone();
        assertThat(b.join()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aLookReplacesAHeldRequest() {
        JobServer jobs = new JobServer(id -> ofSeconds(100));
        jobs.holds = true;
        World world = new World(jobs);
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
        waiter.awaitAsync("job", ofSeconds(600));
        world.pass(ofSeconds(20));
        int before = world.sent().size();
        waiter.look("job");
        world.pass(ofSeconds(1));
        assertThat(world.sent()).hasSize(before + 1);
        assertThat(world.inFlight()).isEqualTo(1);
    }

    private static String job(String id, boolean ended) {
        return "{\"id\":\"" + id + "\",\"state\":\"" + (ended ? "completed" : "running") + "\"}";
    }

    private static World running(String retryAfter) {
        return new World((request, now) -> Reply.ok("{\"state\":\"running\"}").with("Retry-After", retryAfter));
    }

    private static Waiter waiter(World world) {
        return world.waiter(Waiter.builder(JSON).hold(Duration.ZERO).schedule(EACH_SECOND));
    }
}
