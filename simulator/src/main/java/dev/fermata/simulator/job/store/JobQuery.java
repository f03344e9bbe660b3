package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.State;
import dev.fermata.simulator.text.Checks;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list, newest first.
 *
 * @param state only jobs in this state; null for all
 * @param limit the greatest number of jobs of a page
 * @param cursor the cursor of the page before; null for the first page
 * @param among only jobs that this accepts
 */
public record JobQuery(
        @Nullable State state, int limit, @Nullable String cursor, Predicate<Job> among) {

    public JobQuery {
        Checks.that(limit >= 1 && limit <= 1_000, "limit", limit, "1 to 1000");
    }

    public JobQuery(@Nullable State state, int limit, @Nullable String cursor) {
        this(state, limit, cursor, any -> true);
    }

    public static JobQuery newest(int limit) {
        return new JobQuery(null, limit, null);
    }

    public JobQuery in(State wanted) {
        return new JobQuery(wanted, limit, cursor, among);
    }

    public JobQuery among(Predicate<Job> wanted) {
        return new JobQuery(state, limit, cursor, wanted);
    }

    public JobQuery after(@Nullable String next) {
        return new JobQuery(state, limit, next, among);
    }

    /**
     * One page of the list.
     *
     * @param next the cursor for the next page; null on the last one. A page with fewer jobs than the limit, or with none, can have a next one, because a
     *     page looks at a limited number of jobs
     */
    public record JobPage(List<Job> jobs, @Nullable String next) {

        public JobPage {
            jobs = List.copyOf(jobs);
        }
    }
}
