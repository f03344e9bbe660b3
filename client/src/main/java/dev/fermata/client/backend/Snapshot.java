package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.Printable;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about a job at one moment. Immutable; a {@link Backend} makes it with {@link #builder}.
 *
 * <p>All texts but {@link #id} and {@link #json} are fit for a terminal or a log: control characters are replaced by
 * spaces.
 *
 * <pre>{@code
 * Snapshot.builder("42", JobState.RUNNING).stage("voicing").progress(0.4).build()
 * }</pre>
 */
public final class Snapshot {

    private final String id;
    private final JobState state;
    private final String word;
    private final String kind;
    private final String json;
    private final Map<String, String> result;
    // A waiter may keep a hundred thousand snapshots: fields are null, not an Optional, where the server says nothing.
    private final @Nullable String stage;
    private final double progress;
    private final @Nullable Instant createdAt;
    private final @Nullable Instant finishedAt;
    private final @Nullable Instant expectedAt;
    private final @Nullable JobError error;
    private final @Nullable URI nextPoll;

    private Snapshot(Builder builder) {
        id = builder.id;
        state = builder.state;
        word = builder.word;
        kind = builder.kind;
        json = builder.json;
        result = builder.result;
        stage = builder.stage;
        progress = builder.progress;
        createdAt = builder.createdAt;
        finishedAt = builder.finishedAt;
        expectedAt = builder.expectedAt;
        error = builder.error;
        nextPoll = builder.nextPoll;
    }

    /** Starts a snapshot; what you do not set stays empty. */
    public static Builder builder(String id, JobState state) {
        return new Builder(id, state);
    }

    /** A builder with the values of this snapshot. */
    public Builder toBuilder() {
        Builder builder =
                new Builder(id, state).word(word).kind(kind).json(json).result(result);
        builder.stage(stage).progress(progress).nextPoll(nextPoll);
        builder.createdAt(createdAt).finishedAt(finishedAt).expectedAt(expectedAt);
        builder.error = error;
        return builder;
    }

    /** The id of the job, exactly as the client or the server wrote it. */
    public String id() {
        return id;
    }

    /** The state of the job. */
    public JobState state() {
        return state;
    }

    /** The server's own word for the state. */
    public String word() {
        return word;
    }

    /** What a running job is doing, in the server's words. */
    public Optional<String> stage() {
        return Optional.ofNullable(stage);
    }

    /** The share of the work that is done, from 0 to 1. */
    public OptionalDouble progress() {
        return Double.isNaN(progress) ? OptionalDouble.empty() : OptionalDouble.of(progress);
    }

    /** When the job was submitted, by the server's clock. */
    public Optional<Instant> createdAt() {
        return Optional.ofNullable(createdAt);
    }

    /** When the job ended, by the server's clock. */
    public Optional<Instant> finishedAt() {
        return Optional.ofNullable(finishedAt);
    }

    /** When the server expects the job to end, by the server's clock. */
    public Optional<Instant> expectedAt() {
        return Optional.ofNullable(expectedAt);
    }

    /** Why the job failed; empty unless it did. */
    public Optional<JobError> error() {
        return Optional.ofNullable(error);
    }

    /** The result of a completed job by name, mostly URLs. Unmodifiable. */
    public Map<String, String> result() {
        return result;
    }

    /**
     * The kind of job, from the general to the particular, such as {@code fermata/es}; empty if the backend has none.
     */
    public String kind() {
        return kind;
    }

    /**
     * The JSON that the server sent about a job that has ended; empty before, to save memory. Raw: its strings may hold
     * anything, so do not print it to a terminal without escaping.
     */
    public String json() {
        return json;
    }

    /**
     * The URL of the next poll, if the server names one; it may be relative to the URL of the first poll. If a later
     * response names none, it stays. The client follows it on the same server only; see {@link Backend#statusRequest(String, URI)}.
     */
    public Optional<URI> nextPoll() {
        return Optional.ofNullable(nextPoll);
    }

    /** Whether the job has another state, word or stage than in an earlier snapshot. Progress alone does not count. */
    public boolean hasMovedSince(Snapshot earlier) {
        Objects.requireNonNull(earlier, "earlier");
        return state != earlier.state || !word.equals(earlier.word) || !Objects.equals(stage, earlier.stage);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Snapshot other && values().equals(other.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<@Nullable Object> values() {
        List<@Nullable Object> times = Arrays.asList(createdAt, finishedAt, expectedAt);
        return Arrays.asList(id, state, word, kind, json, result, stage, progress, times, error, nextPoll);
    }

    /** One line, such as {@code job 42: running (voicing)}, without the JSON. */
    @Override
    public String toString() {
        String text = "job " + Printable.clean(id) + ": " + (state == JobState.UNKNOWN ? "'" + word + "'" : state);
        return text + (stage == null ? "" : " (" + stage + ")") + (error == null ? "" : ", " + error);
    }

    /**
     * Why a job failed, in the server's words.
     *
     * @param code for programs; empty if the server gives none
     * @param message for people; empty if the server gives none
     */
    public record JobError(String code, String message) {
        /** Replaces control characters by spaces. */
        public JobError {
            code = Printable.clean(Objects.requireNonNull(code, "code"));
            message = Printable.clean(Objects.requireNonNull(message, "message"));
        }

        @Override
        public String toString() {
            return code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
        }
    }

    /**
     * Builds a {@link Snapshot}. It cleans all texts but the id and the JSON, so a backend need not. Not thread-safe.
     */
    public static final class Builder {

        private final String id;
        private final JobState state;
        private String word;
        private String kind = "";
        private String json = "";
        private Map<String, String> result = Map.of();
        private @Nullable String stage;
        private double progress = Double.NaN;
        private @Nullable Instant createdAt;
        private @Nullable Instant finishedAt;
        private @Nullable Instant expectedAt;
        private @Nullable JobError error;
        private @Nullable URI nextPoll;

        private Builder(String id, JobState state) {
            this.id = Checks.id("id", id);
            this.state = Objects.requireNonNull(state, "state");
            this.word = state.toString();
        }

        /** The server's own word for the state, cut after 200 characters. Default: the name of the state. */
        public Builder word(String word) {
            this.word = shared("word", word);
            return this;
        }

        /** What a running job is doing, cut after 200 characters; null or empty if the server does not say. */
        public Builder stage(@Nullable String stage) {
            this.stage = stage == null || Printable.clean(stage).isEmpty() ? null : shared("stage", stage);
            return this;
        }

        /** The share of the work that is done; a value outside 0 to 1 means that the server does not say. */
        public Builder progress(double progress) {
            this.progress = progress >= 0 && progress <= 1 ? progress : Double.NaN;
            return this;
        }

        /** When the job was submitted; null if the server does not say. */
        public Builder createdAt(@Nullable Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /** When the job ended; null if the server does not say. */
        public Builder finishedAt(@Nullable Instant finishedAt) {
            this.finishedAt = finishedAt;
            return this;
        }

        /** When the server expects the job to end; null if it does not say. */
        public Builder expectedAt(@Nullable Instant expectedAt) {
            this.expectedAt = expectedAt;
            return this;
        }

        /** Why the job failed; null counts as empty. */
        public Builder error(@Nullable String code, @Nullable String message) {
            this.error = new JobError(code == null ? "" : code, message == null ? "" : message);
            return this;
        }

        /** The result of the job by name. No key or value may be null. */
        public Builder result(Map<String, String> result) {
            this.result = Printable.clean("result", result);
            return this;
        }

        /**
         * The kind of job, from the general to the particular, such as {@code fermata/es}; cut after 200 characters.
         */
        public Builder kind(String kind) {
            this.kind = shared("kind", kind);
            return this;
        }

        /** The JSON that the server sent, kept as it is. Set it only for a job that has ended. */
        public Builder json(String json) {
            this.json = Objects.requireNonNull(json, "json");
            return this;
        }

        /** The URL of the next poll; null if the server names none. */
        public Builder nextPoll(@Nullable URI nextPoll) {
            this.nextPoll = nextPoll;
            return this;
        }

        /** The snapshot. */
        public Snapshot build() {
            return new Snapshot(this);
        }

        /** Words, stages and kinds are few and snapshots are many: one copy of each text is enough. */
        private static String shared(String name, String text) {
            return Printable.cut(Objects.requireNonNull(text, name), 200).intern();
        }
    }
}
