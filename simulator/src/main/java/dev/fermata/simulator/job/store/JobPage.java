package dev.fermata.simulator.job.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the jobs that were asked for.
 *
 * @param next the cursor for the next page; null on the last one. A page with fewer jobs than the limit, even with none,
 *     may have a next one: looking at a great many jobs of other states takes more than one page
 */
public record JobPage(List<Job> jobs, @Nullable String next) {

    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
