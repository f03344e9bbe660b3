package dev.fermata.simulator.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.job.store.JobStore.JobStoreFullException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JobStoreTest {

    private static final long NOW = 1_767_225_600_000_000L;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final JobSpec ORDER = JobSpec.of("https://example.com/a.mp4", "es");
    private static final JobProfile TEN_SECONDS = JobProfile.defaults()
            .withQueueTime(Distribution.fixed(Duration.ZERO))
            .withRunningTime(Distribution.fixed(Duration.ofSeconds(10)));
    private static final JobProfile STUCK =
            TEN_SECONDS.withAnomalies(Anomalies.none().withStuck(1, 0.5));

    private final JobStore jobs = JobStore.inMemory(1, 3, HOUR);

    @Test
    void findsWhatWasSubmitted() {
        Job job = jobs.submit(TEN_SECONDS, ORDER, NOW);

        assertThat(jobs.find(job.id(), NOW)).contains(job);
        assertThat(jobs.find(job.number(), NOW)).contains(job);
        assertThat(jobs.find("0000000000000", NOW)).isEmpty();
        assertThat(job.spec()).isEqualTo(ORDER);
        assertThat(job.at(at(10)).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void givesTheSameJobsWithTheSameIdsForTheSameSeed() {
        JobStore other = JobStore.inMemory(1, 3, HOUR);
        for (int i = 0; i < 3; i++) {
            Job a = jobs.submit(JobProfile.defaults(), ORDER, NOW);
            Job b = other.submit(JobProfile.defaults(), ORDER, NOW);
            assertThat(a.id()).isEqualTo(b.id());
            assertThat(a.timeline().endsAt()).isEqualTo(b.timeline().endsAt());
        }
    }

    @Test
    void makesRoomByWhatEndedFirst() {
        Job slow = jobs.submit(TEN_SECONDS.withRunningTime(Distribution.fixed(Duration.ofSeconds(20))), ORDER, NOW);
        Job quick = jobs.submit(TEN_SECONDS, ORDER, NOW);
        Job stuck = jobs.submit(STUCK, ORDER, NOW);

        jobs.submit(TEN_SECONDS, ORDER, at(30));
        assertThat(present(at(30), slow, quick, stuck)).containsExactly(slow, stuck);
        jobs.submit(TEN_SECONDS, ORDER, at(30));
        assertThat(present(at(30), slow, quick, stuck)).containsExactly(stuck);
    }

    /** Here time is a count of how often it was asked for, so that the end of the job always lies within the race. */
    @Test
    void cancelsNoJobThatSomebodyHasSeenCompleted() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            JobProfile brief = TEN_SECONDS.withRunningTime(Distribution.fixed(Duration.ofNanos(210_000)));
            for (int i = 0; i < 5_000; i++) {
                AtomicLong clock = new AtomicLong(NOW);
                JobStore store = JobStore.inMemory(1, 3, HOUR);
                Job job = store.submit(brief, ORDER, NOW);
                Future<Boolean> seen = other.submit(() -> {
                    State state = State.QUEUED;
                    while (!state.terminal()) {
                        state = job.at(clock.incrementAndGet()).state();
                    }
                    return state == State.COMPLETED;
                });
                while (clock.get() < NOW + 200) {
                    Thread.onSpinWait();
                }
                store.apply(job.id(), JobCommand.cancel(), clock::incrementAndGet);
                if (seen.get()) {
                    assertThat(job.at(clock.get() + 1_000).state()).isEqualTo(State.COMPLETED);
                }
            }
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void refusesWhatHasNoRoomAndLosesNothing() {
        Job over = jobs.submit(TEN_SECONDS, ORDER, NOW);
        Job stuck = jobs.submit(STUCK, ORDER, NOW);

        assertThatThrownBy(() -> jobs.submit(TEN_SECONDS, List.of(ORDER, ORDER, ORDER), at(10)))
                .isInstanceOf(JobStoreFullException.class)
                .hasMessageContaining("no room for 3 more job(s): 1 of at most 3 jobs are not over");
        assertThat(present(at(10), over, stuck)).containsExactly(over, stuck);

        assertThat(jobs.submit(TEN_SECONDS, List.of(ORDER, ORDER), at(10)))
                .extracting(Job::number)
                .containsExactly(2L, 3L);
        assertThat(present(at(10), over, stuck)).containsExactly(stuck);
    }

    @Test
    void forgetsWhatIsOverForLongEnough() {
        Job job = jobs.submit(TEN_SECONDS, ORDER, NOW);
        assertThat(jobs.find(job.id(), at(3_609))).isPresent();
        assertThat(jobs.find(job.id(), at(3_610))).isEmpty();
        assertThat(jobs.list(JobQuery.newest(10), at(3_610)).jobs()).isEmpty();
        assertThat(jobs.size(at(3_609))).isEqualTo(1);
        assertThat(jobs.size(at(3_610))).isZero();
    }

    @Test
    void amendsWhatIsNotOver() {
        Job job = jobs.submit(STUCK, ORDER, NOW);
        assertThat(jobs.apply(job.id(), JobCommand.release(), () -> at(1))).isEqualTo(JobCommand.Effect.UNCHANGED);
        assertThat(jobs.apply(job.id(), JobCommand.finish(), () -> at(1))).isEqualTo(JobCommand.Effect.APPLIED);
        assertThat(job.at(at(1)).state()).isEqualTo(State.COMPLETED);
        assertThat(jobs.apply(job.id(), JobCommand.cancel(), () -> at(1))).isEqualTo(JobCommand.Effect.TERMINAL);
        assertThat(jobs.apply("nothing", JobCommand.cancel(), () -> at(1))).isEqualTo(JobCommand.Effect.UNKNOWN);
    }

    @Test
    void makesRoomByTheEndThatWasGivenByHand() {
        Job stuck = jobs.submit(STUCK, ORDER, NOW);
        Job held = jobs.submit(TEN_SECONDS, ORDER, NOW);
        jobs.submit(STUCK, ORDER, NOW);
        jobs.apply(held.id(), JobCommand.hold(), () -> at(5));
        jobs.apply(stuck.id(), JobCommand.cancel(), () -> at(40));

        jobs.submit(STUCK, ORDER, at(50));
        assertThat(present(at(50), stuck, held)).containsExactly(held);
        assertThatThrownBy(() -> jobs.submit(STUCK, ORDER, at(50))).isInstanceOf(JobStoreFullException.class);

        jobs.apply(held.id(), JobCommand.release(), () -> at(50));
        jobs.submit(STUCK, ORDER, at(55));
        assertThat(present(at(55), held)).isEmpty();
    }

    @Test
    void doesNotGrowWithTheNumberOfAmendments() {
        Job job = jobs.submit(TEN_SECONDS, ORDER, NOW);
        for (int i = 0; i < 10_000; i++) {
            long now = NOW + i;
            jobs.apply(job.id(), JobCommand.hold(), () -> now);
            jobs.apply(job.id(), JobCommand.release(), () -> now);
        }
        assertThat(((MemoryJobStore) jobs).expected()).isLessThan(100);
        jobs.submit(STUCK, List.of(ORDER, ORDER), NOW);
        jobs.submit(STUCK, ORDER, at(20));
        assertThat(present(at(20), job)).isEmpty();
        assertThat(jobs.size(at(20))).isEqualTo(3);
    }

    @Test
    void listsTheNewestFirstPageByPage() {
        JobStore many = JobStore.inMemory(1, 1_000, HOUR);
        for (int i = 0; i < 300; i++) {
            many.submit(i % 3 == 0 ? STUCK : TEN_SECONDS, ORDER, NOW);
        }
        List<Long> numbers = new ArrayList<>();
        JobQuery query = JobQuery.newest(7).in(State.RUNNING);
        for (JobPage page = many.list(query, at(60)); ; page = many.list(query.after(page.next()), at(60))) {
            page.jobs().forEach(job -> numbers.add(job.number()));
            if (page.next() == null) {
                break;
            }
        }
        assertThat(numbers)
                .hasSize(100)
                .isSortedAccordingTo(Collections.reverseOrder())
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> many.list(query.after("rubbish"), NOW)).hasMessageContaining("cursor is 'rubbish'");
        assertThatThrownBy(() -> JobQuery.newest(0)).hasMessage("limit is 0; allowed is 1 to 1000");
    }

    @Test
    void endsAPageThatLooksAtTooMany() {
        JobStore many = JobStore.inMemory(1, 200_000, HOUR);
        many.submit(STUCK, ORDER, NOW);
        many.submit(TEN_SECONDS, Collections.nCopies(120_000, ORDER), NOW);
        JobQuery query = JobQuery.newest(1).in(State.RUNNING);
        int pages = 1;
        JobPage page = many.list(query, at(60));
        for (; page.jobs().isEmpty(); pages++) {
            page = many.list(query.after(page.next()), at(60));
        }
        assertThat(pages).isEqualTo(3);
        assertThat(page.jobs().get(0).number()).isZero();
    }

    @Test
    void tellsListenersWhatPlansDoNotTell() {
        List<String> told = new ArrayList<>();
        Runnable end = jobs.subscribe(new JobListener() {
            @Override
            public void submitted(Job job) {
                told.add("submitted " + job.number());
            }

            @Override
            public void changed(Job job, long now) {
                told.add("amended " + job.number() + " " + job.at(now).state());
            }

            @Override
            public void removed(Job job) {
                told.add("removed " + job.number());
            }
        });
        Job first = jobs.submit(TEN_SECONDS, ORDER, NOW);
        Job second = jobs.submit(STUCK, ORDER, NOW);
        jobs.apply(second.id(), JobCommand.cancel(), () -> at(1));
        jobs.remove(second.id(), at(1));
        assertThat(jobs.remove(second.id(), at(1))).isFalse();
        jobs.submit(STUCK, ORDER, at(4_000));
        jobs.clear();
        end.run();
        assertThat(jobs.submit(STUCK, ORDER, NOW).id()).isEqualTo(first.id());

        assertThat(told)
                .containsExactly(
                        "submitted 0",
                        "submitted 1",
                        "amended 1 CANCELED",
                        "removed 1",
                        "removed 0",
                        "submitted 2",
                        "removed 2");
    }

    @Test
    void doesWhatANaiveStoreDoes() {
        long seed = System.nanoTime();
        new NaiveJobStore(seed).compare(20_000);
    }

    @Test
    void losesNothingWhenManySubmitAtOnce() throws Exception {
        JobStore many = JobStore.inMemory(1, 10_000, HOUR);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<List<Job>>> all = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            all.add(pool.submit(() -> {
                List<Job> mine = new ArrayList<>();
                for (int i = 0; i < 2_500; i++) {
                    Job job = many.submit(STUCK, ORDER, NOW);
                    assertThat(many.find(job.id(), NOW)).containsSame(job);
                    mine.add(job);
                }
                return mine;
            }));
        }
        List<Long> numbers = new ArrayList<>();
        for (Future<List<Job>> one : all) {
            one.get().forEach(job -> numbers.add(job.number()));
        }
        pool.shutdown();
        assertThat(numbers).doesNotHaveDuplicates().hasSize(10_000);
        assertThat(many.size(NOW)).isEqualTo(10_000);
        assertThatThrownBy(() -> many.submit(STUCK, ORDER, NOW)).isInstanceOf(JobStoreFullException.class);
    }

    private List<Job> present(long now, Job... some) {
        return List.of(some).stream()
                .filter(job -> jobs.find(job.id(), now).isPresent())
                .toList();
    }

    private static long at(long second) {
        return NOW + second * 1_000_000;
    }
}
