package dev.fermata.simulator.http;

/** Stands in front of endpoints: lets requests through, or answers them itself. Called on the event loop. */
@FunctionalInterface
public interface Filter {

    /**
     * @param request found to belong to a route
     * @param dialect that the route belongs to
     * @param endpoint what would answer it
     */
    Answer answer(Request request, String dialect, Endpoint endpoint);

    /** A request found no route, or not with its method, and is refused. */
    default void missed(Request request, Response refusal) {}
}
