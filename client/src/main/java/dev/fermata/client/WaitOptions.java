package dev.fermata.client;

import dev.fermata.client.internal.text.Checks;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is special about one call; what you do not set is as the {@link Waiter} was built. Immutable.
 *
 * <pre>{@code
 * waiter.await("job-1", WaitOptions.builder().maxWait(Duration.ofMinutes(5)).patience(Duration.ofSeconds(10)).build())
 * }</pre>
 */
public final class WaitOptions {

    static final WaitOptions NONE = builder().build();

    final @Nullable Duration maxWait;
    final @Nullable Duration patience;
    final @Nullable Duration expectedDuration;
    private final @Nullable Instant startedAt;
    final @Nullable WaitListener listener;

    private WaitOptions(Builder builder) {
        maxWait = builder.maxWait;
        patience = builder.patience;
        expectedDuration = builder.expectedDuration;
        startedAt = builder.startedAt;
        listener = builder.listener;
    }

    /** How old the job was at that moment, at most a year; null if the call does not say when it was submitted. */
    @Nullable
    Duration age(Instant then) {
        if (startedAt == null) {
            return null;
        }
        Duration age = Duration.between(startedAt, then);
        return age.isNegative() ? Duration.ZERO : age.compareTo(Checks.LONGEST) > 0 ? Checks.LONGEST : age;
    }

    /** Options with nothing set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Only a deadline. */
    public static WaitOptions maxWait(Duration maxWait) {
        return builder().maxWait(maxWait).build();
    }

    /** A builder with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxWait = maxWait;
        builder.patience = patience;
        builder.expectedDuration = expectedDuration;
        builder.startedAt = startedAt;
        builder.listener = listener;
        return builder;
    }

    /** Builds {@link WaitOptions}. Not thread-safe. */
    public static final class Builder {

        private @Nullable Duration maxWait;
        private @Nullable Duration patience;
        private @Nullable Duration expectedDuration;
        private @Nullable Instant startedAt;
        private @Nullable WaitListener listener;

        private Builder() {}

        /**
         * When the wait ends at the latest, from the call on.
         *
         * @throws IllegalArgumentException for zero or less, or more than 365 days
         */
        public Builder maxWait(Duration maxWait) {
            this.maxWait = Checks.positive("maxWait", maxWait);
            return this;
        }

        /** How many seconds of delay one request is worth. It has no effect if the waiter has a schedule of its own. */
        public Builder patience(Duration patience) {
            this.patience = Checks.positive("patience", patience);
            return this;
        }

        /** How long you expect the job to take. It counts as long as the server states no expected end itself. */
        public Builder expectedDuration(Duration expectedDuration) {
            this.expectedDuration = Checks.positive("expectedDuration", expectedDuration);
            return this;
        }

        /**
         * When the job was submitted, for a job that this waiter did not submit itself. Without it such a job is polled at once,
         * because it may have ended. A time in the future counts as now, and one more than a year ago as a year ago.
         *
         * @throws IllegalArgumentException for a time before 1970 or from 2200 on
         */
        public Builder startedAt(Instant startedAt) {
            this.startedAt = Checks.credible("startedAt", startedAt);
            return this;
        }

        /** Is called at each step of this wait, in the place of the waiter's listener. */
        public Builder listener(WaitListener listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** Options with these values. */
        public WaitOptions build() {
            return new WaitOptions(this);
        }
    }
}
