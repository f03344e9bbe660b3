package dev.fermata.client;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a backend said of a job at one moment. Immutable; made by a {@link Backend} with {@link #builder}.
 *
 * @param id the job
 * @param state where it stands
 * @param word the backend's own word for that
 * @param stage what a running job is doing, in the backend's words
 * @param progress the part that is done, from 0 to 1
 * @param createdAt when the job was submitted, by the backend's clock
 * @param finishedAt when it ended, by the backend's clock
 * @param expectedAt when the backend expects it to end
 * @param error why it failed; empty unless it did
 * @param result what came of it by name, mostly addresses; empty unless it is completed
 * @param kind what sort of job it is, for {@link DurationHistory}
 * @param json the backend's own words about a job that has ended; empty until then, so that many waits need little memory
 */
public record Snapshot(
        String id,
        JobState state,
        String word,
        Optional<String> stage,
        OptionalDouble progress,
        Optional<Instant> createdAt,
        Optional<Instant> finishedAt,
        Optional<Instant> expectedAt,
        Optional<JobError> error,
        Map<String, String> result,
        String kind,
        String json) {

    /** Checks and copies. */
    public Snapshot {
        result = Map.copyOf(result);
    }

    /** The beginning of a snapshot; what is not said stays empty. */
    public static SnapshotBuilder builder(String id, JobState state) {
        return new SnapshotBuilder(id, state);
    }

    /** Whether the job has moved on from what another snapshot says: another state or stage. Progress alone does not count. */
    boolean hasMovedSince(Snapshot other) {
        return state != other.state || !stage.equals(other.stage) || !word.equals(other.word);
    }
}
