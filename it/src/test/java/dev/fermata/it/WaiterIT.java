package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.Outcome;
import dev.fermata.client.WaitListener;
import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.FermataSubmission;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.TimeDistribution;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's waiter against the simulator's own API, over real connections in real time. */
@Timeout(120)
class WaiterIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final URI VIDEO = URI.create("https://example.com/talk.mp4");

    private final Queue<PollEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void isHeldUntilTheJobIsDone() throws Exception {
        try (Simulator simulator = simulator(TimeDistribution.of(Duration.ofSeconds(3)));
                Waiter waiter = waiter(simulator)) {
            Snapshot job = waiter.submit(Submission.of(VIDEO, "es"), LONG);
            assertThat(waiter.await(job.id(), LONG)).isInstanceOfSatisfying(Outcome.Completed.class, done -> {
                Snapshot end = done.snapshot();
                assertThat(end.result()).containsKeys("video_url", "srt_url", "vtt_url");
                assertThat(end.createdAt()).isPresent();
                assertThat(end.finishedAt()).isPresent();
                assertThat(end.kind()).isEqualTo("fermata/es");
            });
            assertThat(events).extracting(PollEvent::reason).contains(PollReason.HOLD);
        }
    }

    @Test
    void waitsUnderTheNameOfTheDialect() throws Exception {
        try (Simulator simulator = simulator(TimeDistribution.of(Duration.ofMillis(500)));
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri().resolve("/fermata")))
                        .build()) {
            Snapshot job = waiter.submit(Submission.of(VIDEO, "es"), LONG);
            assertThat(waiter.await(job.id(), LONG))
                    .isInstanceOfSatisfying(
                            Outcome.Completed.class,
                            done -> assertThat(done.snapshot().result().get("video_url"))
                                    .asString()
                                    .contains("/fermata/files/" + job.id() + ".mp4"));
            assertThat(simulator.requests())
                    .allSatisfy(request -> assertThat(request.path()).startsWith("/fermata/v1/jobs"));
        }
    }

    /** A test of 20 minutes must not take 20 minutes, though the server says when a job is expected. */
    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT55S"})
    void learnsAtOnceOfAJobThatEndsWhenATestAdvancesTheClock(Duration hold) throws Exception {
        SimulatorClock clock = SimulatorClock.frozen();
        try (Simulator simulator = Simulator.builder().port(0).clock(clock).start();
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri()))
                        .hold(hold)
                        .build()) {
            FermataSubmission twentyMinutes = FermataSubmission.of(VIDEO, "es").withDuration(Duration.ofMinutes(20));
            String job = waiter.submit(twentyMinutes, LONG).id();
            assertThat(waiter.await(job, Duration.ofMillis(300))).isInstanceOf(Outcome.TimedOut.class);
            clock.advance(Duration.ofMinutes(20));
            Outcome end = waiter.await(job, LONG);
            assertThat(end).isInstanceOf(Outcome.Completed.class);
            assertThat(end.elapsed()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void saysThatTheServerAskedForALongerPauseThanTheWait() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                Waiter waiter = waiter(simulator)) {
            String job = waiter.submit(Submission.of(VIDEO, "es"), LONG).id();
            simulator.addFault(FaultRule.of(Fault.status(429).retryAfter(Duration.ofMinutes(1))));
            waiter.await(job, Duration.ofMillis(500));
            assertThat(waiter.await(job, Duration.ofMillis(500)))
                    .isInstanceOfSatisfying(
                            Outcome.TimedOut.class,
                            end -> assertThat(end.lastProblem())
                                    .hasValueSatisfying(
                                            problem -> assertThat(problem).contains("Retry-After")));
        }
    }

    @Test
    void waitsForAMinuteOfTheSimulatorASecond() throws Exception {
        try (Simulator simulator = Simulator.builder()
                        .port(0)
                        .clock(SimulatorClock.running(60))
                        .start();
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri()))
                        .hold(Duration.ZERO)
                        .build()) {
            FermataSubmission fiveMinutes = FermataSubmission.of(VIDEO, "es").withDuration(Duration.ofMinutes(5));
            String job = waiter.submit(fiveMinutes, LONG).id();
            Outcome end = waiter.await(job, LONG);
            assertThat(end).isInstanceOf(Outcome.Completed.class);
            assertThat(end.elapsed()).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void missesNoEndAmongManyThatAreHeldTogether() throws Exception {
        try (Simulator simulator = simulator(TimeDistribution.between(Duration.ofSeconds(2), Duration.ofSeconds(8)));
                Waiter waiter = waiter(simulator)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                waiter.submitAll(Submission.of(VIDEO, "es", "fr", "de", "it", "pt", "nl", "pl", "ja", "ko", "hi"), LONG)
                        .forEach(job -> ids.add(job.id()));
            }
            List<Outcome> outcomes = waiter.awaitAll(ids, LONG);
            assertThat(outcomes).hasSize(300).allSatisfy(outcome -> {
                assertThat(outcome).isInstanceOf(Outcome.Completed.class);
                assertThat(outcome.elapsed()).isLessThan(Duration.ofSeconds(20));
            });
        }
    }

    @Test
    void seesAllEndsWithoutAListener() throws Exception {
        try (Simulator simulator = simulator(TimeDistribution.between(Duration.ofSeconds(2), Duration.ofSeconds(6)));
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri())).build()) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                waiter.submitAll(Submission.of(VIDEO, "es", "fr", "de", "it", "pt", "nl", "pl", "ja", "ko", "hi"), LONG)
                        .forEach(job -> ids.add(job.id()));
            }
            assertThat(waiter.awaitAll(ids, LONG))
                    .hasSize(300)
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Completed.class));
        }
    }

    @Test
    void rejectsAMissingJobWhileTheOthersAreHeld() throws Exception {
        try (Simulator simulator = simulator(TimeDistribution.of(Duration.ofSeconds(8)));
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri()))
                        .notFoundGrace(Duration.ZERO)
                        .build()) {
            List<String> ids = new ArrayList<>(List.of("nobody"));
            waiter.submitAll(Submission.of(VIDEO, "es", "fr", "de"), LONG).forEach(job -> ids.add(job.id()));
            List<Outcome> inOrderOfTheirEnds = waiter.awaitEach(ids, LONG).toList();
            assertThat(inOrderOfTheirEnds.get(0)).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
                assertThat(rejected.id()).isEqualTo("nobody");
                assertThat(rejected.elapsed()).isLessThan(Duration.ofSeconds(6));
            });
            assertThat(inOrderOfTheirEnds.subList(1, 4))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Completed.class));
        }
    }

    @Test
    void cancelsAJob() throws Exception {
        try (Simulator simulator = simulator(TimeDistribution.of(Duration.ofMinutes(10)));
                Waiter waiter = waiter(simulator)) {
            Snapshot job = waiter.submit(Submission.of(VIDEO, "es"), LONG);
            assertThat(waiter.cancel(job.id()).state()).isEqualTo(JobState.CANCELED);
            assertThat(waiter.await(job.id(), LONG)).isInstanceOf(Outcome.Canceled.class);
            assertThat(waiter.cancel(job.id()).state()).isEqualTo(JobState.CANCELED);
        }
    }

    private static Simulator simulator(TimeDistribution running) {
        Scenario scenario = Scenario.defaults().with("jobs.queue_time", 0).with("jobs.running_time", running);
        return Simulator.builder().port(0).scenario(scenario).start();
    }

    private Waiter waiter(Simulator simulator) {
        return Waiter.builder(Backend.fermata(simulator.uri()))
                .listener(WaitListener.onPolls(events::add))
                .build();
    }
}
