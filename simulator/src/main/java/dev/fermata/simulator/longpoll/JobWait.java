package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.job.store.Job;
import java.util.List;

/**
 * A request or a stream that waits until jobs change, or for another event. It has one timer for all of its jobs. To be used on the
 * event loop.
 */
public abstract class JobWait implements HeldRequest, Runnable {

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
        return waits.hasPassed(limit);
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
        long next = look(waits.now());
        if (!ended && next != timerAt) {
            timer.cancel();
            timerAt = next;
            timer = next == Micros.NEVER ? NO_TIMER : waits.schedule(next, limit, this);
        }
    }

    final void removed() {
        if (!ended) {
            removed(waits.now());
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
