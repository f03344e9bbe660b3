package dev.fermata.simulator.http;

/**
 * An answer that comes later.
 *
 * <p>While it is awaited nothing else is read from the connection, and nothing is kept of the request but what this
 * keeps: many thousands may be held at once, so it should keep little.
 */
@FunctionalInterface
public non-sealed interface DeferredResponse extends Answer {

    /**
     * Takes over the request. Called once, on the event loop.
     *
     * @param reply where the answer goes; it may be given before this returns
     * @return what is notified when the request ends meanwhile
     */
    HeldRequest begin(ResponseWriter reply);
}
