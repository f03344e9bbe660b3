package dev.fermata.client;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an earlier wait saw of a job never keeps the next wait from its end, whatever the server states about times. */
class SecondWaitTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Backend JSON = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .createdAt("/submitted_at")
            .build();
    /** An hour before a {@link World} begins. */
    private static final String CREATED = "2026-01-01T01:00:00Z";

    private static final Duration END = ofSeconds(20);

    @Test
    void aJobThatTellsOnlyWhenItBeganEndsTheSecondWaitAtItsFirstPoll() {
        World world = new World((request, now) -> jobs(request, now).with("Retry-After", "30"));
        DurationHistory history = DurationHistory.inMemory();
        Waiter waiter = world.waiter(Waiter.builder(JSON).history(history));
        giveUp(world, waiter);
        CompletableFuture<Outcome> second = waiter.awaitAsync("a", ofMinutes(60));
        world.pass(ofMinutes(1));
        assertThat(second).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Completed);
        assertThat(history.observations("json")).allMatch(took -> !(took instanceof Observation.Exact));
    }

    @Test
    void allJobsOfABulkResponseEndAlsoIfOneOfThemWasWaitedForBefore() {
        World world = new World((request, now) -> isOutage(now) ? Reply.status(503) : jobs(request, now));
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).hold(ZERO));
        giveUp(world, waiter);
        List<CompletableFuture<Outcome>> waits = Stream.of("a", "b", "c")
                .map(id -> waiter.awaitAsync(id, ofMinutes(60)))
                .toList();
        world.pass(ofMinutes(2));
        assertThat(waits)
                .allSatisfy(wait ->
                        assertThat(wait).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Completed));
    }

    @Test
    void aWebhookEndsTheSecondWait() {
        World world = new World((request, now) -> isOutage(now) ? Reply.status(503) : jobs(request, now));
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).hold(ZERO));
        giveUp(world, waiter);
        CompletableFuture<Outcome> second = waiter.awaitAsync("a", ofMinutes(10));
        world.pass(ofSeconds(10));
        waiter.notify("a", Snapshot.builder("a", JobState.COMPLETED).build());
        world.pass(ZERO);
        assertThat(second).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Completed);
    }

    @Test
    void aBeginningThatIsLaterThanWhatTheFirstWaitSawDoesNotMatter() {
        World world = new World((request, now) -> jobs(request, now));
        Waiter waiter = world.waiter(Waiter.builder(JSON).hold(ZERO));
        giveUp(world, waiter);
        world.pass(END);
        WaitOptions late = WaitOptions.builder()
                .maxWait(ofMinutes(10))
                .startedAt(world.wallClock())
                .build();
        CompletableFuture<Outcome> second = waiter.awaitAsync("a", late);
        world.pass(ofMinutes(1));
        assertThat(second).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Completed);
    }

    @Test
    void aRequestOfTheFirstWaitThatIsHeldLongerDoesNotMatter() {
        // Held for as long as the client asks for, which is longer than the second wait is old.
        World world = new World((request, now) -> {
            String wish = request.headers().firstValue("Prefer").orElse("");
            boolean done = now.compareTo(ofSeconds(75)) >= 0;
            if (done || wish.isEmpty()) {
                Reply reply = Reply.ok("{\"state\":\"" + (done ? "completed" : "running") + "\"}");
                return done || now.compareTo(ofSeconds(1)) < 0 ? reply : reply.with("Retry-After", "60");
            }
            long wait = Long.parseLong(wish.replaceFirst("wait=(\\d+).*", "$1"));
            return Reply.ok("{\"state\":\"running\"}")
                    .with("Preference-Applied", wish)
                    .after(ofSeconds(wait).plusMillis(10));
        });
        Waiter waiter = world.waiter(Waiter.builder(JSON));
        CompletableFuture<Outcome> first = waiter.awaitAsync("a", ofMinutes(10));
        world.pass(ofSeconds(20));
        CompletableFuture<Outcome> second = waiter.awaitAsync("a", ofMinutes(60));
        world.pass(ofSeconds(50));
        first.cancel(true);
        world.pass(ofSeconds(100));
        assertThat(second).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Completed);
    }

    /** A wait of 5 s that sees the job running. */
    private static void giveUp(World world, Waiter waiter) {
        CompletableFuture<Outcome> first = waiter.awaitAsync("a", ofSeconds(5));
        world.pass(ofSeconds(6));
        assertThat(first).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.TimedOut);
    }

    private static boolean isOutage(Duration now) {
        return now.compareTo(ofSeconds(6)) >= 0 && now.compareTo(ofSeconds(25)) < 0;
    }

    private static Reply jobs(HttpRequest request, Duration now) {
        String query = request.uri().getQuery();
        String state = now.compareTo(END) > 0 ? "completed" : "running";
        String ids = query == null ? request.uri().getPath().replaceFirst(".*/", "") : query.replace("ids=", "");
        String all = Arrays.stream(ids.split(","))
                .map(id -> "{\"id\":\"%s\",\"state\":\"%s\",\"submitted_at\":\"%s\"}".formatted(id, state, CREATED))
                .collect(Collectors.joining(","));
        return Reply.ok(query == null ? all : "{\"jobs\":[" + all + "],\"missing\":[]}");
    }
}
