package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Cancellable;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobStore;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Wakes who watches jobs when their state or stage changes. Jobs that nobody watches cost nothing.
 *
 * <p>To be used on the event loop, where watchers are called too.
 */
public final class JobObservers {

    /** In all, some 100 MB of them. Who comes later is told that there is no room, and can do without. */
    private static final int MOST = 500_000;

    private final Map<Job, ObservedJob> watched = new IdentityHashMap<>();
    private final JobStore jobs;
    private final VirtualClock clock;
    private final Executor loop;
    private int observers;
    /** For other threads, on which jobs may be removed by the thousand. */
    private volatile boolean anyWatched;

    public JobObservers(JobStore jobs, VirtualClock clock, Executor loop) {
        this.jobs = jobs;
        this.clock = clock;
        this.loop = loop;
        jobs.subscribe(new JobListener() {
            @Override
            public void changed(Job job, long now) {
                // Never at once: whoever changed it is first to know.
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
        return observers + wanted <= MOST;
    }

    /**
     * Tells the watcher of every change from now on, until the watch is ended.
     *
     * @param now the time at which the watcher has looked at the job
     */
    public Subscription watch(Job job, JobObserver watcher, long now) {
        ObservedJob one = watched.get(job);
        if (one == null) {
            one = new ObservedJob(job, this, now);
            watched.put(job, one);
            if (!anyWatched) {
                anyWatched = true;
                // Nobody listened between the moment at which it was found and this one.
                if (jobs.find(job.number(), now).orElse(null) != job) {
                    loop.execute(() -> tellRemoved(job));
                }
            }
        }
        observers++;
        return one.add(watcher);
    }

    long now() {
        return clock.micros();
    }

    Cancellable timer(long at, Runnable task) {
        return clock.schedule(at, loop, task);
    }

    void ended() {
        observers--;
    }

    void forget(ObservedJob one) {
        watched.remove(one.job);
        anyWatched = !watched.isEmpty();
    }

    private void look(Job job) {
        find(job).ifPresent(one -> one.look(clock.micros()));
    }

    private void tellRemoved(Job job) {
        find(job).ifPresent(one -> one.tell(clock.micros()));
    }

    private Optional<ObservedJob> find(Job job) {
        return Optional.ofNullable(watched.get(job));
    }
}
