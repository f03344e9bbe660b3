package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.store.Job;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

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
