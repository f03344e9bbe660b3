package dev.fermata.simulator.http;

/** Answers the requests for one method and path. Called on the event loop, so it must not block. */
@FunctionalInterface
public interface Endpoint {

    Answer answer(Request request);
}
