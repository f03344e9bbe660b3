package dev.fermata.simulator.fault;

import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.store.ForwardingJobStore;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.job.store.JobStore;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The jobs as dialects see them: those that were submitted lately can be hidden from one request. Used on the event loop only, where
 * one request is answered at a time.
 */
public final class HiddenJobs extends ForwardingJobStore {

    private static final Runnable NOBODY = () -> {};

    private long hiddenAfter = Long.MAX_VALUE;
    private Runnable noticed = NOBODY;

    public HiddenJobs(JobStore jobs) {
        super(jobs);
    }

    /**
     * Runs that without the jobs that were submitted after that time.
     *
     * @param lookedFor called when a hidden job was looked for
     */
    <T> T hiding(long after, Runnable lookedFor, Supplier<T> what) {
        hiddenAfter = after;
        noticed = lookedFor;
        try {
            return what.get();
        } finally {
            hiddenAfter = Long.MAX_VALUE;
            noticed = NOBODY;
        }
    }

    private boolean shows(Job job) {
        // Most requests have nothing hidden, and need not look at the job.
        if (hiddenAfter == Long.MAX_VALUE || job.timeline().plan().submittedAt() <= hiddenAfter) {
            return true;
        }
        noticed.run();
        return false;
    }

    @Override
    public Optional<Job> find(String id, long now) {
        return jobs.find(id, now).filter(this::shows);
    }

    @Override
    public Optional<Job> find(long number, long now) {
        return jobs.find(number, now).filter(this::shows);
    }

    @Override
    public Optional<Job> find(CharSequence text, int from, int to, long now) {
        return jobs.find(text, from, to, now).filter(this::shows);
    }

    @Override
    public JobPage list(JobQuery query, long now) {
        JobPage page = jobs.list(query, now);
        return hiddenAfter == Long.MAX_VALUE
                ? page
                : new JobPage(page.jobs().stream().filter(this::shows).toList(), page.next());
    }

    @Override
    public JobCommand.Effect apply(String id, JobCommand command, LongSupplier clock) {
        return find(id, clock.getAsLong()).isEmpty() ? JobCommand.Effect.UNKNOWN : jobs.apply(id, command, clock);
    }

    @Override
    public boolean remove(String id, long now) {
        return find(id, now).isPresent() && jobs.remove(id, now);
    }
}
