package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.clock.Cancellable;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.job.store.Job;
import java.util.List;

/**
 * A request, or a stream, that waits for news of jobs or of something else. However many jobs there are, it has one timer. To be
 * used on the event loop.
 */
public abstract class JobWait implements HeldRequest, Runnable {

    private static final Cancellable NO_TIMER = () -> false;

    private final JobWaits waits;
    private final List<Job> jobs;
    private final long limit;
    private Cancellable timer = NO_TIMER;
    private long timerAt = Micros.NEVER;
    private boolean ended;

    /** @param jobs each of them once; none, if it waits for something else */
    protected JobWait(JobWaits waits, List<Job> jobs) {
        this(waits, jobs, Micros.NEVER);
    }

    /**
     * @param jobs each of them once; none, if it waits for something else
     * @param limit the real time at which it looks in any case, however slow the simulator's clock is
     */
    protected JobWait(JobWaits waits, List<Job> jobs, long limit) {
        this.waits = waits;
        this.jobs = jobs;
        this.limit = limit;
    }

    /**
     * Does what is due. Called at the beginning, at the time that it returned before, and when the timeline of one of the jobs
     * was changed.
     *
     * @return when to look again, later than {@code now}; {@link Micros#NEVER} for not at all
     */
    protected abstract long look(long now);

    /** One of the jobs was removed. */
    protected abstract void removed(long now);

    /** Whether its limit of real time has come. */
    protected final boolean isLate() {
        return waits.hasPassed(limit);
    }

    /** Waits from now on. To be called once. */
    protected final void begin() {
        waits.add(jobs, this);
        look();
    }

    /** Waits no longer. Says whether it waited until now. */
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
