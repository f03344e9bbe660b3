package dev.fermata.client;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Gathers what a backend says of a job into a {@link Snapshot}. Not thread-safe. */
public final class SnapshotBuilder {

    private final String id;
    private final JobState state;
    private String word;
    private @Nullable String stage;
    private OptionalDouble progress = OptionalDouble.empty();
    private @Nullable Instant createdAt;
    private @Nullable Instant finishedAt;
    private @Nullable Instant expectedAt;
    private @Nullable JobError error;
    private Map<String, String> result = Map.of();
    private String kind = "";
    private String json = "";

    SnapshotBuilder(String id, JobState state) {
        this.id = id;
        this.state = state;
        this.word = state.toString();
    }

    /** The backend's own word for the state. Default: the state's name. */
    public SnapshotBuilder word(String word) {
        this.word = word;
        return this;
    }

    /** What a running job is doing; null when the backend does not say. */
    public SnapshotBuilder stage(@Nullable String stage) {
        this.stage = stage;
        return this;
    }

    /** The part that is done; what lies outside 0 to 1 is ignored. */
    public SnapshotBuilder progress(double progress) {
        this.progress = progress >= 0 && progress <= 1 ? OptionalDouble.of(progress) : OptionalDouble.empty();
        return this;
    }

    /** When the job was submitted; null when the backend does not say. */
    public SnapshotBuilder createdAt(@Nullable Instant createdAt) {
        this.createdAt = createdAt;
        return this;
    }

    /** When the job ended; null when the backend does not say. */
    public SnapshotBuilder finishedAt(@Nullable Instant finishedAt) {
        this.finishedAt = finishedAt;
        return this;
    }

    /** When the backend expects the job to end; null when it does not say. */
    public SnapshotBuilder expectedAt(@Nullable Instant expectedAt) {
        this.expectedAt = expectedAt;
        return this;
    }

    /** Why the job failed. */
    public SnapshotBuilder error(String code, String message) {
        this.error = new JobError(code, message);
        return this;
    }

    /** What came of the job, by name. */
    public SnapshotBuilder result(Map<String, String> result) {
        this.result = result;
        return this;
    }

    /** The sort of job, from the general to the particular, such as {@code fermata/es}. */
    public SnapshotBuilder kind(String kind) {
        this.kind = kind;
        return this;
    }

    /** The backend's own words; worth keeping for a job that has ended. */
    public SnapshotBuilder json(String json) {
        this.json = json;
        return this;
    }

    /** The snapshot. */
    public Snapshot build() {
        return new Snapshot(
                id,
                state,
                word,
                Optional.ofNullable(stage),
                progress,
                Optional.ofNullable(createdAt),
                Optional.ofNullable(finishedAt),
                Optional.ofNullable(expectedAt),
                Optional.ofNullable(error),
                result,
                kind,
                json);
    }
}
