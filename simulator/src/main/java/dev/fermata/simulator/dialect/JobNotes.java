package dev.fermata.simulator.dialect;

import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A text for each job that has one, such as a title that was changed. It is forgotten with the job. Thread-safe. */
public final class JobNotes {

    private final Map<Long, String> byNumber = new ConcurrentHashMap<>();

    public JobNotes(JobStore jobs) {
        jobs.subscribe(new JobListener() {
            @Override
            public void removed(Job job) {
                byNumber.remove(job.number());
            }
        });
    }

    public @Nullable String get(Job job) {
        return byNumber.get(job.number());
    }

    public void put(Job job, String note) {
        byNumber.put(job.number(), note);
    }
}
