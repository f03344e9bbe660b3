package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class WaiterTest {

    private static final Duration LONG = ofSeconds(30);
    private static final PollSchedule QUICK = PollSchedule.fixed(ofMillis(5));

    @ParameterizedTest
    @EnumSource(Path.class)
    void returnsTheCompletedJob(Path path) throws Exception {
        String done = "{\"id\":\"1\",\"state\":\"completed\",\"target_language\":\"es\",\"progress\":1.0,"
                + "\"submitted_at\":\"2026-11-22T10:00:00Z\",\"ended_at\":\"2026-11-22T10:00:30Z\","
                + "\"result\":{\"video_url\":\"http://server/files/1.mp4\"}}";
        try (HostileServer server = new HostileServer(says("queued"), says("running"), HostileServer.body(done));
                Waiter waiter = waiter(server)) {
            assertThat(path.await(waiter, "1", LONG)).isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
                assertThat(completed.id()).isEqualTo("1");
                assertThat(completed.polls()).isEqualTo(3);
                assertThat(completed.snapshot().result()).containsEntry("video_url", "http://server/files/1.mp4");
                assertThat(completed.snapshot().kind()).isEqualTo("fermata/es");
                assertThat(completed.orThrow()).isSameAs(completed.snapshot());
            });
            assertThat(server.lastHead()).startsWith("GET /v1/jobs/1 HTTP/1.1");
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void returnsTheFailedJobWithCodeAndMessage(Path path) throws Exception {
        String failed = "{\"state\":\"failed\",\"error\":{\"code\":\"no_speech\",\"message\":\"Nobody speaks.\"}}";
        try (HostileServer server = new HostileServer(HostileServer.body(failed));
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "1", LONG);
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, end -> {
                assertThat(end.code()).isEqualTo("no_speech");
                assertThat(end.message()).isEqualTo("Nobody speaks.");
            });
            assertThatThrownBy(outcome::orThrow)
                    .isInstanceOf(WaitException.JobFailedException.class)
                    .hasMessage("job 1 failed (no_speech): Nobody speaks.");
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void returnsTheCanceledJob(Path path) throws Exception {
        try (HostileServer server = new HostileServer(says("canceled"));
                Waiter waiter = waiter(server)) {
            Outcome outcome = path.await(waiter, "1", LONG);
            assertThat(outcome).isInstanceOf(Outcome.Canceled.class);
            assertThatThrownBy(outcome::orThrow).isInstanceOf(WaitException.JobCanceledException.class);
        }
    }

    @Test
    void throwsForThoseWhoPreferIt() throws Exception {
        try (HostileServer server = new HostileServer(says("failed"));
                Waiter waiter = waiter(server)) {
            assertThatThrownBy(() -> waiter.awaitCompleted("1", LONG))
                    .isInstanceOf(WaitException.JobFailedException.class);
        }
    }

    @Test
    void awaitsAllInTheOrderAsked() throws Exception {
        try (HostileServer server = new HostileServer(says("completed"));
                Waiter waiter = Waiter.builder(single(server)).schedule(QUICK).build()) {
            assertThat(waiter.awaitAll(List.of("c", "a", "b"), LONG))
                    .extracting(Outcome::id)
                    .containsExactly("c", "a", "b");
        }
    }

    @Test
    void streamsOutcomesAsTheyCome() throws Exception {
        World world = new World(new JobServer(id -> ofSeconds(Long.parseLong(id))));
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
        try (Stream<Outcome> outcomes = waiter.awaitEach(List.of("300", "20", "100", "20"), Duration.ofMinutes(4))) {
            world.pass(Duration.ofMinutes(5));
            assertThat(outcomes.map(
                            outcome -> outcome.id() + " " + outcome.getClass().getSimpleName()))
                    .containsExactly("20 Completed", "100 Completed", "300 TimedOut");
        }
    }

    @Test
    void closingTheStreamGivesTheRestUp() throws Exception {
        World world = new World(new JobServer(id -> ofSeconds(Long.parseLong(id))));
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
        try (Stream<Outcome> outcomes = waiter.awaitEach(List.of("20", "1000"), Duration.ofHours(1))) {
            world.pass(ofSeconds(60));
            assertThat(outcomes.findFirst()).get().extracting(Outcome::id).isEqualTo("20");
        }
        int sent = world.sent().size();
        world.pass(Duration.ofHours(1));
        assertThat(world.sent()).hasSize(sent);
        assertThat(world.timers()).isZero();
    }

    @RepeatedTest(20)
    void whatATimeoutTaughtIsThereWhenTheWaiterIsClosed() throws Exception {
        DurationHistory history = DurationHistory.inMemory();
        Outcome.TimedOut outcome;
        try (HostileServer server = new HostileServer(says("running"))) {
            try (Waiter waiter = Waiter.builder(single(server))
                    .schedule(QUICK)
                    .history(history)
                    .build()) {
                outcome = (Outcome.TimedOut) waiter.await("1", ofMillis(50));
            }
            // In a process that has never sent a request before, the time may be up before the first answer.
            assertThat(history.observations("json"))
                    .hasSize(outcome.lastSnapshot().isPresent() ? 1 : 0);
        }
    }

    @Test
    void aRefusalAmongManyIsAnOutcome() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(403));
                Waiter waiter = Waiter.builder(single(server)).schedule(QUICK).build()) {
            assertThat(waiter.awaitAll(List.of("a", "b"), LONG))
                    .allSatisfy(outcome -> assertThatThrownBy(outcome::orThrow)
                            .isInstanceOf(WaitException.RequestRejectedException.class)
                            .hasMessageContaining("403"));
        }
    }

    @Test
    void anInterruptEndsAllWaitsOfTheCall() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang());
                Waiter waiter = Waiter.builder(single(server)).schedule(QUICK).build()) {
            FutureTask<List<Outcome>> waiting = new FutureTask<>(() -> waiter.awaitAll(List.of("a", "b"), LONG));
            Thread thread = new Thread(waiting);
            thread.start();
            Eventually.isTrue(() -> server.requests() == 2);
            thread.interrupt();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
            Eventually.isTrue(() -> server.openConnections() == 0);
        }
    }

    @Test
    void anInterruptEndsTheStreamWithAnExceptionAndKeepsTheFlag() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang());
                Waiter waiter = Waiter.builder(single(server)).build()) {
            FutureTask<Boolean> reading = new FutureTask<>(() -> {
                try (Stream<Outcome> outcomes = waiter.awaitEach(List.of("a"), LONG)) {
                    outcomes.forEach(outcome -> {});
                    return false;
                } catch (CancellationException interrupted) {
                    return Thread.interrupted();
                }
            });
            Thread thread = new Thread(reading);
            thread.start();
            Eventually.isTrue(() -> server.requests() == 1);
            thread.interrupt();
            assertThat(reading.get()).isTrue();
        }
    }

    @Test
    void aSnapshotIsReadWithOnePoll() throws Exception {
        try (HostileServer server = new HostileServer(says("running"));
                Waiter waiter = waiter(server)) {
            assertThat(waiter.snapshot("1").state()).isEqualTo(JobState.RUNNING);
            assertThat(server.requests()).isEqualTo(1);
        }
        try (HostileServer server = new HostileServer(HostileServer.hang());
                Waiter waiter = settings(server).requestTimeout(ofMillis(200)).build()) {
            assertThatThrownBy(() -> waiter.snapshot("1"))
                    .isInstanceOf(WaitException.NoResponseException.class)
                    .hasMessageContaining("no complete response");
        }
        try (HostileServer server = new HostileServer(HostileServer.status(404));
                Waiter waiter = waiter(server)) {
            assertThatThrownBy(() -> waiter.snapshot("1")).isInstanceOf(WaitException.RequestRejectedException.class);
        }
    }

    @Test
    void submitsOnceHoweverOftenItHasToAsk() throws Exception {
        String jobs = "{\"jobs\":[{\"id\":\"a\",\"state\":\"queued\"},{\"id\":\"b\",\"state\":\"queued\"}]}";
        ConcurrentLinkedQueue<String> heads = new ConcurrentLinkedQueue<>();
        try (HostileServer server =
                        new HostileServer((socket, hostile) -> heads.add(hostile.lastHead()), (socket, hostile) -> {
                            heads.add(hostile.lastHead());
                            HostileServer.body(jobs).answer(socket, hostile);
                        });
                Waiter waiter = waiter(server)) {
            Submission talk = Submission.of(URI.create("https://example.com/talk.mp4"), "es", "fr");
            assertThat(waiter.submitAll(talk, LONG)).extracting(Snapshot::id).containsExactly("a", "b");
        }
        assertThat(heads).hasSizeGreaterThanOrEqualTo(2);
        assertThat(heads.stream().map(WaiterTest::idempotencyKey).distinct()).hasSize(1);
        assertThat(heads.peek()).startsWith("POST /v1/jobs HTTP/1.1").contains("Content-Type: application/json");
    }

    @Test
    void saysWhatTheServerHasAgainstASubmission() throws Exception {
        String problem = "{\"detail\":\"source_url is 'x'; allowed is http or https\"}";
        try (HostileServer server = new HostileServer(HostileServer.raw("HTTP/1.1 422 No\r\nContent-Length: "
                        + problem.length() + "\r\nConnection: close\r\n\r\n" + problem));
                Waiter waiter = waiter(server)) {
            assertThatThrownBy(() -> waiter.submit(Submission.of(URI.create("x"), "es"), LONG))
                    .isInstanceOf(WaitException.RequestRejectedException.class)
                    .hasMessageContaining("422")
                    .hasMessageContaining("source_url is 'x'");
        }
    }

    @Test
    void submitsWithTheKeyOfTheCallerAndTakes409ForStillBeingDealtWith() throws Exception {
        String jobs = "{\"jobs\":[{\"id\":\"7\",\"state\":\"queued\"}]}";
        try (HostileServer server = new HostileServer(HostileServer.status(409), HostileServer.body(jobs));
                Waiter waiter = waiter(server)) {
            Submission submission = Submission.of(URI.create("https://example.com/talk.mp4"), "es");
            assertThat(waiter.submit(submission, "order \"12\"", LONG).id()).isEqualTo("7");
            assertThat(server.lastHead()).contains("Idempotency-Key: \"order \\\"12\\\"\"");
            assertThatThrownBy(() -> waiter.submit(submission, "caf\u00e9", LONG))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("idempotencyKey is 'caf");
        }
    }

    @Test
    void cancelsAJobAndSaysHowItStands() throws Exception {
        try (HostileServer server = new HostileServer(says("canceled"));
                Waiter waiter = waiter(server)) {
            assertThat(waiter.cancel("1").state()).isEqualTo(JobState.CANCELED);
            assertThat(server.lastHead()).startsWith("POST /v1/jobs/1/cancel HTTP/1.1");
        }
        try (HostileServer server = new HostileServer(HostileServer.status(409), says("completed"));
                Waiter waiter = waiter(server)) {
            assertThat(waiter.cancel("1").state()).isEqualTo(JobState.COMPLETED);
        }
        try (HostileServer server = new HostileServer(says("running"));
                Waiter waiter = Waiter.builder(single(server)).build()) {
            assertThatThrownBy(() -> waiter.cancel("1"))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("'json' cannot cancel");
        }
    }

    @Test
    void tellsTheListenerWhyItPollsWhenItPolls() {
        ConcurrentLinkedQueue<PollEvent> events = new ConcurrentLinkedQueue<>();
        JobServer jobs = new JobServer(id -> ofSeconds(100));
        jobs.holds = true;
        World world = new World((request, now) -> now.compareTo(ofSeconds(70)) < 0 || now.compareTo(ofSeconds(90)) > 0
                ? jobs.answer(request, now)
                : World.Reply.status(503));
        // Its failures do not keep requests apart: that backend asks for one job at a time.
        Backend single = Backend.json("http://server/jobs/{id}")
                .state("/state")
                .running("running")
                .completed("completed")
                .failed("failed")
                .build();
        Waiter waiter = world.waiter(Waiter.builder(single)
                .listener(WaitListener.onPolls(events::add))
                .hold(ofSeconds(15)));
        waiter.awaitAsync("1", ofSeconds(98));
        world.pass(ofSeconds(98));
        assertThat(events).extracting(PollEvent::id).containsOnly("1");
        assertThat(events.stream().map(PollEvent::reason).distinct())
                .containsExactly(PollReason.HOLD, PollReason.ERROR_BACKOFF, PollReason.DEADLINE, PollReason.END);
        assertThat(events).extracting(PollEvent::poll).isSorted().doesNotHaveDuplicates();
        assertThat(events)
                .filteredOn(event -> event.reason() == PollReason.ERROR_BACKOFF)
                .allSatisfy(event -> {
                    assertThat(event.text()).isEqualTo("the server answered with status 503");
                    assertThat(event.snapshot().orElseThrow().state()).isEqualTo(JobState.RUNNING);
                });
    }

    @Test
    void getsBetterAsItSeesJobs() {
        JobServer jobs = new JobServer(id -> ofSeconds(Long.parseLong(id)));
        World world = new World(jobs);
        Waiter waiter = world.waiter(Waiter.builder(Backend.json("http://server/jobs/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .build()));
        int first = 0;
        int last = 0;
        for (int job = 0; job < 20; job++) {
            long begin = world.since().toSeconds();
            int before = world.sent().size();
            CompletableFuture<Outcome> outcome = waiter.awaitAsync(String.valueOf(begin + 30), LONG.multipliedBy(10));
            world.pass(ofSeconds(400));
            assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
            last = world.sent().size() - before;
            first = job == 0 ? last : first;
        }
        assertThat(last).isLessThan(first).isLessThanOrEqualTo(3);
    }

    @Test
    void closingEndsTheWaitsUnderWayAndRefusesNewOnes() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.hang())) {
            Waiter waiter = waiter(server);
            CompletableFuture<Outcome> wait = waiter.awaitAsync("1", LONG);
            Eventually.isTrue(() -> server.requests() == 1);
            waiter.close();
            assertThatThrownBy(wait::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> waiter.await("1", LONG)).isInstanceOf(IllegalStateException.class);
            Eventually.isTrue(() -> server.openConnections() == 0);
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        WaiterBuilder settings = Waiter.builder(Backend.fermata(URI.create("http://server")));
        assertThatThrownBy(() -> settings.maxInFlight(0)).hasMessage("maxInFlight is 0; allowed is 1 or more");
        assertThatThrownBy(() -> settings.maxPerSecond(0)).hasMessageContaining("maxPerSecond is 0.0");
        assertThatThrownBy(() -> settings.retryBudget(0, 1)).hasMessageContaining("retry burst is 0");
        assertThatThrownBy(() -> settings.patience(Duration.ZERO)).hasMessageContaining("patience is PT0S");
        assertThatThrownBy(() -> settings.hold(ofSeconds(-1))).hasMessageContaining("hold is PT-1S");
        assertThatThrownBy(() -> settings.maxAnswerBytes(0)).hasMessageContaining("maxAnswerBytes is 0");
    }

    private static String idempotencyKey(String head) {
        return head.lines()
                .filter(line -> line.startsWith("Idempotency-Key: \""))
                .findFirst()
                .orElseThrow();
    }

    private static HostileServer.Behaviour says(String state) {
        return HostileServer.body("{\"id\":\"1\",\"state\":\"" + state + "\"}");
    }

    private static Backend single(HostileServer server) {
        return Backend.json(server.uri() + "/jobs/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .build();
    }

    private static WaiterBuilder settings(HostileServer server) {
        return Waiter.builder(Backend.fermata(server.uri())).schedule(QUICK).errorBackoff(QUICK);
    }

    private static Waiter waiter(HostileServer server) {
        return settings(server).build();
    }
}
