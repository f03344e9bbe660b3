package dev.fermata.simulator.longpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.StageWeights;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.longpoll.JobWaits.JobWait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On the test's own thread, with jobs that are queued for 10 s and run for 50 s, all of it transcribing. */
class JobWaitsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final JobProfile PLAIN = JobProfile.defaults()
            .withQueueTime(Distribution.fixed(Duration.ofSeconds(10)))
            .withRunningTime(Distribution.fixed(Duration.ofSeconds(50)))
            .withStages(new StageWeights(List.of(1.0, 0.0, 0.0, 0.0, 0.0), 0));

    private final VirtualClock clock = VirtualClock.frozenAt(START);
    private final JobStore jobs = JobStore.inMemory(1);
    private final JobWaits waits = new JobWaits(jobs, clock, Runnable::run);
    private final List<String> told = new ArrayList<>();

    @Test
    void tellsOfEachChangeAtItsTime() {
        watch(submit(), "a");
        clock.advance(Duration.ofSeconds(100));
        assertThat(told).containsExactly("a running @10", "a completed @60");
    }

    @Test
    void hasOneTimerForAWaitHoweverManyJobsItIsFor() {
        Recorder wait = new Recorder(List.of(submit(), submit()), "a");
        assertThat(clock.next()).contains(START.plusSeconds(10));
        assertThat(wait.end()).isTrue();
        assertThat(wait.end()).isFalse();
        assertThat(clock.next()).isEmpty();
        clock.advance(Duration.ofSeconds(100));
        assertThat(told).isEmpty();
    }

    @Test
    void doesNotTellWhoHasJustStoppedWaiting() {
        Job job = submit();
        Recorder one = watch(job, "a");
        Recorder other = watch(job, "b");
        one.onNews = other::end;
        other.onNews = one::end;
        clock.advance(Duration.ofSeconds(10));
        assertThat(told).hasSize(1);
    }

    @Test
    void goesOnTellingTheOthersWhenOneStopsWaiting() {
        Job job = submit();
        watch(job, "a");
        watch(job, "b").end();
        watch(job, "c");
        jobs.apply(job.id(), JobCommand.finish(), clock::micros);
        assertThat(told).containsExactlyInAnyOrder("a completed @0", "c completed @0");
    }

    @Test
    void tellsOfCommandsOnlyWhenTheyChangeTheState() {
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

    private Recorder watch(Job job, String name) {
        return new Recorder(List.of(job), name);
    }

    /** Records each change of the first job. */
    private final class Recorder extends JobWait {

        private final Job job;
        private final String name;
        private State before;
        private Runnable onNews = () -> {};

        Recorder(List<Job> all, String name) {
            super(waits, all);
            job = all.get(0);
            this.name = name;
            before = job.at(clock.micros()).state();
            begin();
        }

        @Override
        protected long look(long now) {
            State state = job.at(now).state();
            if (state != before) {
                before = state;
                removed(now);
            }
            return job.timeline().nextChangeAfter(now);
        }

        @Override
        protected void removed(long now) {
            long seconds = now / 1_000_000 - START.getEpochSecond();
            told.add(name + " " + job.at(now).state().word() + " @" + seconds);
            onNews.run();
        }

        @Override
        public void answerNow() {
            end();
        }
    }
}
