package dev.fermata.simulator.fault;

import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.store.ForwardingJobStore;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobPage;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobStore;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Jobs, of which the newest can be hidden from one request. Safe for use by many threads. */
public final class HiddenJobs extends ForwardingJobStore {

    private final ThreadLocal<@Nullable Hiding> hiding = new ThreadLocal<>();

    public HiddenJobs(JobStore jobs) {
        super(jobs);
    }

    private record Hiding(long after, Runnable noticed) {}

    /**
     * Runs that without the jobs that were submitted after that time. They are hidden from this thread only.
     *
     * @param noticed called when a hidden job was looked for
     */
    <T> T without(long after, Runnable noticed, Supplier<T> what) {
        hiding.set(new Hiding(after, noticed));
        try {
            return what.get();
        } finally {
            hiding.remove();
        }
    }

    private boolean shows(Job job) {
        Hiding now = hiding.get();
        boolean hidden = now != null && job.timeline().plan().submittedAt() > now.after;
        if (hidden && now != null) {
            now.noticed.run();
        }
        return !hidden;
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
        return hiding.get() == null
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
