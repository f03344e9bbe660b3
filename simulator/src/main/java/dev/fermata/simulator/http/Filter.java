package dev.fermata.simulator.http;

/** Receives requests before their endpoints do. It calls the endpoint, or answers itself. Called on the event loop. */
@FunctionalInterface
public interface Filter {

    /**
     * @param dialect the dialect of the route
     * @param endpoint the endpoint of the route
     */
    Answer answer(Request request, String dialect, Endpoint endpoint);

    /** A request is refused, because no route has its path and method. */
    default void missed(Request request, Response refusal) {}
}
