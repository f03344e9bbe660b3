package dev.fermata.client.internal.http;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;

/** Sends requests: the only place where the client meets a network. Thread-safe. */
public interface Transport extends AutoCloseable {

    /**
     * Sends a request.
     *
     * <p>The future completes on a worker thread, never on the common pool, so its dependents may block. It fails with the
     * problem that {@link TransportProblem#of} puts into words. Cancel it to break the exchange off.
     *
     * @param maxBytes the longest body that is accepted, counted after decoding
     */
    CompletableFuture<Response> send(HttpRequest request, int maxBytes, Reuse reuse);

    /** Closes what belongs to this transport. Requests in flight are not ended everywhere: cancel them before. */
    @Override
    void close();

    /** Whether a request may go over a connection that an earlier request has used. */
    enum Reuse {
        /** Any connection will do; it is kept for later requests. */
        ANY,
        /** A connection that nobody has used before; it is closed after the response. */
        NEW
    }

    /**
     * A response of any status.
     *
     * @param body the decoded body; text in another charset has become UTF-8. Do not change the bytes.
     */
    @SuppressWarnings("ArrayRecordComponent") // Responses are never compared.
    record Response(int statusCode, HttpHeaders headers, byte[] body) {}
}
