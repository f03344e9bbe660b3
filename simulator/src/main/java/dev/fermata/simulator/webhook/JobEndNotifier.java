package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells when jobs end that may have webhooks, and at what other times webhooks may be due, with one timer for each job. A job that is
 * removed before its end is not reported. Safe for use by many threads; the listener is called on the clock's thread.
 */
final class JobEndNotifier implements JobListener, AutoCloseable {

    private final VirtualClock clock;
    private final JobStore jobs;
    private final Webhooks.JobMessages messages;
    private final Consumer<JobEnd> listener;
    private final Map<Job, Watched> watched = new ConcurrentHashMap<>();
    private final Runnable unsubscribe;
    private volatile DeliveryFaults deliveryFaults;
    private volatile boolean closed;

    /** @param messages asked which jobs are to be reported, and when */
    JobEndNotifier(
            VirtualClock clock,
            JobStore jobs,
            DeliveryFaults deliveryFaults,
            Webhooks.JobMessages messages,
            Consumer<JobEnd> listener) {
        this.messages = messages;
        this.clock = clock;
        this.jobs = jobs;
        this.deliveryFaults = deliveryFaults;
        this.listener = listener;
        unsubscribe = jobs.subscribe(this);
    }

    void deliveryFaults(DeliveryFaults changed) {
        deliveryFaults = changed;
    }

    @Override
    public void submitted(Job job) {
        if (closed || !messages.concerns(job)) {
            return;
        }
        Watched one = new Watched(job, deliveryFaults);
        watched.put(job, one);
        one.plan();
        // If it was removed meanwhile, removed() was called before there was anything to remove.
        if (jobs.find(job.number(), clock.micros()).isEmpty()) {
            removed(job);
        }
    }

    @Override
    public void changed(Job job, long now) {
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
        private final DeliveryFaults atSubmission;
        private Cancellable timer = () -> false;
        private long reportedAt = Long.MIN_VALUE;
        private int reported;
        private boolean stopped;

        Watched(Job job, DeliveryFaults atSubmission) {
            this.job = job;
            this.atSubmission = atSubmission;
        }

        /** Sets the timer to what the job's timeline says now. */
        synchronized void plan() {
            timer.cancel();
            long at = messages.nextAfter(job, reportedAt);
            if (at != Micros.NEVER && !stopped) {
                timer = clock.schedule(at, () -> report(at));
            }
        }

        synchronized void stop() {
            stopped = true;
            timer.cancel();
        }

        private void report(long at) {
            JobEnd end;
            synchronized (this) {
                // A command may have come between the timer and here.
                if (stopped || messages.nextAfter(job, reportedAt) != at) {
                    return;
                }
                reportedAt = at;
                end = new JobEnd(job, at, ++reported, atSubmission);
                plan();
            }
            if (job.timeline().settlesAt() <= at) {
                watched.remove(job);
            }
            listener.accept(end);
        }
    }

    /**
     * A job has ended, or something else may be sent for it. A job that relapses ends twice.
     *
     * @param at in microseconds
     * @param number from 1
     * @param deliveryFaults that held when it was submitted
     */
    record JobEnd(Job job, long at, int number, DeliveryFaults deliveryFaults) {}
}
