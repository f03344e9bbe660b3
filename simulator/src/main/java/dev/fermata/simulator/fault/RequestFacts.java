package dev.fermata.simulator.fault;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a request that rules use.
 *
 * @param dialect the dialect of the route
 * @param route the path of the route, such as {@code /v1/jobs/{id}}
 * @param listsJobs whether the route is a list of jobs
 * @param job the id of the job that the request names; null if it names none
 * @param age how long ago this job was submitted, or the newest one if the request names none; null without a job
 */
public record RequestFacts(
        String dialect,
        String method,
        String route,
        String path,
        boolean listsJobs,
        @Nullable String job,
        Supplier<@Nullable Duration> age) {

    /** Whether it looks for jobs, and changes none: it names one, or lists them. */
    boolean looksForJobs() {
        return method.equals("GET") && (job != null || listsJobs);
    }

    /** The job or route for which requests are counted. */
    String counted() {
        return job == null ? method + " " + route : job;
    }
}
