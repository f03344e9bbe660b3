package dev.fermata.simulator.push;

import dev.fermata.simulator.Cancellable;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.JobListener;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.engine.Micros;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells of the ends of jobs that want to be told, each at its time, with one alarm per job. A job that is removed before
 * its end has none. Safe for use by many threads; tells on the clock's.
 */
final class EndWatch implements JobListener, AutoCloseable {

    private final SimulatorClock clock;
    private final JobStore jobs;
    private final Consumer<End> listener;
    private final Map<Job, Watched> watched = new ConcurrentHashMap<>();
    private final Runnable unsubscribe;
    private volatile Mishaps mishaps;
    private volatile boolean closed;

    EndWatch(SimulatorClock clock, JobStore jobs, Mishaps mishaps, Consumer<End> listener) {
        this.clock = clock;
        this.jobs = jobs;
        this.mishaps = mishaps;
        this.listener = listener;
        unsubscribe = jobs.subscribe(this);
    }

    void mishaps(Mishaps changed) {
        mishaps = changed;
    }

    @Override
    public void submitted(Job job) {
        if (job.order().callbackUrl() == null || closed) {
            return;
        }
        Watched one = new Watched(job, mishaps);
        watched.put(job, one);
        one.plan();
        // Whoever removed it in the meantime found nothing here to remove.
        if (jobs.find(job.number(), clock.micros()).isEmpty()) {
            removed(job);
        }
    }

    @Override
    public void amended(Job job, long now) {
        Watched one = watched.get(job);
        if (one != null) {
            one.plan();
        }
    }

    @Override
    public void removed(Job job) {
        Watched one = watched.remove(job);
        if (one != null) {
            one.stop();
        }
    }

    @Override
    public void close() {
        closed = true;
        unsubscribe.run();
        watched.keySet().forEach(this::removed);
    }

    private final class Watched {

        private final Job job;
        private final Mishaps atSubmission;
        private Cancellable alarm = () -> false;
        private long toldAt = Long.MIN_VALUE;
        private int told;
        private boolean stopped;

        Watched(Job job, Mishaps atSubmission) {
            this.job = job;
            this.atSubmission = atSubmission;
        }

        /** Sets the alarm to what the job's course says now. */
        synchronized void plan() {
            alarm.cancel();
            long at = End.nextAfter(job.course(), toldAt);
            if (at != Micros.NEVER && !stopped) {
                alarm = clock.schedule(at, () -> tell(at));
            }
        }

        synchronized void stop() {
            stopped = true;
            alarm.cancel();
        }

        private void tell(long at) {
            End end;
            synchronized (this) {
                // An amendment may have come between the alarm and here.
                if (stopped || End.nextAfter(job.course(), toldAt) != at) {
                    return;
                }
                toldAt = at;
                end = new End(job, at, ++told, atSubmission);
                plan();
            }
            if (job.course().settlesAt() <= at) {
                watched.remove(job);
            }
            listener.accept(end);
        }
    }
}
