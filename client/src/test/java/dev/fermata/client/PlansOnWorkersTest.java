package dev.fermata.client;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.loop.EventLoop;
import dev.fermata.client.schedule.DurationHistory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A history may be slow, and a plan takes milliseconds: neither may stop the loop, whose thread serves all waits. */
class PlansOnWorkersTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Duration LONG = Duration.ofMinutes(60);

    private final WatchedHistory history = new WatchedHistory();

    /** Knows who reads it. */
    private static final class WatchedHistory implements DurationHistory {
        private final DurationHistory history = DurationHistory.inMemory();
        private final List<String> reads = new ArrayList<>();
        private final List<String> inLoop = new ArrayList<>();

        @Override
        public void record(String kind, Observation observation) {
            history.record(kind, observation);
        }

        @Override
        public List<Observation> observations(String kind) {
            reads.add(kind);
            List<String> callers = StackWalker.getInstance()
                    .walk(frames -> frames.map(each -> each.getClassName() + "." + each.getMethodName())
                            .toList());
            if (callers.stream().anyMatch(each -> each.startsWith(EventLoop.class.getName()))) {
                inLoop.add(kind + " " + callers);
            }
            return history.observations(kind);
        }
    }

    @AfterEach
    void theLoopReadsNoHistory() {
        assertThat(history.inLoop).isEmpty();
    }

    private WaiterBuilder settings() {
        return Waiter.builder(NATIVE).history(history);
    }

    @Test
    void inWaitsThatPoll() {
        World world = new World(new JobServer(id -> ofSeconds(10 + Long.parseLong(id))));
        Waiter waiter = world.waiter(settings().hold(ZERO));
        for (int i = 0; i < 100; i++) {
            waiter.awaitAsync("" + i, i % 3 == 0 ? ofSeconds(20) : LONG);
            world.pass(ofMillis(500));
        }
        world.pass(LONG);
        assertThat(history.reads).isNotEmpty();
    }

    /** Before any response: nobody has planned anything. */
    @Test
    void inAWaitWhoseLastPollComesBeforeTheFirstResponse() {
        JobServer server = new JobServer(id -> LONG);
        server.holds = true;
        World world = new World(server);
        Waiter waiter = world.waiter(settings());
        waiter.awaitAsync("a", LONG);
        CompletableFuture<Outcome> brief = waiter.awaitAsync("a", ofMillis(900));
        world.pass(ofMillis(900));
        assertThat(brief.join().polls()).isGreaterThan(1);
        assertThat(world.sent()).hasSize(brief.join().polls());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inWaitsWhoseLastPollInterruptsAHeldRequest(boolean several) {
        JobServer server = new JobServer(id -> LONG);
        server.holds = true;
        server.holdsUntilTheEnd = true;
        World world = new World(server);
        Waiter waiter = world.waiter(settings());
        for (int i = 0; i < (several ? 200 : 1); i++) {
            waiter.awaitAsync("job-" + i, ofSeconds(200).plusMillis(700 * i));
        }
        world.pass(LONG);
        assertThat(history.reads).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"holds no more, 0", "cuts, 0", "answers early, 0", "is down, 0", "answers early, 200", "is down, 200"})
    void inWaitsForManyJobsWhenTheServer(String change, int notified) {
        JobServer server = new JobServer(id -> ofSeconds(Long.parseLong(id)));
        server.holds = true;
        server.holdsUntilTheEnd = true;
        boolean[] early = {false};
        World world = new World((request, now) -> {
            Reply reply = server.answer(request, now);
            boolean held = reply.after().compareTo(ofSeconds(1)) > 0;
            return early[0] && held ? reply.after(ofMillis(10)).saying("{\"jobs\":[],\"missing\":[]}") : reply;
        });
        Waiter waiter = world.waiter(settings());
        for (int i = 0; i < 200; i++) {
            waiter.awaitAsync("" + (100 + 3 * i), ofSeconds(600));
        }
        world.pass(ofSeconds(150));
        for (int i = 0; i < notified; i++) {
            String id = "" + (100 + 3 * i);
            waiter.notify(
                    id,
                    Snapshot.builder(id, JobState.RUNNING).kind("another/kind").build());
        }
        switch (change) {
            case "holds no more" -> server.holds = server.holdsUntilTheEnd = false;
            case "cuts" -> server.cutsAt = ofSeconds(3);
            case "is down" -> server.outageFrom = ofSeconds(160);
            default -> early[0] = true;
        }
        server.outageTo = ofSeconds(250);
        world.pass(LONG);
        assertThat(history.reads).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20})
    void inWaitsForTheJobsOfOneSubmission(int count) {
        List<String> languages =
                IntStream.range(0, count).mapToObj(i -> "l" + i).toList();
        World world = new World((request, now) -> {
            Stream<String> ids = request.method().equals("POST")
                    ? languages.stream()
                    : Stream.of(
                            request.uri().toString().replaceFirst(".*[/=]", "").split("%2C|,"));
            List<String> jobs = ids.map(id -> "{\"id\":\"%s\",\"state\":\"%s\",\"target_language\":\"%s\"}"
                            .formatted(id, now.compareTo(ofSeconds(60)) < 0 ? "running" : "completed", id))
                    .toList();
            boolean many =
                    request.method().equals("POST") || request.uri().toString().contains("ids=");
            return Reply.ok(many ? "{\"jobs\":" + jobs + "}" : jobs.get(0));
        });
        Waiter waiter = world.waiter(settings().hold(ZERO));
        CompletableFuture<List<Snapshot>> submitted = waiter.submitAllAsync(
                Submission.of(URI.create("http://x/y.mp4"), languages.toArray(String[]::new)), "key", ofSeconds(30));
        world.pass(ofSeconds(1));
        Map<String, CompletableFuture<Outcome>> waits = new java.util.LinkedHashMap<>();
        submitted.join().forEach(job -> waits.put(job.kind(), waiter.awaitAsync(job.id(), LONG)));
        assertThat(waits).hasSize(count);
        if (count < 10) {
            assertThat(history.reads).containsAll(waits.keySet());
        } else {
            // A response does not wait for that many plans.
            assertThat(history.reads).contains("fermata").doesNotContain("fermata/l5", "fermata/l15");
        }
        world.pass(LONG);
        assertThat(waits.values()).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
    }
}
