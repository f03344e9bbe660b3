package dev.fermata.it.exam;

import dev.fermata.client.StatusClient;
import dev.fermata.client.StatusClient.Status;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.simulator.Simulator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The client of the small system: 1, 2, 4 ... 15 s. It has no jobs but that of {@code GET /status}. */
final class SmallSystem implements Candidate {

    private final StatusClient client;

    SmallSystem(Simulator simulator) {
        client = StatusClient.builder(simulator.uri())
                .header("X-Client-Id", "small")
                .header("X-API-Key", "small")
                .header("X-Client-Deadline", Long.toString(DEADLINE.toSeconds()))
                .schedule(PollSchedule.exponential(
                        Duration.ofSeconds(1), 2, Duration.ofSeconds(15), Duration.ofSeconds(1)))
                .hold(Duration.ZERO)
                .build();
    }

    @Override
    public boolean takeJob(@Nullable String callback) throws Exception {
        return client.getStatus(DEADLINE).status() != Status.TIMEOUT;
    }

    @Override
    public void close() {
        client.close();
    }
}
