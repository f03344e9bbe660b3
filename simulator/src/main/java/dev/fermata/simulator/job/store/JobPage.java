package dev.fermata.simulator.job.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list of jobs.
 *
 * @param next the cursor for the next page; null on the last one. A page with fewer jobs than the limit, or with none, can have a next one, because a page
 *     looks at a limited number of jobs
 */
public record JobPage(List<Job> jobs, @Nullable String next) {

    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
