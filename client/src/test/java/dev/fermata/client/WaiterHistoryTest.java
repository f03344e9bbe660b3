package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.PollSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a waiter learned is in its file when it is closed. */
@Timeout(60)
class WaiterHistoryTest {

    @TempDir
    private java.nio.file.Path folder;

    @RepeatedTest(10)
    void theDurationOfAJobIsInTheFileWhenTheWaiterIsClosed() throws Exception {
        java.nio.file.Path file = folder.resolve("durations.json");
        try (HostileServer server = new HostileServer(says("running"), says("completed"));
                Waiter waiter = waiter(server, file)) {
            assertThat(waiter.await("1", ofSeconds(30))).isInstanceOf(Outcome.Completed.class);
        }
        assertThat(Files.readString(file)).contains("\"json\"");
        assertThat(DurationHistory.file(file).observations("json"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Observation.IntervalCensored.class,
                        between -> assertThat(between.before()).isLessThan(ofSeconds(30)));
    }

    @RepeatedTest(10)
    void anInterruptedThreadSavesAndClosesEverythingAndStaysInterrupted() throws Exception {
        java.nio.file.Path file = folder.resolve("durations.json");
        try (HostileServer server = new HostileServer(says("running"), says("completed"))) {
            Waiter waiter = waiter(server, file);
            assertThat(waiter.await("1", ofSeconds(30))).isInstanceOf(Outcome.Completed.class);
            Thread.currentThread().interrupt();
            waiter.close();
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Files.readString(file)).contains("\"json\"");
    }

    @Test
    void aHistoryThatThrowsWhenItIsSavedLeavesNothingOpen() {
        World world = new World((request, now) -> null);
        DurationHistory broken = new DurationHistory() {
            @Override
            public void record(String kind, Observation observation) {}

            @Override
            public List<Observation> observations(String kind) {
                return List.of();
            }

            @Override
            public void flush() {
                throw new IllegalStateException("the disk is full");
            }
        };
        world.waiter(Waiter.builder(Backend.json("http://server/{id}")
                                .state("/state")
                                .completed("completed")
                                .failed("failed")
                                .build())
                        .history(broken))
                .close();
        assertThat(world.closed()).isEqualTo(1);
    }

    @Test
    void soIsWhatATimeoutTaughtAndWhatTheCallerRecorded() throws Exception {
        java.nio.file.Path file = folder.resolve("durations.json");
        DurationHistory history = DurationHistory.file(file);
        try (HostileServer server = new HostileServer(says("running"));
                Waiter waiter = Waiter.builder(backend(server))
                        .schedule(PollSchedule.fixed(ofMillis(5)))
                        .history(history)
                        .build()) {
            assertThat(waiter.await("1", ofSeconds(1))).isInstanceOf(Outcome.TimedOut.class);
            history.record("mine", Observation.exact(ofSeconds(7)));
        }
        assertThat(DurationHistory.file(file).observations("json")).hasSize(1);
        assertThat(DurationHistory.file(file).observations("mine")).containsExactly(Observation.exact(ofSeconds(7)));
    }

    @Test
    void aWaiterThatLearnedNothingWritesNothing() throws IOException {
        java.nio.file.Path file = folder.resolve("durations.json");
        try (HostileServer server = new HostileServer(HostileServer.hang());
                Waiter waiter = waiter(server, file)) {
            waiter.awaitAsync("1", ofSeconds(30));
        }
        assertThat(file).doesNotExist();
    }

    private static HostileServer.Behaviour says(String state) {
        return HostileServer.body("{\"state\":\"" + state + "\"}");
    }

    private static Waiter waiter(HostileServer server, java.nio.file.Path file) {
        return Waiter.builder(backend(server))
                .schedule(PollSchedule.fixed(ofMillis(5)))
                .hold(Duration.ZERO)
                .history(DurationHistory.file(file))
                .build();
    }

    private static Backend backend(HostileServer server) {
        return Backend.json(server.uri() + "/jobs/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .build();
    }
}
