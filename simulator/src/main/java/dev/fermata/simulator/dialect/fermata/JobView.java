package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody looks at: one job, or some. Many thousands may be kept for held requests, so it should be small. */
interface JobView {

    /** Those that are looked at, each once, as far as they were there at first. */
    List<Job> jobs();

    /** Whether something was asked for that is not there: whoever waits for its end waits in vain. */
    default boolean lacks() {
        return false;
    }

    /** What there is to see at that time; null when there is nothing any more. */
    @Nullable
    Seen at(long now);

    /** The answer when there is nothing to see any more. */
    Response gone();

    /** What the request preferred to see and does, as {@code Preference-Applied} says it; empty when that is nothing. */
    default String applied() {
        return "";
    }

    /**
     * What is seen.
     *
     * @param jobs that are in the answer
     * @param body the answer
     */
    record Seen(List<Job> jobs, byte[] body) {

        Etag etag(long now) {
            return Etag.of(jobs, body, now);
        }
    }
}
