package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.http.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody looks at: one job, or some. Many thousands may be kept for held requests, so it should be small. */
interface View {

    /** Those that are looked at, as far as they were there at first. */
    List<Job> jobs();

    /** The answer as it is at that time; null when there is nothing to see any more. */
    byte @Nullable [] body(long now);

    /** The answer when there is nothing to see any more. */
    Response gone();
}
