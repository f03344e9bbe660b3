package dev.fermata.simulator.http;

/** What answers the requests for one path. Called on the event loop, so it must not block. */
@FunctionalInterface
public interface Endpoint {

    Response answer(Request request);
}
