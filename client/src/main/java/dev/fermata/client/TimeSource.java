package dev.fermata.client;

import java.time.Duration;
import java.time.Instant;

/** Tells time and spends it: the one seam through which the client knows of either. */
interface TimeSource extends AutoCloseable {

    /** Monotonic time since an arbitrary origin, more than zero; what deadlines are measured with. */
    Duration now();

    /** The time of day; only good for reading HTTP dates. */
    Instant wallClock();

    /**
     * Runs the task at that moment, or at once if it has passed. The task must not block: all waits share the thread.
     *
     * @param at on the scale of {@link #now()}
     * @return takes the task back if it has not begun; may be called at any time, more than once
     */
    Runnable schedule(Duration at, Runnable task);

    @Override
    void close();
}
