package dev.fermata.simulator.watch;

import dev.fermata.simulator.Cancellable;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.JobListener;
import dev.fermata.simulator.engine.JobStore;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Wakes who watches jobs when their state or stage changes. Jobs that nobody watches cost nothing.
 *
 * <p>To be used on the event loop, where watchers are called too.
 */
public final class JobWatches {

    /** In all, some 100 MB of them. Who comes later is told that there is no room, and can do without. */
    private static final int MOST = 500_000;

    private final Map<Job, Watched> watched = new IdentityHashMap<>();
    private final JobStore jobs;
    private final SimulatorClock clock;
    private final Executor loop;
    private int watches;
    /** For other threads, on which jobs may be removed by the thousand. */
    private volatile boolean anyWatched;

    public JobWatches(JobStore jobs, SimulatorClock clock, Executor loop) {
        this.jobs = jobs;
        this.clock = clock;
        this.loop = loop;
        jobs.subscribe(new JobListener() {
            @Override
            public void amended(Job job, long now) {
                // Never at once: whoever amended it is first to know.
                loop.execute(() -> look(job));
            }

            @Override
            public void removed(Job job) {
                if (anyWatched) {
                    loop.execute(() -> tellRemoved(job));
                }
            }
        });
    }

    /** Whether there is room for so many more watches. */
    public boolean hasRoomFor(int wanted) {
        return watches + wanted <= MOST;
    }

    /**
     * Tells the watcher of every change from now on, until the watch is ended.
     *
     * @param now the time at which the watcher has looked at the job
     */
    public Watch watch(Job job, Watcher watcher, long now) {
        Watched one = watched.get(job);
        if (one == null) {
            one = new Watched(job, this, now);
            watched.put(job, one);
            if (!anyWatched) {
                anyWatched = true;
                // Nobody listened between the moment at which it was found and this one.
                if (jobs.find(job.number(), now).orElse(null) != job) {
                    loop.execute(() -> tellRemoved(job));
                }
            }
        }
        watches++;
        return one.add(watcher);
    }

    long now() {
        return clock.micros();
    }

    Cancellable alarm(long at, Runnable task) {
        return clock.schedule(at, loop, task);
    }

    void ended() {
        watches--;
    }

    void forget(Watched one) {
        watched.remove(one.job);
        anyWatched = !watched.isEmpty();
    }

    private void look(Job job) {
        find(job).ifPresent(one -> one.look(clock.micros()));
    }

    private void tellRemoved(Job job) {
        find(job).ifPresent(one -> one.tell(clock.micros()));
    }

    private Optional<Watched> find(Job job) {
        return Optional.ofNullable(watched.get(job));
    }
}
