package dev.fermata.simulator.http;

/** Answers the requests for one method and path. Called on the event loop, so it must not block. */
@FunctionalInterface
public interface Endpoint {

    Answer answer(Request request);

    /** How many bytes the body of a request for that target may have, if they are more than usual; 0 for as many as usual. */
    default long largestBody(String target) {
        return 0;
    }
}
