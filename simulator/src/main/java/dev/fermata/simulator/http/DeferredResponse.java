package dev.fermata.simulator.http;

/**
 * A response that is sent later.
 *
 * <p>Until then, the server reads no other request from the connection. It stores nothing of the request. Thousands of requests may be
 * held at once, so an implementation should store little.
 */
@FunctionalInterface
public non-sealed interface DeferredResponse extends Answer {

    /**
     * Begins to work on the response. Called once, on the event loop.
     *
     * @param writer sends the response, perhaps before this method returns
     * @return receives a notification if the request ends without a response
     */
    HeldRequest begin(ResponseWriter writer);
}
