package dev.fermata.simulator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.engine.JobProfile;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.engine.Order;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientJobsTest {

    private static final int MOST_JOBS = 10;
    private static final long DAY = Duration.ofDays(1).toNanos() / 1_000;

    private final ClientJobs jobs = new ClientJobs(JobStore.inMemory(1, MOST_JOBS, Duration.ZERO));

    @Test
    void keepsNoMoreJobsThanThereAreHoweverManyClientsCome() {
        jobs.most(5);
        Order order = Order.of("http://example.com/a.mp4", "es");
        for (int i = 0; i < 5_000; i++) {
            long now = i * DAY;
            jobs.as("client" + i, () -> jobs.submit(JobProfile.defaults(), order, now));
        }
        assertThat(jobs.counted()).isLessThanOrEqualTo(2 * MOST_JOBS + ClientJobs.SOME);
    }
}
