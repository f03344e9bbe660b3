package dev.fermata.simulator.fault;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a rule may want to know of a request.
 *
 * @param dialect whose routes these are
 * @param route the path with names in place of what differs, such as {@code /v1/jobs/{id}}; the path where nothing is
 * @param job the id of the job that it names, when it names one
 * @param age how long ago that job was submitted, or the newest when it names none; null when there is none. Asked only by
 *     rules that go by it
 */
public record RequestFacts(
        String dialect,
        String method,
        String route,
        String path,
        @Nullable String job,
        Supplier<@Nullable Duration> age) {

    private static final String LIST = "/v1/jobs";

    /** Whether a job that is not known (yet) could be missing in the answer: it names one, or lists them. */
    boolean asksForJobs() {
        return job != null || method.equals("GET") && route.equals(LIST);
    }

    /** What it is counted under. */
    String counted() {
        return job == null ? method + " " + route : job;
    }
}
