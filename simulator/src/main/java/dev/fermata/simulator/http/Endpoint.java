package dev.fermata.simulator.http;

/** What answers the requests for one path, now or later. Called on the event loop, so it must not block. */
@FunctionalInterface
public interface Endpoint {

    Answer answer(Request request);
}
