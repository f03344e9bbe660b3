package dev.fermata.client;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.backend.Verdict;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Headers, schedules and backends of the caller's own. */
class OwnBackendTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    /** Control and format characters, and separators. */
    private static final String ODD = "a\u001b[31m\u0085\u009b\u2028\u202e\nb";

    private static final PollSchedule EACH_SECOND = PollSchedule.fixed(ofSeconds(1));

    private final World world = new World((request, now) -> Reply.ok(
            request.method().equals("POST") ? "{\"jobs\":[{\"id\":\"a\",\"state\":\"queued\"}]}" : state(now)));
    private Duration end = ofSeconds(5);

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
        waiter.submitAsync(Submission.of(URI.create("http://v/1"), "es"), "key", ofSeconds(5));
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
    void aSnapshotOfAnotherJobEndsNoWaitOfABackendThatTellsJobsApart() {
        for (boolean tellsJobsApart : new boolean[] {true, false}) {
            Backend backend = new Renaming(tellsJobsApart);
            CompletableFuture<Outcome> outcome = world.waiter(settings(backend)).awaitAsync("a", ofSeconds(30));
            world.pass(ofSeconds(30));
            assertThat(outcome.join()).isInstanceOf(tellsJobsApart ? Outcome.TimedOut.class : Outcome.Completed.class);
            assertThat(outcome.join().lastProblem().orElse("not of 'a'")).contains("not of 'a'");
        }
    }

    private record Renaming(boolean tellsJobsApart) implements Backend {
        @Override
        public String name() {
            return "renaming";
        }

        @Override
        public HttpRequest statusRequest(String id) {
            return NATIVE.statusRequest(id);
        }

        @Override
        public Snapshot read(String id, HttpHeaders headers, byte[] body) {
            return NATIVE.read("other", headers, body);
        }
    }

    @Test
    void aBackendMayNameAnotherUrlForTheNextPoll() {
        CompletableFuture<Outcome> outcome = awaitWithNextPoll(number -> URI.create("/operations/a?page=" + number));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(world.sent())
                .extracting(World.Sent::path)
                .startsWith("/v1/jobs/a", "/operations/a?page=1", "/operations/a?page=2");
    }

    @Test
    void aNextUrlOnAnotherServerIsIgnoredAndTheWaitGoesOn() {
        List<String> others = List.of("http://evil.example/x", "https://server/x", "mailto:x", "//evil.example/x");
        CompletableFuture<Outcome> outcome =
                awaitWithNextPoll(number -> URI.create(others.get(number % others.size())));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.join().lastProblem()).isEmpty();
        assertThat(world.sent())
                .hasSizeGreaterThan(others.size())
                .extracting(sent -> sent.request().uri())
                .containsOnly(URI.create("http://server/v1/jobs/a"));
    }

    /** @param next the URL of the next poll, by the number of those that were sent */
    private CompletableFuture<Outcome> awaitWithNextPoll(IntFunction<URI> next) {
        Backend naming = new Backend() {
            @Override
            public String name() {
                return "naming";
            }

            @Override
            public HttpRequest statusRequest(String id) {
                return NATIVE.statusRequest(id);
            }

            @Override
            public Snapshot read(String id, HttpHeaders head, byte[] body) {
                Snapshot.Builder snapshot = NATIVE.read(id, head, body).toBuilder();
                return snapshot.nextPoll(next.apply(world.sent().size())).build();
            }
        };
        CompletableFuture<Outcome> outcome = world.waiter(settings(naming)).awaitAsync("a", ofSeconds(30));
        world.pass(ofSeconds(30));
        return outcome;
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

    @ParameterizedTest
    @CsvSource({
        "completed, Completed",
        "failed, Failed",
        "canceled, Canceled",
        "stuck, NeedsAttention",
        "running, TimedOut"
    })
    void controlCharactersInAnIdReachNoMessage(String state, String end) {
        List<String> shown = new ArrayList<>();
        Backend backend = Backend.json("http://server/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .canceled("canceled")
                .needsAttention("stuck")
                .build();
        World other = new World((request, now) -> Reply.ok("{\"state\":\"" + state + "\"}"));
        Waiter waiter = other.waiter(settings(backend)
                .endWhenAttentionIsNeeded()
                .listener(WaitListener.onPolls(event -> shown.add(event.toString()))));
        CompletableFuture<Outcome> wait = waiter.awaitAsync(ODD, ofSeconds(5));
        other.pass(ofSeconds(6));
        Outcome outcome = wait.join();
        assertThat(outcome.getClass().getSimpleName()).isEqualTo(end);
        assertThat(outcome.id()).isEqualTo(ODD);
        shown.add(outcome.toString());
        shown.add(String.valueOf(catchThrowable(outcome::orThrow)));
        Snapshot ofAnother = Snapshot.builder(ODD + ODD, JobState.RUNNING).build();
        shown.add(String.valueOf(catchThrowable(() -> waiter.notify(ODD, ofAnother))));
        assertThat(shown).hasSizeGreaterThan(3).allSatisfy(OwnBackendTest::isPrintable);
    }

    @ParameterizedTest
    @EnumSource(Verdict.Kind.class)
    void controlCharactersInTextsOfABackendReachNoMessage(Verdict.Kind kind) {
        List<String> shown = new ArrayList<>();
        Waiter waiter = world.waiter(settings(new Judging(new Verdict(kind, ODD)))
                .listener(WaitListener.onPolls(event -> shown.add(event.text()))));
        List<CompletableFuture<Outcome>> waits =
                List.of(waiter.awaitAsync("b", ofSeconds(5)), waiter.awaitAsync("c", ofSeconds(5)));
        world.pass(ofSeconds(6));
        for (CompletableFuture<Outcome> wait : waits) {
            Outcome outcome = Rejections.outcome(wait);
            shown.add(new Outcome.Rejected(ODD, rejection(outcome), outcome.stats()).toString());
            shown.add(outcome.lastProblem().orElse("b"));
            shown.add(String.valueOf(catchThrowable(outcome::orThrow)));
        }
        assertThat(shown).anyMatch(text -> text.contains("[31m")).allSatisfy(OwnBackendTest::isPrintable);
    }

    @Test
    void controlCharactersInAnArgumentReachNoMessage() {
        Waiter waiter = world.waiter(settings(new Judging(Verdict.BY_STATUS)));
        CompletableFuture<Outcome> wait = waiter.awaitAsync(ODD, ofSeconds(5));
        world.pass(ofSeconds(1));
        Submission video = Submission.of(URI.create("http://v/1"), ODD, "es");
        assertThat(List.of(
                        String.valueOf(catchThrowable(wait::join)),
                        String.valueOf(catchThrowable(() -> waiter.submitAsync(video, "key", ofSeconds(5))))))
                .allMatch(text -> text.contains("[31m"))
                .allSatisfy(OwnBackendTest::isPrintable);
    }

    private static WaitException.RequestRejectedException rejection(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? rejected.exception()
                : new WaitException.RequestRejectedException(null, 0, ODD, 1, Duration.ZERO);
    }

    private static void isPrintable(String text) {
        assertThat(text).isNotEmpty().doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }

    /** It makes no request for an odd id, and of many jobs it reads none. */
    private record Judging(Verdict verdict) implements Backend {
        @Override
        public String name() {
            return "judging";
        }

        @Override
        public HttpRequest statusRequest(String id) {
            if (id.equals(ODD)) {
                throw new IllegalArgumentException("no request for " + id);
            }
            return NATIVE.statusRequest(id);
        }

        @Override
        public Verdict verdict(int statusCode, HttpHeaders headers, byte[] body) {
            return verdict;
        }

        @Override
        public Snapshot read(String id, HttpHeaders headers, byte[] body) {
            throw new IllegalStateException(ODD);
        }

        @Override
        public Optional<Bulk> bulk() {
            return Optional.of(new Bulk() {
                @Override
                public int maxIds() {
                    return 10;
                }

                @Override
                public HttpRequest statusRequest(List<String> ids) {
                    return NATIVE.statusRequest("all");
                }

                @Override
                public BulkSnapshots read(List<String> ids, HttpHeaders headers, byte[] body) {
                    return new BulkSnapshots(Map.of(), Set.of(), Map.of("b", ODD, "c", ODD));
                }
            });
        }
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

    private static WaiterBuilder settings(Backend backend) {
        return Waiter.builder(backend).hold(Duration.ZERO).schedule(EACH_SECOND);
    }
}
