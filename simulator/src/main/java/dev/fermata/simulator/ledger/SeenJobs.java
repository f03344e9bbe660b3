package dev.fermata.simulator.ledger;

import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.store.ForwardingJobStore;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import dev.fermata.simulator.job.store.JobStore;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The jobs as endpoints see them. It notes which ones the present request looks at, so that no dialect has to. After a submission, a request
 * looks at others only to count them.
 */
public final class SeenJobs extends ForwardingJobStore {

    private final Ledger ledger;

    public SeenJobs(JobStore jobs, Ledger ledger) {
        super(jobs);
        this.ledger = ledger;
    }

    private Optional<Job> seen(Optional<Job> found) {
        FollowedRequest followed = ledger.current;
        if (followed != null && found.isPresent() && !followed.submits) {
            followed.request.looksAt(found.get());
        }
        return found;
    }

    @Override
    public Optional<Job> find(String id, long now) {
        return seen(jobs.find(id, now));
    }

    @Override
    public Optional<Job> find(long number, long now) {
        return seen(jobs.find(number, now));
    }

    @Override
    public Optional<Job> find(CharSequence text, int from, int to, long now) {
        return seen(jobs.find(text, from, to, now));
    }

    @Override
    public boolean exists(long number, long now) {
        return jobs.exists(number, now);
    }

    @Override
    public boolean keeps(Job job, long now) {
        return jobs.keeps(job, now);
    }

    @Override
    public JobPage list(JobQuery query, long now) {
        JobPage page = jobs.list(query, now);
        FollowedRequest followed = ledger.current;
        if (followed != null && !followed.submits) {
            followed.jobs.areListed = true;
            page.jobs().forEach(followed.request::looksAt);
        }
        return page;
    }

    @Override
    public JobCommand.Effect apply(String id, JobCommand command, LongSupplier clock) {
        commands();
        return jobs.apply(id, command, clock);
    }

    @Override
    public boolean remove(String id, long now) {
        commands();
        return jobs.remove(id, now);
    }

    private void commands() {
        FollowedRequest followed = ledger.current;
        if (followed != null) {
            followed.commands = true;
        }
    }
}
