package dev.fermata.client.internal.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Tells time: the one place through which the client learns it. Thread-safe. */
public interface TimeSource {

    /** Monotonic time since some moment in the past, more than zero. Deadlines are measured with it. */
    Duration now();

    /** The time of day. It may jump, so it is only good for dates from a server. */
    Instant wallClock();

    /** The machine's time. */
    final class SystemTime implements TimeSource {

        /** So that zero, which stands for "never" in some fields, lies in the past. */
        private static final Duration BEGINNING = Duration.ofDays(1);

        private final LongSupplier counter;
        private final long origin;

        public SystemTime() {
            this(System::nanoTime);
        }

        /** @param counter of nanoseconds; it may start anywhere, below zero too, and it may overflow */
        public SystemTime(LongSupplier counter) {
            this.counter = counter;
            this.origin = counter.getAsLong();
        }

        @Override
        public Duration now() {
            return BEGINNING.plusNanos(counter.getAsLong() - origin);
        }

        @Override
        public Instant wallClock() {
            return Instant.now();
        }
    }
}
