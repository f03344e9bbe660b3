package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Finds jobs by ids that clients have chosen, too. Such an id is forgotten with its job. Safe for use by many threads. */
public final class ChosenIds extends ForwardingJobStore {

    /** What the maps have for one id. */
    private static final long ENTRIES = 160;

    private final Map<String, Long> numbers = new ConcurrentHashMap<>();
    private final Map<Long, String> chosen = new ConcurrentHashMap<>();

    public ChosenIds(JobStore jobs) {
        super(jobs);
        jobs.subscribe(new JobListener() {
            @Override
            public void removed(Job job) {
                String id = chosen.remove(job.number());
                if (id != null) {
                    numbers.remove(id, job.number());
                }
            }
        });
    }

    /** From now on, that id is the one of this job. */
    public void put(String id, Job job) {
        jobs.charge(job.number(), ENTRIES + JobSpec.bytes(id));
        chosen.put(job.number(), id);
        numbers.put(id, job.number());
    }

    @Override
    public Optional<Job> find(String id, long now) {
        Optional<Job> found = jobs.find(id, now);
        if (found.isPresent()) {
            return found;
        }
        Long number = numbers.get(id);
        return number == null ? found : jobs.find(number, now);
    }

    @Override
    public JobCommand.Effect apply(String id, JobCommand command, LongSupplier clock) {
        return jobs.apply(own(id, clock.getAsLong()), command, clock);
    }

    @Override
    public boolean remove(String id, long now) {
        return jobs.remove(own(id, now), now);
    }

    private String own(String id, long now) {
        return find(id, now).map(Job::id).orElse(id);
    }

    @Override
    public void clear() {
        numbers.clear();
        chosen.clear();
        jobs.clear();
    }
}
