package dev.fermata.it.exam;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client that takes the exam, one job after another, on one thread. */
interface Candidate extends AutoCloseable {

    /** When a client gives up, if it can. */
    Duration DEADLINE = Duration.ofSeconds(15);

    /**
     * Submits a job and waits for its end.
     *
     * @param callback where a webhook goes; null for none. A client that cannot have one ignores it
     * @return whether it saw the end
     */
    boolean takeJob(@Nullable String callback) throws Exception;

    /** Ends what still waits. */
    @Override
    default void close() {}
}
