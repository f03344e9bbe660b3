package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobStore;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows which requests and streams wait for which job. Notifies them when the timeline of the job is changed, or the job is removed.
 * Other changes need no notification, because the timeline has their times.
 *
 * <p>A request may ask for a thousand jobs, hundreds of times a second. So a job for which one request waits costs a place in a
 * table, and no object. To be used on the event loop.
 */
public final class JobWaits {

    /** About 50 MB. A later request is answered at once. */
    private static final int MOST = 2_000_000;

    private final JobStore jobs;
    private final VirtualClock clock;
    private final Executor loop;
    /** For each job, the {@link JobWait}, or {@link Several} of them. */
    private final Map<Job, Object> waiting = new IdentityHashMap<>();

    private final Set<JobWait> withoutJobs = new HashSet<>();
    private int places;
    /** Whether any job has a waiting request. Other threads read it, which may remove thousands of jobs. */
    private volatile boolean any;

    public JobWaits(JobStore jobs, VirtualClock clock, Executor loop) {
        this.jobs = jobs;
        this.clock = clock;
        this.loop = loop;
        jobs.subscribe(new JobListener() {
            @Override
            public void changed(Job job, long now) {
                tell(job, JobWait::look);
            }

            @Override
            public void removed(Job job) {
                tell(job, JobWait::removed);
            }
        });
    }

    /** Whether there is room to wait for this number of jobs. */
    boolean hasRoomFor(int more) {
        return places + more <= MOST;
    }

    private void add(List<Job> some, JobWait wait) {
        if (some.isEmpty()) {
            withoutJobs.add(wait);
            return;
        }
        boolean first = !any;
        places += some.size();
        // Before a timeline is read. Otherwise a change right after that would not be noticed.
        any = true;
        for (Job job : some) {
            Object before = waiting.putIfAbsent(job, wait);
            if (before != null) {
                add(job, before, wait);
            }
            if (first && !jobs.keeps(job, clock.micros())) {
                // It was removed before this listened.
                tell(job, JobWait::removed);
            }
        }
    }

    private void add(Job job, Object before, JobWait wait) {
        if (before instanceof Several several) {
            several.waits.add(wait);
        } else {
            Several both = new Several();
            both.waits.add((JobWait) before);
            both.waits.add(wait);
            waiting.put(job, both);
        }
    }

    private void remove(List<Job> some, JobWait wait) {
        if (some.isEmpty()) {
            withoutJobs.remove(wait);
            return;
        }
        places -= some.size();
        for (Job job : some) {
            if (!waiting.remove(job, wait) && waiting.get(job) instanceof Several several) {
                several.waits.remove(wait);
                if (several.waits.isEmpty()) {
                    waiting.remove(job);
                }
            }
        }
        any = places > 0;
    }

    /** Requests that wait for another event compute their time again. Called by any thread. */
    void wakeWithoutJobs() {
        // A copy, because an answered request leaves the set.
        loop.execute(() -> List.copyOf(withoutJobs).forEach(JobWait::look));
    }

    long realTimeIn(long micros) {
        return clock.realTimeIn(micros);
    }

    /** Later, because the caller that changed the job returns first. */
    private void tell(Job job, Consumer<JobWait> news) {
        if (any) {
            loop.execute(() -> {
                @Nullable Object who = waiting.get(job);
                if (who instanceof JobWait one) {
                    news.accept(one);
                } else if (who instanceof Several several) {
                    // A copy, because an answered request leaves the set.
                    List.copyOf(several.waits).forEach(news);
                }
            });
        }
    }

    private static final class Several {
        final Set<JobWait> waits = new HashSet<>();
    }

    /**
     * A request or a stream that waits until jobs change, or for another event. It has one timer for all of its jobs. To be used on the
     * event loop.
     */
    public abstract static class JobWait implements HeldRequest, Runnable {

        private static final Cancellable NO_TIMER = () -> false;

        private final JobWaits waits;
        private final List<Job> jobs;
        private final long limit;
        private Cancellable timer = NO_TIMER;
        private long timerAt = Micros.NEVER;
        private boolean ended;

        /** @param jobs without duplicates; empty, if it waits for another event */
        protected JobWait(JobWaits waits, List<Job> jobs) {
            this(waits, jobs, Micros.NEVER);
        }

        /**
         * @param jobs without duplicates; empty, if it waits for another event
         * @param limit the limit of real time at which {@link #look(long)} is called, if the clock is slower
         */
        protected JobWait(JobWaits waits, List<Job> jobs, long limit) {
            this.waits = waits;
            this.jobs = jobs;
            this.limit = limit;
        }

        /**
         * Responds, if it is time to. Called at the beginning, at the time that it returned before, and after a change of the timeline of one
         * of the jobs.
         *
         * @return when to look again, later than {@code now}; {@link Micros#NEVER} for not at all
         */
        protected abstract long look(long now);

        /** One of the jobs was removed. */
        protected abstract void removed(long now);

        /** Whether its limit of real time has passed. */
        protected final boolean isLate() {
            return waits.clock.hasPassed(limit);
        }

        /** Waits from now on. To be called once. */
        protected final void begin() {
            waits.add(jobs, this);
            look();
        }

        /** Ends the wait. Returns false if it has ended before. */
        protected final boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            timer.cancel();
            waits.remove(jobs, this);
            return true;
        }

        final void look() {
            if (ended) {
                return;
            }
            long next = look(waits.clock.micros());
            if (!ended && next != timerAt) {
                timer.cancel();
                timerAt = next;
                timer = next == Micros.NEVER ? NO_TIMER : waits.clock.schedule(next, limit, waits.loop, this);
            }
        }

        final void removed() {
            if (!ended) {
                removed(waits.clock.micros());
            }
        }

        @Override
        public final void run() {
            timerAt = Micros.NEVER;
            look();
        }

        @Override
        public final void disconnected() {
            end();
        }
    }
}
