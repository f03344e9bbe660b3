package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.vendor.AzureBackend;
import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client's backend for Azure, and the simulator's API of Azure. */
@Timeout(120)
class AzureIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Submission VIDEO = Submission.of(URI.create("https://example.com/talk.mp4"), "es-ES");

    @Test
    void aTranslationIsSubmittedAndWaitedFor() throws Exception {
        try (Simulator simulator = simulator().errorChance(0).start();
                Waiter waiter = waiter(simulator)) {
            Snapshot submitted = waiter.submit(VIDEO, LONG);
            assertThat(waiter.await(submitted.id(), LONG))
                    .isInstanceOfSatisfying(
                            Outcome.Completed.class,
                            done -> assertThat(done.snapshot().result().get("translatedVideoFileUrl"))
                                    .startsWith(simulator.uri() + "/azure/files/"));
            assertThat(simulator.requests()).allMatch(request -> request.status() < 300);
        }
    }

    @Test
    void aTranslationThatFailsSaysWhy() throws Exception {
        try (Simulator simulator = simulator().totalDelay(Duration.ofHours(1)).start();
                Waiter waiter = waiter(simulator)) {
            String id = waiter.submit(VIDEO, LONG).id();
            simulator.job(id).fail("no_speech", "Nobody speaks.");
            assertThat(waiter.await(id, LONG))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.message()).isEqualTo("Nobody speaks."));
        }
    }

    @Test
    void aRepeatedSubmissionIsTheSameTranslation() throws Exception {
        try (Simulator simulator = simulator().start();
                Waiter waiter = waiter(simulator)) {
            simulator.addFault(
                    FaultRule.of(Fault.acceptThen(503)).dialect("azure").first(1));
            String first = waiter.submit(VIDEO, "order 17", LONG).id();
            String second = waiter.submit(VIDEO, "order 17", LONG).id();
            assertThat(second).isEqualTo(first);
            assertThat(simulator.requests()).extracting(RecordedRequest::status).containsExactly(503, 201, 201);
            assertThat(waiter.submit(VIDEO, "order 18", LONG).id()).isNotEqualTo(first);
        }
    }

    @Test
    void anEndThatTheIterationShowsLaterIsWaitedFor() throws Exception {
        try (Simulator simulator = simulator()
                        .errorChance(0)
                        .dialectOption("azure.iteration_lag", "300ms")
                        .start();
                Waiter waiter = waiter(simulator)) {
            String id = waiter.submit(VIDEO, LONG).id();
            simulator.job(id).finish();
            assertThat(waiter.await(id, LONG)).isInstanceOf(Outcome.Completed.class);
            assertThat(simulator.requests())
                    .as("one submission, and polls from before and after")
                    .hasSizeGreaterThan(2);
        }
    }

    private static SimulatorBuilder simulator() {
        return Simulator.builder().port(0).seed(1).apiKey("key").totalDelay(Duration.ofMillis(500));
    }

    private static Waiter waiter(Simulator simulator) {
        AzureBackend backend =
                AzureBackend.of("key", "westeurope").withServer(simulator.uri().resolve("/azure/videotranslation"));
        return Waiter.builder(backend)
                .schedule(PollSchedule.fixed(Duration.ofMillis(100)))
                .errorBackoff(PollSchedule.fixed(Duration.ofMillis(10)))
                .build();
    }
}
