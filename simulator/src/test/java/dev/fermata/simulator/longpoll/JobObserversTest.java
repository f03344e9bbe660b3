package dev.fermata.simulator.longpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.StageWeights;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On the test's own thread, with jobs that are queued for 10 s and run for 50 s, all of it transcribing. */
class JobObserversTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final JobProfile PLAIN = JobProfile.defaults()
            .withQueueTime(Distribution.fixed(Duration.ofSeconds(10)))
            .withRunningTime(Distribution.fixed(Duration.ofSeconds(50)))
            .withStages(new StageWeights(List.of(1.0, 0.0, 0.0, 0.0, 0.0), 0));

    private final VirtualClock clock = VirtualClock.frozenAt(START);
    private final JobStore jobs = JobStore.inMemory(1);
    private final JobObservers observers = new JobObservers(jobs, clock, Runnable::run);
    private final List<String> told = new ArrayList<>();

    @Test
    void tellsOfEachChangeAtItsTime() {
        watch(submit(), "a");
        clock.advance(Duration.ofSeconds(100));
        assertThat(told).containsExactly("a running @10", "a completed @60");
    }

    @Test
    void hasOneAlarmForAJobHoweverManyWatchIt() {
        Job job = submit();
        Subscription one = watch(job, "a");
        Subscription two = watch(job, "b");
        assertThat(clock.next()).contains(START.plusSeconds(10));
        one.end();
        one.end();
        assertThat(clock.next()).contains(START.plusSeconds(10));
        two.end();
        assertThat(clock.next()).isEmpty();
        clock.advance(Duration.ofSeconds(100));
        assertThat(told).isEmpty();
    }

    @Test
    void doesNotTellWhoHasJustStoppedWatching() {
        Job job = submit();
        Subscription other = watch(job, "b");
        observers.watch(job, (changed, now) -> other.end(), clock.micros());
        clock.advance(Duration.ofSeconds(10));
        assertThat(told).isEmpty();
    }

    @Test
    void tellsOfAmendmentsOnlyWhenTheyChangeTheState() {
        Job job = submit();
        watch(job, "a");
        jobs.apply(job.id(), JobCommand.hold(), clock::micros);
        clock.advance(Duration.ofSeconds(100));
        assertThat(told).isEmpty();
        jobs.apply(job.id(), JobCommand.release(), clock::micros);
        clock.advance(Duration.ofSeconds(10));
        assertThat(told).containsExactly("a running @110");
        jobs.apply(job.id(), JobCommand.finish(), clock::micros);
        assertThat(told).containsExactly("a running @110", "a completed @110");
    }

    @Test
    void tellsThatAJobIsGone() {
        Job job = submit();
        watch(job, "a");
        jobs.remove(job.id(), clock.micros());
        assertThat(told).containsExactly("a queued @0");
    }

    @Test
    void mistakesNoNewJobForAnOldOneOfTheSameNumber() {
        Job old = submit();
        watch(old, "old");
        jobs.clear();
        told.clear();
        Job fresh = submit();
        assertThat(fresh.id()).isEqualTo(old.id());
        watch(fresh, "new");
        clock.advance(Duration.ofSeconds(10));
        assertThat(told).contains("new running @10");
    }

    private Job submit() {
        return jobs.submit(PLAIN, JobSpec.of("https://example.com/a.mp4", "es"), clock.micros());
    }

    private Subscription watch(Job job, String name) {
        return observers.watch(job, (changed, now) -> told.add(told(changed, name, now)), clock.micros());
    }

    private static String told(Job job, String name, long now) {
        long seconds = now / 1_000_000 - START.getEpochSecond();
        return name + " " + job.at(now).state().word() + " @" + seconds;
    }
}
