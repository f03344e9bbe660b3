package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A vendor's SDK is waited on like any server. */
@Timeout(60)
class SourceBackendWaitTest {

    private static final Duration LONG = ofSeconds(30);
    private static final PollSchedule QUICK = PollSchedule.fixed(ofMillis(5));

    private final World world = new World((request, now) -> World.Reply.status(500));

    @Test
    void asksTheSourceUntilTheJobHasEndedAndSendsNothing() {
        Waiter waiter = world.waiter(settings(Backend.of(this::atTen)).schedule(PollSchedule.fixed(ofSeconds(1))));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("job", LONG);
        CompletableFuture<Outcome> failing = waiter.awaitAsync("failing", LONG);
        world.pass(LONG);
        assertThat(outcome.join())
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.snapshot().result()).containsEntry("url", "http://v"));
        assertThat(outcome.join().elapsed()).isBetween(ofSeconds(10), ofSeconds(11));
        assertThat(outcome.join().polls()).isEqualTo(outcome.join().stats().responses());
        assertThat(failing.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(failing.join().lastProblem())
                .hasValue("the backend's call failed: java.io.IOException: line\u00b7dropped".replace('\u00b7', ' '));
        assertThat(world.sent()).isEmpty();
    }

    private Snapshot atTen(String id) throws IOException {
        if (id.equals("failing")) {
            throw new IOException("line\ndropped");
        }
        boolean ended = world.since().compareTo(ofSeconds(10)) >= 0;
        return ended
                ? Snapshot.builder(id, JobState.COMPLETED)
                        .result(Map.of("url", "http://v"))
                        .build()
                : Snapshot.builder(id, JobState.RUNNING).build();
    }

    @Test
    void asksForOneJobWithEachCallAlsoWhereTheBackendCouldAskForMany() {
        Map<String, Integer> calls = new HashMap<>();
        Waiter waiter = world.waiter(settings(withBulk(id -> {
                    calls.merge(id, 1, Integer::sum);
                    return Snapshot.builder(id, id.endsWith("3") ? JobState.FAILED : JobState.COMPLETED)
                            .build();
                }))
                .schedule(PollSchedule.fixed(ofSeconds(1))));
        Map<String, CompletableFuture<Outcome>> waits = new HashMap<>();
        IntStream.range(0, 10).mapToObj(i -> "job-" + i).forEach(id -> waits.put(id, waiter.awaitAsync(id, LONG)));
        world.pass(LONG);
        waits.forEach((id, wait) -> {
            assertThat(wait.join().id()).isEqualTo(id);
            assertThat(wait.join()).isInstanceOf(id.endsWith("3") ? Outcome.Failed.class : Outcome.Completed.class);
        });
        assertThat(calls).hasSize(10).allSatisfy((id, made) -> assertThat(made).isEqualTo(1));
        assertThat(world.sent()).isEmpty();
    }

    /** A call of a second looks like a request that was held: a server is first asked to hold one for that long. */
    @Test
    void takesNoSlowCallForOneThatIsHeld() {
        int[] calls = {0};
        List<Duration> holds = new ArrayList<>();
        Waiter waiter = world.waiter(settings(withBulk(id -> {
                    calls[0]++;
                    world.sleep(ofSeconds(1));
                    return Snapshot.builder(id, JobState.RUNNING).build();
                }))
                .schedule(PollSchedule.fixed(ofSeconds(5)))
                .listener(new WaitListener() {
                    @Override
                    public void onPollSent(PollEvent event) {
                        holds.add(event.hold());
                    }
                }));
        waiter.awaitAsync("job", LONG);
        world.pass(LONG.plusSeconds(5));
        assertThat(holds).hasSize(calls[0]).containsOnly(Duration.ZERO);
        assertThat(calls[0]).isBetween(5, 8);
    }

    /** A backend of the caller's own, which leaves what it can to the defaults. */
    private static Backend withBulk(Backend.SnapshotSource source) {
        return new Backend() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public Optional<SnapshotSource> source() {
                return Optional.of(source);
            }

            @Override
            public HttpRequest statusRequest(String id) {
                throw new AssertionError("not to be called");
            }

            @Override
            public Snapshot read(String id, HttpHeaders headers, byte[] body) {
                throw new AssertionError("not to be called");
            }

            @Override
            public Optional<Bulk> bulk() {
                return Optional.of(new Bulk() {
                    @Override
                    public int maxIds() {
                        return 100;
                    }

                    @Override
                    public HttpRequest statusRequest(List<String> ids) {
                        throw new AssertionError("not to be called");
                    }

                    @Override
                    public BulkSnapshots read(List<String> ids, HttpHeaders headers, byte[] body) {
                        throw new AssertionError("not to be called");
                    }
                });
            }
        };
    }

    @Test
    void aSinglePollAsksTheSourceToo() {
        Waiter waiter = world.waiter(settings(Backend.of(this::atTen)));
        CompletableFuture<Snapshot> running = waiter.snapshotAsync("job");
        world.pass(ofSeconds(12));
        assertThat(running.join().state()).isEqualTo(JobState.RUNNING);
        CompletableFuture<Snapshot> completed = waiter.snapshotAsync("job");
        world.pass(ofSeconds(1));
        assertThat(completed.join().state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void aSnapshotOfAnotherJobEndsNoWait() {
        Waiter waiter = world.waiter(settings(
                Backend.of(id -> Snapshot.builder("other", JobState.COMPLETED).build())));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("job", LONG);
        CompletableFuture<Snapshot> single = waiter.snapshotAsync("job");
        world.pass(LONG);
        assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.join().lastProblem().orElseThrow())
                .contains("returned a snapshot of job 'other', not of 'job'; build it with the id that was asked for");
        assertThat(single).failsWithin(ofSeconds(1)).withThrowableThat().withMessageContaining("not of 'job'");
    }

    @Test
    void aPermanentFailureEndsTheWaitAtOnce() {
        Backend backend = Backend.of(id -> {
                    throw new IOException("no such job");
                })
                .withPermanentFailures(failure -> failure instanceof IOException);
        CompletableFuture<Outcome> outcome = world.waiter(settings(backend)).awaitAsync("job", LONG);
        world.pass(ofSeconds(1));
        assertThat(outcome)
                .failsWithin(ofSeconds(1))
                .withThrowableThat()
                .withMessageContaining("no such job")
                .havingCause()
                .isInstanceOfSatisfying(WaitException.RequestRejectedException.class, rejected -> {
                    assertThat(rejected.uri()).isEmpty();
                    assertThat(rejected.polls()).isEqualTo(1);
                });
    }

    @Test
    @SuppressWarnings("NullAway") // What a caller who is not null-marked may do.
    void whatTheSourceDoesForOneJobSpoilsNoOtherWait() {
        Waiter waiter = world.waiter(settings(Backend.of(id -> switch (id) {
            case "null" -> null;
            case "error" -> throw new StackOverflowError("too deep");
            case "unchecked" -> throw new IllegalStateException("no session");
            default -> atTen(id);
        })));
        CompletableFuture<Outcome> fine = waiter.awaitAsync("job", LONG);
        Map<String, String> problems = Map.of(
                "null", "the source of the backend 'source' returned null",
                "error", "java.lang.StackOverflowError: too deep",
                "unchecked", "java.lang.IllegalStateException: no session");
        Map<String, CompletableFuture<Outcome>> waits = new HashMap<>();
        problems.keySet().forEach(id -> waits.put(id, waiter.awaitAsync(id, LONG)));
        world.pass(LONG);
        assertThat(fine.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(fine.join().lastProblem()).isEmpty();
        problems.forEach((id, problem) -> {
            Outcome outcome = waits.get(id).join();
            assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
            assertThat(outcome.lastProblem().orElseThrow()).contains(problem);
            assertThat(outcome.polls()).isGreaterThan(2);
        });
    }

    @Test
    void aPredicateThatThrowsMakesNoFailurePermanent() {
        Backend backend = Backend.of(id -> {
                    throw new IOException("line dropped");
                })
                .withPermanentFailures(failure -> {
                    throw new IllegalStateException("do not know");
                });
        CompletableFuture<Outcome> outcome = world.waiter(settings(backend)).awaitAsync("job", LONG);
        world.pass(LONG);
        assertThat(outcome.join().lastProblem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("line dropped"));
    }

    @Test
    void anExceptionWithoutATextTakesNoPlace() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Backend backend = Backend.of(id -> {
            if (calls.incrementAndGet() < 4) {
                throw new IOException() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public String toString() {
                        throw new IllegalStateException("no text");
                    }
                };
            }
            return Snapshot.builder(id, JobState.COMPLETED).build();
        });
        try (Waiter waiter =
                settings(backend).errorBackoff(QUICK).maxInFlight(1).build()) {
            Outcome outcome = waiter.await("job", LONG);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            assertThat(outcome.polls()).isEqualTo(4);
        }
    }

    @Test
    void readsTheHistoryOnAWorker() throws Exception {
        DurationHistory history = DurationHistory.inMemory();
        Set<String> readers = ConcurrentHashMap.newKeySet();
        DurationHistory watched = new DurationHistory() {
            @Override
            public void record(String kind, Observation observation) {
                history.record(kind, observation);
            }

            @Override
            public List<Observation> observations(String kind) {
                readers.add(Thread.currentThread().getName());
                return history.observations(kind);
            }
        };
        AtomicInteger calls = new AtomicInteger();
        Backend backend = Backend.of(
                id -> Snapshot.builder(id, calls.incrementAndGet() < 3 ? JobState.RUNNING : JobState.COMPLETED)
                        .kind("kind" + calls)
                        .build());
        try (Waiter waiter =
                settings(backend).patience(ofMillis(1)).history(watched).build()) {
            assertThat(waiter.await("job", LONG)).isInstanceOf(Outcome.Completed.class);
        }
        assertThat(readers).isNotEmpty().doesNotContain("fermata-waiter");
    }

    private static WaiterBuilder settings(Backend backend) {
        return Waiter.builder(backend);
    }
}
