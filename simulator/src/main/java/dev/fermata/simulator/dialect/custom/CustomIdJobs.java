package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.store.ForwardingJobStore;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds jobs also by the ids that custom dialects give them. So fault rules, {@code /admin} and tests know a job by the id that the
 * client has.
 */
final class CustomIdJobs extends ForwardingJobStore {

    private final List<IdShape> shapes;

    CustomIdJobs(JobStore jobs, List<IdShape> shapes) {
        super(jobs);
        this.shapes = List.copyOf(shapes);
    }

    @Override
    public Optional<Job> find(String id, long now) {
        Optional<Job> found = jobs.find(id, now);
        for (int i = 0; i < shapes.size() && found.isEmpty(); i++) {
            found = shapes.get(i).find(id, jobs, now);
        }
        return found;
    }

    @Override
    public Optional<Job> find(CharSequence text, int from, int to, long now) {
        return jobs.find(text, from, to, now)
                .or(() -> find(text.subSequence(from, to).toString(), now));
    }

    @Override
    public JobCommand.Effect apply(String id, JobCommand command, LongSupplier clock) {
        return jobs.apply(stored(id, clock.getAsLong()), command, clock);
    }

    @Override
    public boolean remove(String id, long now) {
        return jobs.remove(stored(id, now), now);
    }

    private String stored(String id, long now) {
        return find(id, now).map(Job::id).orElse(id);
    }
}
