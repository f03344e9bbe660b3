package dev.fermata.simulator.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Profiles;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.JobStore.JobStoreFullException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A list of jobs that is searched from one end to the other, and what a store does beside it. */
final class NaiveJobStore {

    private static final int MAX = 200;
    private static final Duration RETENTION = Duration.ofSeconds(60);

    private final long seed;
    private final Random random;
    private final Profiles profiles;
    private final JobStore store;
    private final List<Job> jobs = new ArrayList<>();
    private final List<Job> everyone = new ArrayList<>();
    private long now = 1_767_225_600_000_000L;

    NaiveJobStore(long seed) {
        this.seed = seed;
        random = new Random(seed);
        profiles = new Profiles(seed);
        store = JobStore.inMemory(seed, MAX, RETENTION);
    }

    void compare(int steps) {
        int step = 0;
        try {
            for (; step < steps; step++) {
                now += random.nextInt(400_000);
                jobs.removeIf(job -> job.timeline().settlesAt() <= now - Micros.of(RETENTION));
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> submit();
                    case 3, 4 -> apply();
                    case 5 -> remove();
                    case 6 -> list();
                    default -> find();
                }
                assertThat(store.size(now)).isEqualTo(jobs.size());
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ", step " + step, e);
        }
    }

    private void submit() {
        int wanted = 1 + random.nextInt(5);
        List<JobSpec> specs = Collections.nCopies(wanted, JobSpec.of("https://example.com/a.mp4", "es"));
        List<Job> over = jobs.stream()
                .filter(job -> job.timeline().settlesAt() <= now)
                .sorted(Comparator.comparingLong((Job job) -> job.timeline().settlesAt())
                        .thenComparingLong(Job::number))
                .toList();
        int missing = jobs.size() + wanted - MAX;
        List<Job> submitted;
        try {
            submitted = store.submit(random.nextBoolean() ? profiles.honest() : profiles.relapsing(), specs, now);
        } catch (JobStoreFullException full) {
            assertThat(missing).isGreaterThan(over.size());
            assertThat(full.live()).isEqualTo(jobs.size() - over.size());
            return;
        }
        assertThat(missing).isLessThanOrEqualTo(over.size());
        jobs.removeAll(over.subList(0, Math.max(0, missing)));
        jobs.addAll(submitted);
        everyone.addAll(submitted);
    }

    private void apply() {
        Job job = anyone();
        if (job == null) {
            return;
        }
        JobCommand command = List.of(
                        JobCommand.hold(),
                        JobCommand.release(),
                        JobCommand.finish(),
                        JobCommand.cancel(),
                        JobCommand.fail(new Failure("by_hand", "")))
                .get(random.nextInt(5));
        boolean there = jobs.contains(job);
        boolean over = job.at(now).state().terminal();
        JobCommand.Effect effect = store.apply(job.id(), command, () -> now);
        assertThat(effect == JobCommand.Effect.UNKNOWN).isEqualTo(!there);
        assertThat(effect == JobCommand.Effect.TERMINAL).isEqualTo(there && over);
    }

    private void remove() {
        Job job = anyone();
        if (job != null) {
            assertThat(store.remove(job.id(), now)).isEqualTo(jobs.remove(job));
        }
    }

    private void list() {
        State state = State.values()[random.nextInt(State.values().length)];
        List<Job> wanted = new ArrayList<>(jobs);
        wanted.removeIf(job -> job.at(now).state() != state);
        Collections.reverse(wanted);
        int limit = 1 + random.nextInt(20);
        assertThat(store.list(JobQuery.newest(limit).in(state), now).jobs())
                .isEqualTo(wanted.subList(0, Math.min(limit, wanted.size())));
    }

    private void find() {
        Job job = anyone();
        if (job != null) {
            assertThat(store.find(job.id(), now).isPresent()).isEqualTo(jobs.contains(job));
        }
    }

    private @Nullable Job anyone() {
        if (everyone.isEmpty()) {
            return null;
        }
        // Mostly the newer ones, for most of the older ones are gone.
        int newest = Math.min(everyone.size(), random.nextBoolean() ? 300 : everyone.size());
        return everyone.get(everyone.size() - 1 - random.nextInt(newest));
    }
}
