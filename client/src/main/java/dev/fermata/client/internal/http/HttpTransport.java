package dev.fermata.client.internal.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with the JDK's client: the transport's own, or one that the user gives. It tries both
 * loopback addresses for {@code localhost}.
 */
public final class HttpTransport implements Transport {

    /** {@code HttpClient.shutdownNow}, which exists from Java 21 on. */
    private static final @Nullable Method SHUTDOWN_NOW = shutdownNow();

    private final Executor workers;
    private final Duration connectTimeout;
    private final @Nullable HttpClient given;
    private final Map<Reuse, HttpClient> own = new EnumMap<>(Reuse.class);
    private final LoopbackAddresses loopback = new LoopbackAddresses();
    private boolean closed;

    private HttpTransport(Executor workers, Duration connectTimeout, @Nullable HttpClient given) {
        this.workers = workers;
        this.connectTimeout = connectTimeout;
        this.given = given;
    }

    /**
     * A transport with connections of its own. Below Java 21 all transports of the process share them.
     *
     * @param workers where responses are handed over; it must accept tasks for a moment after {@link #close}
     * @param connectTimeout how long connecting may take; below Java 21 it is 20 seconds
     */
    public static HttpTransport create(Executor workers, Duration connectTimeout) {
        return new HttpTransport(workers, connectTimeout, null);
    }

    /** A transport over the user's client. It never closes that client, and it treats {@link Reuse#NEW} as {@link Reuse#ANY}. */
    public static HttpTransport over(HttpClient given, Executor workers) {
        return new HttpTransport(workers, Duration.ZERO, given);
    }

    @Override
    public CompletableFuture<Response> send(HttpRequest request, int maxBytes, Reuse reuse) {
        try {
            HttpProxy proxy = HttpProxy.of(client(reuse), request.uri());
            // A proxy looks up the name itself.
            List<HttpRequest> attempts = proxy == null ? loopback.attempts(request) : List.of(request);
            PendingResponse response = new PendingResponse(this, reuse, attempts, proxy, maxBytes);
            response.attempt(0);
            return response;
        } catch (UncheckedIOException | IllegalArgumentException unsendable) {
            return CompletableFuture.failedFuture(TransportProblem.cause(unsendable));
        }
    }

    Executor workers() {
        return workers;
    }

    LoopbackAddresses loopback() {
        return loopback;
    }

    boolean isUsersClient() {
        return given != null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        own.values().forEach(HttpTransport::shutDown);
        own.clear();
    }

    synchronized HttpClient client(Reuse reuse) {
        if (closed) {
            throw new UncheckedIOException(new IOException("the client is closed"));
        }
        if (given != null) {
            return given;
        }
        return SHUTDOWN_NOW == null
                ? SharedClients.get(reuse)
                : own.computeIfAbsent(reuse, none -> newClient(workers, connectTimeout));
    }

    static HttpClient newClient(Executor executor, Duration connectTimeout) {
        return HttpClient.newBuilder()
                // With HTTP/2 the JDK offers an upgrade with every first request, which puzzles small servers.
                .version(HttpClient.Version.HTTP_1_1)
                // The JDK would send the request's credentials to whatever server a redirection names.
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(executor)
                .build();
    }

    private static @Nullable Method shutdownNow() {
        try {
            return HttpClient.class.getMethod("shutdownNow");
        } catch (NoSuchMethodException below21) {
            return null;
        }
    }

    private static void shutDown(HttpClient client) {
        try {
            if (SHUTDOWN_NOW != null) {
                SHUTDOWN_NOW.invoke(client);
            }
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("the JDK's HTTP client cannot be closed", impossible);
        }
    }
}
