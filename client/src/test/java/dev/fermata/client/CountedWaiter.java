package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import java.net.URI;

/** A waiter for the small system as its users get it, whose timers can be counted once it is quiet. */
public final class CountedWaiter implements AutoCloseable {

    private final Waiter waiter;

    public CountedWaiter(URI server) {
        waiter = Waiter.builder(Backend.status(server)).build();
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
