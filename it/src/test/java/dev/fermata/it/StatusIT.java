package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.StatusClient;
import dev.fermata.client.StatusClient.Status;
import dev.fermata.client.WaitException;
import dev.fermata.client.WaitListener;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against the simulator, over a real socket. */
@Timeout(60)
class StatusIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void waitsForTheJobOfTheSimulator() throws Exception {
        SimulatorClock clock = SimulatorClock.frozen();
        CompletableFuture<Void> polledTwice = new CompletableFuture<>();
        try (Simulator simulator =
                        Simulator.builder().port(0).clock(clock).errorChance(0).start();
                StatusClient client = StatusClient.builder(simulator.uri())
                        .schedule(PollSchedule.fixed(Duration.ofMillis(5)))
                        .listener(WaitListener.onPolls(event -> {
                            if (event.poll() == 2) {
                                polledTwice.complete(null);
                            }
                        }))
                        .build()) {
            CompletableFuture<StatusClient.StatusResult> wait = client.getStatusAsync(LONG);
            polledTwice.join();
            assertThat(wait).isNotDone();
            clock.advance(Duration.ofSeconds(30));
            assertThat(wait.join().status()).isEqualTo(Status.COMPLETED);
            assertThat(wait.join().polls()).isGreaterThan(2);
        }
    }

    @Test
    void reportsTheErrorOfTheSimulator() throws Exception {
        try (Simulator simulator = Simulator.builder()
                        .port(0)
                        .totalDelay(Duration.ZERO)
                        .errorChance(1)
                        .start();
                StatusClient client = StatusClient.create(simulator.uri())) {
            assertThat(client.getStatus(LONG)).hasToString("error");
        }
    }

    @Test
    void timesOutWhileTheJobIsPending() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                StatusClient client = StatusClient.create(simulator.uri())) {
            StatusClient.StatusResult result = client.getStatus(Duration.ofSeconds(2));
            assertThat(result).hasToString("timeout");
            assertThat(result.answers()).isPositive();
            assertThat(result.lastProblem()).isEmpty();
        }
    }

    @Test
    void survivesARestartOfTheServer() throws Exception {
        Simulator first = Simulator.builder().port(0).start();
        URI uri = first.uri();
        CompletableFuture<Void> sawFailure = new CompletableFuture<>();
        try (StatusClient client = StatusClient.builder(uri)
                .schedule(PollSchedule.fixed(Duration.ofMillis(5)))
                .errorBackoff(PollSchedule.fixed(Duration.ofMillis(5)))
                .listener(WaitListener.onPolls(event -> {
                    if (event.text().startsWith("cannot connect")) {
                        sawFailure.complete(null);
                    }
                }))
                .build()) {
            CompletableFuture<StatusClient.StatusResult> wait = client.getStatusAsync(LONG);
            first.close();
            sawFailure.join();
            try (Simulator second = Simulator.builder()
                    .port(uri.getPort())
                    .totalDelay(Duration.ZERO)
                    .errorChance(0)
                    .start()) {
                assertThat(wait.join().status()).isEqualTo(Status.COMPLETED);
                assertThat(second.uri()).isEqualTo(uri);
            }
        }
    }

    @Test
    void isRejectedWhereThereIsNoStatus() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                StatusClient client = StatusClient.create(simulator.uri().resolve("/elsewhere"))) {
            assertThatThrownBy(() -> client.getStatus(LONG))
                    .isInstanceOf(WaitException.RequestRejectedException.class)
                    .hasMessageContaining("/elsewhere/status answered 404");
        }
    }
}
