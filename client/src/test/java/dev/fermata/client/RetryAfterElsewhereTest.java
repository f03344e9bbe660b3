package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server says with {@code Retry-After} to another request about a job holds for the polls of each wait. */
class RetryAfterElsewhereTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final PollSchedule EACH_SECOND = PollSchedule.fixed(ofSeconds(1));

    /** The first response is of this status. */
    private int status = 200;
    /** Only the first response says so. */
    private String retryAfter = "5";

    private final World world = new World(this::answer);

    private Reply answer(HttpRequest request, Duration now) {
        String id = request.uri().getPath().replaceFirst("/v1/jobs/?([^/]*).*", "$1");
        String body = id.isEmpty() ? "{\"jobs\":[" + running("a") + "," + running("b") + "]}" : running(id);
        Reply reply = new Reply(world.sent().size() == 1 ? status : 200, java.util.Map.of(), body, ofMillis(10));
        return world.sent().size() == 1 ? reply.with("Retry-After", retryAfter) : reply;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 55})
    void noWaitPollsASubmittedJobBeforeTheTimeThatTheSubmissionNamed(long hold) {
        status = 202;
        Waiter waiter = world.waiter(settings().hold(ofSeconds(hold)));
        waiter.submitAllAsync(submission("es", "fr"), "key", ofSeconds(10));
        world.pass(ofMillis(500));
        waiter.awaitAsync("b", ofSeconds(60));
        world.pass(ofSeconds(1));
        waiter.awaitAsync("a", ofSeconds(60));
        world.pass(ofSeconds(6));
        assertThat(polls()).first().satisfies(at -> assertThat(at).isBetween(ofMillis(5_010), ofMillis(5_300)));
    }

    @Test
    void aWaitThatFollowsTheSubmissionAtOncePollsNotBeforeTheTimeThatItNamed() {
        Waiter waiter = world.waiter(settings());
        waiter.submitAsync(submission("es"), "key", ofSeconds(10))
                .thenCompose(job -> waiter.awaitAsync(job.id(), ofSeconds(60)));
        world.pass(ofSeconds(7));
        assertThat(polls()).first().satisfies(at -> assertThat(at).isBetween(ofMillis(5_010), ofMillis(5_300)));
    }

    @ParameterizedTest
    @CsvSource({"snapshot, 200", "snapshot, 503", "cancel, 200"})
    void noWaitPollsAJobBeforeTheTimeThatASingleRequestWasTold(String call, int first) {
        status = first;
        Waiter waiter = world.waiter(settings());
        CompletableFuture<?> single = call.equals("cancel") ? waiter.cancelAsync("a") : waiter.snapshotAsync("a");
        world.pass(ofMillis(500));
        assertThat(single.isDone()).isEqualTo(first == 200);
        waiter.awaitAsync("a", ofSeconds(60));
        world.pass(ofSeconds(6));
        assertThat(polls())
                .filteredOn(at -> !at.isZero())
                .first()
                .satisfies(at -> assertThat(at).isBetween(ofMillis(5_010), ofMillis(5_300)));
    }

    @Test
    void aWaitUnderWayObeysWhatASinglePollIsTold() {
        World world = new World((request, now) -> {
            boolean single = now.equals(ofMillis(2_500));
            return single ? Reply.ok(running("a")).with("Retry-After", "5") : Reply.ok(running("a"));
        });
        Waiter waiter = world.waiter(settings());
        waiter.awaitAsync("a", ofSeconds(60));
        world.pass(ofMillis(2_500));
        waiter.snapshotAsync("a");
        world.pass(ofSeconds(6));
        assertThat(world.sent().stream().map(World.Sent::at).filter(at -> at.compareTo(ofMillis(2_500)) > 0))
                .first()
                .satisfies(at -> assertThat(at).isBetween(ofMillis(7_510), ofMillis(7_800)));
    }

    @Test
    void aWaitThatEndsBeforeTheTimeSendsNothingAndSaysWhy() {
        Waiter waiter = world.waiter(settings());
        waiter.submitAsync(submission("es"), "key", ofSeconds(10));
        world.pass(ofMillis(10));
        CompletableFuture<Outcome> brief = waiter.awaitAsync("a", ofSeconds(3));
        world.pass(ofSeconds(3));
        assertThat(polls()).isEmpty();
        assertThat(brief.join().elapsed()).isEqualTo(ofSeconds(3));
        assertThat(brief.join().lastProblem())
                .hasValueSatisfying(why -> assertThat(why).contains("Retry-After"));
    }

    @Test
    void theLastPollIsSentAtTheTimeIfThatIsBeforeTheDeadline() {
        Waiter waiter = world.waiter(settings().schedule(PollSchedule.fixed(ofSeconds(30))));
        waiter.submitAsync(submission("es"), "key", ofSeconds(10));
        world.pass(ofMillis(10));
        waiter.awaitAsync("a", ofMillis(5_050));
        world.pass(ofSeconds(6));
        assertThat(polls()).first().isEqualTo(ofMillis(5_010));
    }

    /** At 59 s the held request for the first job is sent again, and could take the second job along. */
    @Test
    void aHeldRequestTakesNoJobOverWhoseTimeHasNotCome() {
        World holding = new World(new JobServer(id -> ofSeconds(1_000)).holdingWithRetryAfter("30"));
        Waiter waiter = holding.waiter(Waiter.builder(NATIVE));
        waiter.awaitAsync("a", ofSeconds(600));
        holding.pass(ofSeconds(5));
        waiter.awaitAsync("b", ofSeconds(600));
        holding.pass(ofSeconds(52));
        waiter.snapshotAsync("b");
        holding.pass(ofSeconds(4));
        assertThat(holding.sent()).extracting(World.Sent::path).endsWith("/v1/jobs/b", "/v1/jobs/a");
        holding.pass(ofSeconds(90));
        assertThat(holding.sent()).extracting(World.Sent::path).contains("/v1/jobs?ids=a,b");
    }

    /** It is still held when the held request for the first job is sent again. */
    @Test
    void aHeldRequestForAJobWhoseTimeHasNotComeGoesOn() {
        World holding = new World(
                new JobServer(id -> id.equals("b") ? ofMillis(60_200) : ofSeconds(1_000)).holdingWithRetryAfter("30"));
        Waiter waiter = holding.waiter(Waiter.builder(NATIVE));
        waiter.awaitAsync("a", ofSeconds(600));
        holding.pass(ofSeconds(5));
        CompletableFuture<Outcome> b = waiter.awaitAsync("b", ofSeconds(600));
        holding.pass(ofSeconds(52));
        waiter.snapshotAsync("b");
        holding.pass(ofSeconds(4));
        assertThat(holding.sent()).extracting(World.Sent::path).endsWith("/v1/jobs/a");
        assertThat(b).isDone();
    }

    /** Both are in one held request when the server says of one that it wants no poll for 30 s. */
    @Test
    void aHeldRequestForSeveralJobsIsSentAgainWithoutTheOneWhoseTimeHasNotCome() {
        World holding = new World(new JobServer(id -> ofSeconds(1_000)).holdingWithRetryAfter("30"));
        Waiter waiter = holding.waiter(Waiter.builder(NATIVE));
        List.of("a", "b").forEach(id -> waiter.awaitAsync(id, ofSeconds(600)));
        holding.pass(ofSeconds(40));
        assertThat(holding.sent()).extracting(World.Sent::path).endsWith("/v1/jobs?ids=a,b");
        waiter.snapshotAsync("b");
        holding.pass(ofSeconds(29));
        assertThat(holding.sent()).extracting(World.Sent::path).endsWith("/v1/jobs/b", "/v1/jobs/a");
        holding.pass(ofSeconds(3));
        assertThat(holding.sent()).extracting(World.Sent::path).endsWith("/v1/jobs/b");
    }

    /** The poll is sent at once and takes 3 s; at 1 s another response says 30 s. */
    @Test
    void aResponseToAPollThatWasSentBeforeLiftsNothing() {
        World slow = new World((request, now) -> now.isZero()
                ? Reply.ok(running("a")).after(ofSeconds(3))
                : Reply.ok(running("a")).with("Retry-After", "30"));
        Waiter waiter = slow.waiter(settings());
        waiter.awaitAsync("a", ofSeconds(600));
        slow.pass(ofSeconds(1));
        waiter.snapshotAsync("a");
        slow.pass(ofSeconds(35));
        assertThat(slow.sent())
                .extracting(World.Sent::at)
                .hasSize(3)
                .last()
                .satisfies(at -> assertThat(at).isBetween(ofSeconds(31), ofSeconds(33)));
    }

    /** The oldest is forgotten first. */
    @Test
    void remembersSuchTimesOfABoundedNumberOfJobs() {
        World telling = new World(
                (request, now) -> Reply.ok(running(request.uri().getPath().replaceFirst(".*/", "")))
                        .with("Retry-After", "3600"));
        Waiter waiter = telling.waiter(settings().maxInFlight(100_000));
        for (int job = 0; job <= 10_000; job++) {
            waiter.snapshotAsync("job-" + job);
        }
        telling.pass(ofSeconds(1));
        int before = telling.sent().size();
        waiter.awaitAsync("job-1", ofSeconds(60));
        telling.pass(ofSeconds(1));
        assertThat(telling.sent()).hasSize(before);
        waiter.awaitAsync("job-0", ofSeconds(60));
        telling.pass(ofSeconds(1));
        assertThat(telling.sent()).hasSize(before + 1);
    }

    @Test
    void aShorterOneDoesNotReplaceALongerOneWhileNobodyWaits() {
        int[] requests = {0};
        World telling =
                new World((request, now) -> Reply.status(503).with("Retry-After", ++requests[0] == 1 ? "600" : "1"));
        Waiter waiter = telling.waiter(settings());
        waiter.awaitAsync("a", ofSeconds(5));
        telling.pass(ofSeconds(6));
        waiter.snapshotAsync("a");
        telling.pass(ofSeconds(10));
        int before = telling.sent().size();
        waiter.awaitAsync("a", ofSeconds(60));
        telling.pass(ofSeconds(61));
        assertThat(telling.sent()).hasSize(before);
    }

    private List<Duration> polls() {
        Stream<World.Sent> sent = world.sent().stream();
        return sent.filter(each -> each.request().method().equals("GET"))
                .map(World.Sent::at)
                .toList();
    }

    private static WaiterBuilder settings() {
        return Waiter.builder(NATIVE).hold(Duration.ZERO).schedule(EACH_SECOND);
    }

    private static Submission submission(String... languages) {
        return Submission.of(URI.create("http://server/a.mp4"), languages);
    }

    private static String running(String id) {
        return "{\"id\":\"" + id + "\",\"state\":\"running\"}";
    }
}
