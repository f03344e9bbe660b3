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
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What callers bring along: headers, options, listeners, backends of their own; and every call of a waiter. */
class CallersApiTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Submission VIDEO = Submission.of(URI.create("http://v/1"), "es");
    private static final PollSchedule EACH_SECOND = PollSchedule.fixed(ofSeconds(1));

    private Duration end = ofSeconds(5);
    private final World world =
            new World((request, now) -> switch (request.method() + request.uri().getPath()) {
                case "POST/v1/jobs" ->
                    Reply.ok("{\"jobs\":[{\"id\":\"a\",\"state\":\"queued\"},{\"id\":\"b\",\"state\":\"queued\"}]}");
                case "POST/v1/jobs/done/cancel" -> Reply.status(409);
                case "POST/v1/jobs/a/cancel" -> Reply.ok("{\"id\":\"a\",\"state\":\"canceled\"}");
                case "GET/v1/jobs/done" -> Reply.ok("{\"id\":\"done\",\"state\":\"completed\"}");
                default -> Reply.ok(state(now));
            });

    private String state(Duration now) {
        return "{\"id\":\"a\",\"state\":\"" + (now.compareTo(end) < 0 ? "running" : "completed") + "\"}";
    }

    @Test
    void headersAreAskedForWithEachRequestAndReplaceThoseOfTheBackend() {
        AtomicInteger token = new AtomicInteger();
        Backend backend = Backend.fermata(URI.create("http://server")).withHeader("Authorization", "old");
        Waiter waiter = world.waiter(settings(backend)
                .headers(() -> Map.of("Authorization", "Bearer " + token.incrementAndGet(), "X-Trace", "7")));
        waiter.awaitAsync("a", ofSeconds(30));
        world.pass(ofSeconds(3));
        waiter.submitAsync(VIDEO, "key", ofSeconds(5));
        world.pass(ofSeconds(1));
        assertThat(world.sent()).hasSizeGreaterThan(3);
        for (int i = 0; i < world.sent().size(); i++) {
            HttpHeaders headers = world.sent().get(i).request().headers();
            assertThat(headers.allValues("Authorization")).containsExactly("Bearer " + (i + 1));
            assertThat(headers.firstValue("X-Trace")).hasValue("7");
        }
    }

    @Test
    void aSupplierOfHeadersThatThrowsEndsTheWaitWithThat() {
        Waiter waiter = world.waiter(settings(NATIVE).headers(() -> {
            throw new IllegalStateException("no token today");
        }));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("a", ofSeconds(30));
        world.pass(ofSeconds(1));
        assertThat(outcome).failsWithin(ofSeconds(1)).withThrowableThat().withMessageContaining("no token today");
    }

    @Test
    void aListenerHearsInOrderHowEachPollGoes() {
        List<String> heard = new ArrayList<>();
        JobServer jobs = new JobServer(id -> ofSeconds(20));
        jobs.holds = true;
        World holding = new World(
                (request, now) -> now.compareTo(ofSeconds(1)) < 0 ? Reply.status(503) : jobs.answer(request, now));
        Waiter waiter = holding.waiter(Waiter.builder(NATIVE)
                .errorBackoff(PollSchedule.fixed(ofSeconds(2)))
                .listener(recorder(heard)));
        waiter.awaitAsync("a", ofSeconds(60));
        holding.pass(ofSeconds(60));
        assertThat(heard)
                .containsExactly(
                        "sent 1",
                        "held 1",
                        "failed 1",
                        "sent 2",
                        "held 2",
                        "retried 2",
                        "answered 2",
                        "sent 3",
                        "held 3",
                        "answered 3",
                        "ended Completed");
    }

    @Test
    void optionsOfACallTakeThePlaceOfTheSettings() {
        List<String> general = new ArrayList<>();
        List<String> own = new ArrayList<>();
        end = ofSeconds(1_000);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE)
                .hold(Duration.ZERO)
                .maxWait(ofSeconds(40))
                .listener(recorder(general)));
        CompletableFuture<Outcome> byDefault = waiter.awaitAsync("a");
        world.pass(ofSeconds(41));
        assertThat(byDefault.join().elapsed()).isBetween(ofSeconds(39), ofSeconds(40));
        int before = general.size();
        CompletableFuture<Outcome> special = waiter.awaitAsync(
                "c",
                WaitOptions.builder()
                        .maxWait(ofSeconds(7))
                        .listener(recorder(own))
                        .build());
        world.pass(ofSeconds(8));
        assertThat(special.join().elapsed()).isBetween(ofSeconds(6), ofSeconds(7));
        assertThat(general).hasSize(before);
        assertThat(own).first().isEqualTo("sent 1");
        assertThat(own).last().isEqualTo("ended TimedOut");
    }

    @Test
    void anImpatientCallPollsMoreOftenThanAPatientOne() {
        end = ofSeconds(1_000);
        assertThat(polls(WaitOptions.builder().patience(ofMillis(50))))
                .isGreaterThan(2 * polls(WaitOptions.builder().patience(ofSeconds(20))));
    }

    @Test
    void aCallThatSaysHowLongTheJobTakesPollsThere() {
        end = ofSeconds(100);
        World other = new World((request, now) -> Reply.ok(state(now)));
        Waiter waiter = other.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO));
        CompletableFuture<Outcome> told = waiter.awaitAsync(
                "a", WaitOptions.builder().expectedDuration(ofSeconds(100)).build());
        other.pass(ofSeconds(200));
        CompletableFuture<Outcome> ignorant =
                world.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO)).awaitAsync("a");
        world.pass(ofSeconds(200));
        assertThat(told.join().elapsed()).isLessThan(ofSeconds(103));
        assertThat(told.join().elapsed()).isLessThan(ignorant.join().elapsed());
    }

    private int polls(WaitOptions.Builder options) {
        World other = new World((request, now) -> Reply.ok(state(now)));
        CompletableFuture<Outcome> outcome = other.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO))
                .awaitAsync("a", options.maxWait(ofSeconds(100)).build());
        other.pass(ofSeconds(100));
        return outcome.join().polls();
    }

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
    void aCopyOfTheSettingsChangesNothingInTheFirstWaiter() {
        end = ofSeconds(1_000);
        Waiter first = world.waiter(settings(NATIVE).maxWait(ofSeconds(20)));
        Waiter second = world.waiter(first.toBuilder().maxWait(ofSeconds(5)));
        CompletableFuture<Outcome> one = first.awaitAsync("a");
        CompletableFuture<Outcome> two = second.awaitAsync("b");
        world.pass(ofSeconds(21));
        assertThat(one.join().elapsed()).isBetween(ofSeconds(19), ofSeconds(20));
        assertThat(two.join().elapsed()).isBetween(ofSeconds(4), ofSeconds(5));
        assertThat(two.join().polls()).isBetween(5, 7);
    }

    @Test
    void aBackendMayNameAnotherUrlForTheNextPoll() {
        Backend pages = new Backend() {
            @Override
            public String name() {
                return "pages";
            }

            @Override
            public HttpRequest statusRequest(String id) {
                return NATIVE.statusRequest(id);
            }

            @Override
            public Snapshot read(String id, HttpHeaders head, byte[] body) {
                Snapshot plain = NATIVE.read(id, head, body);
                return plain.toBuilder()
                        .nextPoll(URI.create(
                                "/operations/" + id + "?page=" + world.sent().size()))
                        .build();
            }
        };
        Waiter waiter = world.waiter(settings(pages));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("a", ofSeconds(30));
        world.pass(ofSeconds(30));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(world.sent())
                .extracting(World.Sent::path)
                .startsWith("/v1/jobs/a", "/operations/a?page=1", "/operations/a?page=2");
    }

    @Test
    void aBackendWhoseReadingBreaksIsATransientFailure() {
        int[] responses = {0};
        Backend fragile = new Backend() {
            @Override
            public String name() {
                return "fragile";
            }

            @Override
            public HttpRequest statusRequest(String id) {
                return NATIVE.statusRequest(id);
            }

            @Override
            public Snapshot read(String id, HttpHeaders head, byte[] body) {
                if (responses[0]++ == 0) {
                    throw new StackOverflowError("too deep");
                }
                return NATIVE.read(id, head, body);
            }
        };
        end = ofSeconds(1);
        CompletableFuture<Outcome> outcome = world.waiter(settings(fragile)).awaitAsync("a", ofSeconds(30));
        world.pass(ofSeconds(5));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.join().lastProblem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("too deep"));
    }

    @Test
    void aScheduleThatCannotPrepareStillPolls() {
        int[] prepared = {0};
        PollSchedule schedule = new PollSchedule() {
            @Override
            public Duration pause(PollContext context, double random) {
                return ofSeconds(1);
            }

            @Override
            public void prepare(PollContext context) {
                if (prepared[0]++ > 0) {
                    throw new IllegalStateException("not prepared");
                }
            }
        };
        CompletableFuture<Outcome> outcome =
                world.waiter(settings(NATIVE).schedule(schedule)).awaitAsync("a", ofSeconds(30));
        world.pass(ofSeconds(8));
        assertThat(prepared[0]).isGreaterThan(1);
        assertThat(outcome.join().elapsed()).isLessThan(ofSeconds(7));
    }

    @Test
    void anExecutorThatRejectsTasksCostsCallbacksAndNoOutcome() throws Exception {
        assertEndsWith(new RejectedExecutionException("full"));
    }

    @Test
    void anExecutorThatThrowsCostsCallbacksAndNoOutcome() throws Exception {
        assertEndsWith(new IllegalStateException("broken"));
    }

    private static void assertEndsWith(RuntimeException thrown) throws Exception {
        List<String> heard = new ArrayList<>();
        AtomicInteger tasks = new AtomicInteger();
        try (HostileServer server = new HostileServer(HostileServer.says("pending"), HostileServer.says("completed"));
                Waiter waiter = Waiter.builder(Backend.status(server.uri()))
                        .schedule(PollSchedule.fixed(ofMillis(5)))
                        .hold(Duration.ZERO)
                        .listener(recorder(heard))
                        .callbackExecutor(task -> {
                            // The second task of the wait is lost, and all after its end.
                            if (tasks.incrementAndGet() == 2 || tasks.get() > 5) {
                                throw thrown;
                            }
                            task.run();
                        })
                        .build()) {
            assertThat(waiter.awaitAsync("", ofSeconds(30)).get()).isInstanceOf(Outcome.Completed.class);
            assertThat(heard).containsExactly("sent 1", "sent 2", "answered 2", "ended Completed");
        }
    }

    @Test
    void aCallThatFailsIsNotWrapped() {
        World missing = new World((request, now) -> Reply.status(404));
        CompletableFuture<Snapshot> canceled = missing.waiter(settings(NATIVE)).cancelAsync("a");
        missing.pass(ofSeconds(1));
        assertThatThrownBy(canceled::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(RequestRejectedException.class);
    }

    private static WaitListener recorder(List<String> heard) {
        return new WaitListener() {
            @Override
            public void onPollSent(PollEvent event) {
                heard.add("sent " + event.poll());
            }

            @Override
            public void onPollHeld(PollEvent event) {
                heard.add("held " + event.poll());
            }

            @Override
            public void onPollRetried(PollEvent event) {
                heard.add("retried " + event.poll());
            }

            @Override
            public void onPollAnswered(PollEvent event) {
                heard.add("answered " + event.poll());
            }

            @Override
            public void onPollFailed(PollEvent event) {
                heard.add("failed " + event.poll());
            }

            @Override
            public void onWaitEnded(Outcome outcome) {
                heard.add("ended " + outcome.getClass().getSimpleName());
            }
        };
    }

    private static WaiterBuilder settings(Backend backend) {
        return Waiter.builder(backend).hold(Duration.ZERO).schedule(EACH_SECOND);
    }
}
