package dev.fermata.simulator.job.store;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobPlan;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.text.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** {@link JobStore#inMemory}. Readers take no lock. Listeners are called without it. */
final class MemoryJobStore implements JobStore {

    /** How many jobs one page of a list looks at, so that a rare state cannot keep a thread busy. */
    private static final int LOOKS = 50_000;

    /** What a timeline keeps of one command. */
    private static final long COMMAND_BYTES = 160;

    private final long seed;
    private final long retention;
    private final JobIds ids;
    private final JobTable table = new JobTable();

    private final Evictions evictions;
    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private long nextNumber;

    MemoryJobStore(long seed, int maxJobs, long maxBytes, Duration retention) {
        Checks.that(maxJobs >= 1 && maxJobs <= 100_000_000, "max jobs", maxJobs, "1 to 100000000");
        Checks.duration("retention", retention);
        this.seed = seed;
        this.retention = Micros.of(retention);
        this.ids = new JobIds(seed);
        this.evictions = new Evictions(table, maxJobs, maxBytes);
    }

    @Override
    public List<Job> submit(JobProfile profile, List<JobSpec> specs, long now) {
        List<Job> gone = new ArrayList<>(0);
        List<Job> jobs = new ArrayList<>(specs.size());
        try {
            synchronized (this) {
                evictions.dropOver(now - retention, gone);
                evictions.makeRoom(specs.size(), table.bytes(profile, specs), Evictions.NONE, now, gone);
                for (JobSpec spec : specs) {
                    jobs.add(add(profile, spec, now));
                }
            }
        } finally {
            // Also if there is no room, because old jobs were removed all the same.
            tellRemoved(gone);
        }
        for (JobListener listener : listeners) {
            jobs.forEach(listener::submitted);
        }
        return jobs;
    }

    private Job add(JobProfile profile, JobSpec spec, long now) {
        Duration video = spec.video() == null ? profile.videoLength() : spec.video();
        JobPlan plan = JobPlan.draw(profile, seed, nextNumber, now, video);
        Job job = new Job(ids, spec, plan);
        table.put(nextNumber++, job);
        evictions.expect(plan);
        return job;
    }

    @Override
    public Optional<Job> find(String id, long now) {
        return find(id, 0, id.length(), now);
    }

    @Override
    public Optional<Job> find(CharSequence text, int from, int to, long now) {
        long number = ids.number(text, from, to);
        return number < 0 ? Optional.empty() : find(number, now);
    }

    @Override
    public Optional<Job> find(long number, long now) {
        return Optional.ofNullable(table.get(number)).filter(job -> kept(job, now));
    }

    /** Checked on every read, so that a job past its time is gone even if it is not removed yet. */
    private boolean kept(Job job, long now) {
        return job.timeline().settlesAt() > now - retention;
    }

    @Override
    public JobPage list(JobQuery query, long now) {
        String cursor = query.cursor();
        long below = cursor == null ? Long.MAX_VALUE : ids.number(cursor);
        Checks.that(below >= 0, "cursor", String.valueOf(cursor), "what the page before gave as its next");
        List<Job> found = new ArrayList<>();
        Job[] last = new Job[1];
        int[] looks = {0};
        boolean[] more = {false};
        table.descend(below, job -> {
            if (found.size() == query.limit() || looks[0] == LOOKS) {
                more[0] = true;
                return false;
            }
            looks[0]++;
            last[0] = job;
            if (kept(job, now)
                    && (query.state() == null || job.at(now).state() == query.state())
                    && query.among().test(job)) {
                found.add(job);
            }
            return true;
        });
        return new JobPage(found, more[0] ? last[0].id() : null);
    }

    @Override
    public void makeRoom(long number, long bytes, long now) {
        List<Job> gone = new ArrayList<>(0);
        synchronized (this) {
            evictions.makeRoom(0, bytes, number, now, gone);
        }
        tellRemoved(gone);
    }

    @Override
    public synchronized void charge(long number, long bytes) {
        table.charge(number, bytes);
    }

    @Override
    public JobCommand.Effect apply(String id, JobCommand command, LongSupplier clock) {
        Job job;
        Job.Change change;
        synchronized (this) {
            job = find(id, clock.getAsLong()).orElse(null);
            if (job == null) {
                return JobCommand.Effect.UNKNOWN;
            }
            change = job.apply(command, clock);
            if (change.effect() != JobCommand.Effect.APPLIED) {
                return change.effect();
            }
            evictions.expect(job.timeline());
            table.charge(job.number(), COMMAND_BYTES);
        }
        for (JobListener listener : listeners) {
            listener.changed(job, change.at());
        }
        return change.effect();
    }

    @Override
    public boolean remove(String id, long now) {
        Job job;
        synchronized (this) {
            boolean there = find(id, now).isPresent();
            job = there ? table.remove(ids.number(id)) : null;
        }
        if (job == null) {
            return false;
        }
        tellRemoved(List.of(job));
        return true;
    }

    @Override
    public int size(long now) {
        List<Job> gone = new ArrayList<>(0);
        int size;
        synchronized (this) {
            evictions.dropOver(now - retention, gone);
            size = table.size();
        }
        tellRemoved(gone);
        return size;
    }

    synchronized int expected() {
        return evictions.expected();
    }

    @Override
    public void clear() {
        List<Job> gone = new ArrayList<>();
        synchronized (this) {
            table.descend(Long.MAX_VALUE, gone::add);
            table.clear();
            evictions.clear();
            nextNumber = 0;
        }
        tellRemoved(gone);
    }

    private void tellRemoved(List<Job> gone) {
        for (JobListener listener : listeners) {
            gone.forEach(listener::removed);
        }
    }

    @Override
    public Runnable subscribe(JobListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
