package dev.fermata.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobLimiterTest {

    private static final int MOST_JOBS = 10;
    private static final long DAY = Duration.ofDays(1).toNanos() / 1_000;

    private final JobLimiter jobs = new JobLimiter(JobStore.inMemory(1, MOST_JOBS, Duration.ZERO));

    @Test
    void keepsNoJobThatTheStoreHasRemoved() {
        jobs.most(5);
        JobSpec spec = JobSpec.of("http://example.com/a.mp4", "es");
        WeakReference<Job> first = new WeakReference<>(submit("first", spec, 0L));
        for (int i = 0; i < MOST_JOBS; i++) {
            long now = (1 + i) * DAY;
            submit("client" + i, spec, now);
        }
        System.gc();
        assertThat(first.get()).isNull();
    }

    @Test
    void keepsNoMoreJobsThanThereAreHoweverManyClientsCome() {
        jobs.most(5);
        JobSpec order = JobSpec.of("http://example.com/a.mp4", "es");
        for (int i = 0; i < 5_000; i++) {
            long now = i * DAY;
            submit("client" + i, order, now);
        }
        assertThat(jobs.counted()).isLessThanOrEqualTo(2 * MOST_JOBS + JobLimiter.SOME);
    }

    private Job submit(String client, JobSpec spec, long now) {
        return jobs.submit(client, JobProfile.defaults(), List.of(spec), now).get(0);
    }
}
