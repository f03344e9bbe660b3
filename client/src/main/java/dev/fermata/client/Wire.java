package dev.fermata.client;

import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;

/** Sends requests: the one seam through which the client knows of a network. Thread-safe. */
interface Wire extends AutoCloseable {

    /**
     * Sends a request. Cancelling the future breaks the connection off.
     *
     * @param maxBytes the longest body that is accepted
     */
    CompletableFuture<Response> send(HttpRequest request, int maxBytes);

    @Override
    void close();
}
