package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import java.net.URI;

/** A waiter for the small system that never gives up early, whose timers can be counted once it is quiet. */
public final class CountedWaiter implements AutoCloseable {

    private final Waiter waiter;

    public CountedWaiter(URI server) {
        // A server that is bad for good, such as one that sends a gigabyte, is to be polled up to the deadline.
        waiter = Waiter.builder(Backend.status(server))
                .permanentFailureTries(Integer.MAX_VALUE)
                .build();
    }

    public Waiter waiter() {
        return waiter;
    }

    /** Timers that are set. */
    public int timers() {
        return waiter.calls().loop().pendingTimers();
    }

    @Override
    public void close() {
        waiter.close();
    }
}
