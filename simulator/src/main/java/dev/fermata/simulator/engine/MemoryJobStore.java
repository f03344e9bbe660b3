package dev.fermata.simulator.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** {@link JobStore#inMemory}. Readers take no lock; listeners are told outside of it. */
final class MemoryJobStore implements JobStore {

    /** How many jobs one page of a listing looks at, so that a rare state cannot keep a thread busy. */
    private static final int LOOKS = 50_000;

    private final long seed;
    private final int maxJobs;
    private final long retention;
    private final JobIds ids;
    private final JobTable table = new JobTable();

    /** Those that will end by themselves or have. An entry counts only while it says what the job's course says. */
    private final EndQueue ends = new EndQueue();

    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private long nextNumber;

    MemoryJobStore(long seed, int maxJobs, Duration retention) {
        Checks.that(maxJobs >= 1 && maxJobs <= 100_000_000, "max jobs", maxJobs, "1 to 100000000");
        Checks.duration("retention", retention);
        this.seed = seed;
        this.maxJobs = maxJobs;
        this.retention = Micros.of(retention);
        this.ids = new JobIds(seed);
    }

    @Override
    public List<Job> submit(JobProfile profile, List<Order> orders, long now) {
        List<Job> gone = new ArrayList<>(0);
        List<Job> jobs = new ArrayList<>(orders.size());
        try {
            synchronized (this) {
                dropExpired(now, gone);
                makeRoom(orders.size(), now, gone);
                for (Order order : orders) {
                    jobs.add(add(profile, order, now));
                }
            }
        } finally {
            // Also when there is no room: what left because of its age is gone all the same.
            tellRemoved(gone);
        }
        for (JobListener listener : listeners) {
            jobs.forEach(listener::submitted);
        }
        return jobs;
    }

    private Job add(JobProfile profile, Order order, long now) {
        Duration video = order.video() == null ? profile.videoLength() : order.video();
        Plan plan = Plan.draw(profile, seed, nextNumber, now, video);
        Job job = new Job(ids, order, plan);
        table.put(nextNumber++, job);
        queue(plan);
        return job;
    }

    /** Counts before it removes, because a refused submission must not cost anybody a job. */
    private void makeRoom(int wanted, long now, List<Job> gone) {
        int missing = table.size() + wanted - maxJobs;
        if (missing <= 0) {
            return;
        }
        List<Job> over = new ArrayList<>();
        while (over.size() < missing) {
            Job job = takeOver(now);
            if (job == null) {
                over.forEach(one -> queue(one.course()));
                throw new JobStoreFullException(maxJobs, table.size() - over.size(), wanted);
            }
            over.add(job);
        }
        over.forEach(job -> table.remove(job.number()));
        gone.addAll(over);
    }

    private void dropExpired(long now, List<Job> gone) {
        Job job = takeOver(now - retention);
        while (job != null) {
            table.remove(job.number());
            gone.add(job);
            job = takeOver(now - retention);
        }
    }

    /** The job that was over first, if it was by then. */
    private @Nullable Job takeOver(long then) {
        while (ends.firstEnd() <= then) {
            long end = ends.firstEnd();
            long number = ends.firstNumber();
            while (ends.firstEnd() == end && ends.firstNumber() == number) {
                // More than once: a job may have been amended to the end that it had before.
                ends.removeFirst();
            }
            Job job = table.get(number);
            if (job != null && job.course().settlesAt() == end) {
                return job;
            }
        }
        return null;
    }

    private void queue(Course course) {
        if (course.settlesAt() == Micros.NEVER) {
            return;
        }
        if (ends.size() > 2 * table.size() + 64) {
            // More than half of the entries are out of date; nothing else bounds them.
            ends.clear();
            table.descend(nextNumber, job -> {
                long end = job.course().settlesAt();
                if (end != Micros.NEVER) {
                    ends.add(end, job.number());
                }
                return true;
            });
        } else {
            ends.add(course.settlesAt(), course.plan().number());
        }
    }

    @Override
    public Optional<Job> find(String id, long now) {
        long number = ids.number(id);
        return number < 0 ? Optional.empty() : find(number, now);
    }

    @Override
    public Optional<Job> find(long number, long now) {
        return Optional.ofNullable(table.get(number)).filter(job -> kept(job, now));
    }

    /** Asked on every read, so that what is past its time is gone for everybody, removed or not. */
    private boolean kept(Job job, long now) {
        return job.course().settlesAt() > now - retention;
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
            if (kept(job, now) && (query.state() == null || job.at(now).state() == query.state())) {
                found.add(job);
            }
            return true;
        });
        return new JobPage(found, more[0] ? last[0].id() : null);
    }

    @Override
    public Amendment.Effect amend(String id, Amendment amendment, long now) {
        Job job;
        synchronized (this) {
            job = find(id, now).orElse(null);
            if (job == null) {
                return Amendment.Effect.UNKNOWN;
            }
            Course before = job.course();
            if (before.at(now).state().terminal()) {
                return Amendment.Effect.TERMINAL;
            }
            Course after = amendment.apply(before, now);
            if (after == before) {
                return Amendment.Effect.UNCHANGED;
            }
            job.course(after);
            queue(after);
        }
        for (JobListener listener : listeners) {
            listener.amended(job, now);
        }
        return Amendment.Effect.APPLIED;
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
            dropExpired(now, gone);
            size = table.size();
        }
        tellRemoved(gone);
        return size;
    }

    synchronized int queued() {
        return ends.size();
    }

    @Override
    public void clear() {
        List<Job> gone = new ArrayList<>();
        synchronized (this) {
            table.descend(nextNumber, gone::add);
            table.clear();
            ends.clear();
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
