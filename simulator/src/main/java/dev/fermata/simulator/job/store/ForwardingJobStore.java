package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.JobQuery.JobPage;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Forwards all calls to another store. A subclass overrides some. */
public abstract class ForwardingJobStore implements JobStore {

    protected final JobStore jobs;

    protected ForwardingJobStore(JobStore jobs) {
        this.jobs = jobs;
    }

    @Override
    public List<Job> submit(JobProfile profile, List<JobSpec> specs, long now) {
        return jobs.submit(profile, specs, now);
    }

    @Override
    public Optional<Job> find(String id, long now) {
        return jobs.find(id, now);
    }

    @Override
    public Optional<Job> find(long number, long now) {
        return jobs.find(number, now);
    }

    @Override
    public Optional<Job> find(CharSequence text, int from, int to, long now) {
        return jobs.find(text, from, to, now);
    }

    @Override
    public JobPage list(JobQuery query, long now) {
        return jobs.list(query, now);
    }

    @Override
    public void makeRoom(long number, long bytes, long now) {
        jobs.makeRoom(number, bytes, now);
    }

    @Override
    public void charge(long number, long bytes) {
        jobs.charge(number, bytes);
    }

    @Override
    public JobCommand.Effect apply(String id, JobCommand command, LongSupplier clock) {
        return jobs.apply(id, command, clock);
    }

    @Override
    public boolean remove(String id, long now) {
        return jobs.remove(id, now);
    }

    @Override
    public int size(long now) {
        return jobs.size(now);
    }

    @Override
    public void clear() {
        jobs.clear();
    }

    @Override
    public Runnable subscribe(JobListener listener) {
        return jobs.subscribe(listener);
    }
}
