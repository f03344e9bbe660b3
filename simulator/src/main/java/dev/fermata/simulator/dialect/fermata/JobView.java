package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.store.Job;
import java.util.List;
import java.util.zip.CRC32C;
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

    /**
     * Names a version of a job, or of some jobs: first their states and stages, then every byte of the answer.
     *
     * <p>The first part is what holding goes by: whoever holds on to an older state learns the new one at once, and whoever
     * knows the present one is held, however far the progress has got meanwhile.
     */
    record Etag(String states, String bytes) {

        static Etag of(List<Job> jobs, byte[] body, long now) {
            CRC32C states = new CRC32C();
            for (Job job : jobs) {
                Snapshot snapshot = job.at(now);
                states.update(snapshot.state().ordinal() << 4 | snapshot.stage().ordinal());
            }
            CRC32C bytes = new CRC32C();
            bytes.update(body);
            return new Etag(Long.toHexString(states.getValue()), Long.toHexString(bytes.getValue()));
        }

        /** Whether the version that a peer has, as it says itself, is of the same states; it is when it does not say. */
        boolean sameStates(@Nullable String ifNoneMatch) {
            return ifNoneMatch == null || ifNoneMatch.equals("*") || ifNoneMatch.contains('"' + states + '-');
        }

        @Override
        public String toString() {
            return '"' + states + '-' + bytes + '"';
        }
    }
}
