package dev.fermata.client.schedule;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PollSchedule} knows when it chooses the next pause. Immutable.
 *
 * <pre>{@code
 * PollContext.builder(3, Duration.ofSeconds(40)).kind("heygen/quality/es").progress(0.5).build()
 * }</pre>
 */
public final class PollContext {

    private final int number;
    private final Duration age;
    private final Duration waited;
    private final String kind;
    private final double progress;
    private final @Nullable Duration expectedAge;

    private PollContext(Builder builder) {
        this.number = builder.number;
        this.age = builder.age;
        this.waited = builder.waited;
        this.kind = builder.kind;
        this.progress = builder.progress;
        this.expectedAge = builder.expectedAge;
    }

    /**
     * A context for a job of no particular kind, without hints, whose wait began when the job was created.
     *
     * @param number how many polls have been answered so far
     * @param age how old the job is
     */
    public static Builder builder(int number, Duration age) {
        return new Builder(number, age);
    }

    /** The kind that is more general by one step; the kind itself if it has no parent. */
    static String parent(String kind) {
        int slash = kind.lastIndexOf('/');
        return slash < 0 ? kind : kind.substring(0, slash);
    }

    /** Schedules compute in seconds. */
    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** A builder with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder(number, age).waited(waited).kind(kind).expectedAge(expectedAge);
        builder.progress = progress;
        return builder;
    }

    /** How many polls have been answered so far; 0 before the first. */
    public int number() {
        return number;
    }

    /** The time since the job was created, where the backend states that; else the time since the wait began. */
    public Duration age() {
        return age;
    }

    /** The time since the wait began. */
    public Duration waited() {
        return waited;
    }

    /**
     * The kind of job, which selects the observations of a {@link DurationHistory}. It goes from the general to the
     * particular, as in {@code "heygen/quality/es"}. Empty if the caller names no kind.
     */
    public String kind() {
        return kind;
    }

    /** The part of the job that the server says is done, usually 0 to 1; empty if it states none. */
    public OptionalDouble progress() {
        return Double.isNaN(progress) ? OptionalDouble.empty() : OptionalDouble.of(progress);
    }

    /** The age at which the server expects the job to end; empty if it states none. */
    public Optional<Duration> expectedAge() {
        return Optional.ofNullable(expectedAge);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PollContext that
                && number == that.number
                && age.equals(that.age)
                && waited.equals(that.waited)
                && kind.equals(that.kind)
                && Double.compare(progress, that.progress) == 0
                && Objects.equals(expectedAge, that.expectedAge);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, age, waited, kind, progress, expectedAge);
    }

    @Override
    public String toString() {
        return "PollContext[number=" + number + ", age=" + age + ", waited=" + waited + ", kind=" + kind + ", progress="
                + progress + ", expectedAge=" + expectedAge + "]";
    }

    /** Builds a {@link PollContext}. Not thread-safe. */
    public static final class Builder {

        private final int number;
        private final Duration age;
        private Duration waited;
        private String kind = "";
        private double progress = Double.NaN;
        private @Nullable Duration expectedAge;

        private Builder(int number, Duration age) {
            this.number = number;
            this.age = Objects.requireNonNull(age, "age");
            this.waited = age;
        }

        /** The time since the wait began. Default: the age of the job. */
        public Builder waited(Duration waited) {
            this.waited = Objects.requireNonNull(waited, "waited");
            return this;
        }

        /** The kind of job. Default: empty. */
        public Builder kind(String kind) {
            this.kind = Objects.requireNonNull(kind, "kind");
            return this;
        }

        /** The part of the job that is done, 0 to 1. Schedules ignore other values. Default: the server states none. */
        public Builder progress(double progress) {
            this.progress = progress;
            return this;
        }

        /** The age at which the server expects the job to end. Default, and null: the server states none. */
        public Builder expectedAge(@Nullable Duration expectedAge) {
            this.expectedAge = expectedAge;
            return this;
        }

        /** A context with these values. */
        public PollContext build() {
            return new PollContext(this);
        }
    }
}
