package dev.fermata.client.internal.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with the JDK's client: the transport's own, or one that the user gives. The only place where the client meets a
 * network. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable {

    /** Whether a request may go over a connection that an earlier request has used. */
    public enum Reuse {
        /** Any connection will do; it is kept for later requests. */
        ANY,
        /** A connection that nobody has used before; it is closed after the response. */
        NEW
    }

    /**
     * How long the connections in the JDK's pool are unused, in the order in which it takes them: the oldest comes first. So a response
     * just now says nothing of the next one, if several were used at once. The server may have closed some of them, so none is older than
     * it seems here. Of what other waiters use, nothing is known. For one thread.
     */
    public static final class PooledConnections {

        /** After this time without use a connection may be dead: a server may close it, a firewall may forget it. */
        private static final Duration IDLE = Duration.ofSeconds(3);
        /** After so many, the old ones are taken for closed: to connect each time costs more than they are worth. */
        private static final int MOST_PASSED_OVER = 8;

        private final Deque<Duration> usedAt = new ArrayDeque<>();
        /** How many requests in a row got new connections because of old ones. */
        private int passedOver;

        /** Whether the next one may be dead. Where there is none, the next request makes one. */
        public boolean isOld(Duration now) {
            Duration next = usedAt.peekFirst();
            return next != null && now.minus(next).compareTo(IDLE) > 0;
        }

        /** A request takes the next one. Returns whether that may be dead. */
        public boolean take(Duration now) {
            boolean wasOld = isOld(now);
            usedAt.pollFirst();
            passedOver = 0;
            return wasOld;
        }

        /** A request gets a new connection, which is not kept. */
        public void passOver(Duration now) {
            passedOver = isOld(now) ? passedOver + 1 : 0;
            forgetOldIf(passedOver == MOST_PASSED_OVER, now);
        }

        /** A response came over one that was taken. If that was an old one, the server drops none without a word. */
        public void putBack(boolean wasOld, Duration now) {
            forgetOldIf(wasOld, now);
            usedAt.addLast(now);
        }

        private void forgetOldIf(boolean condition, Duration now) {
            while (condition && isOld(now)) {
                usedAt.pollFirst();
            }
        }
    }

    /**
     * A response of any status.
     *
     * @param body the decoded body; text in another charset has become UTF-8. Do not change the bytes.
     */
    @SuppressWarnings("ArrayRecordComponent") // Responses are never compared.
    public record Response(int statusCode, HttpHeaders headers, byte[] body) {}

    /** {@code HttpClient.shutdownNow}, which exists from Java 21 on. */
    private static final @Nullable Method SHUTDOWN_NOW = shutdownNow();

    private final Executor workers;
    private final Duration connectTimeout;
    private final @Nullable HttpClient given;
    private final Map<Reuse, HttpClient> own = new EnumMap<>(Reuse.class);
    /** Where a server on {@code localhost} accepted a connection last. */
    private volatile @Nullable URI worked;

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

    /**
     * Sends a request.
     *
     * <p>The future completes on a worker thread, never on the common pool, so its dependents may block. It fails with the
     * problem that {@link TransportProblem#of} puts into words. Cancel it to break the exchange off.
     *
     * @param maxBytes the longest body that is accepted, counted after decoding
     */
    public CompletableFuture<Response> send(HttpRequest request, int maxBytes, Reuse reuse) {
        try {
            // A proxy looks up the name itself.
            boolean local = isLocalhost(request.uri()) && proxy(reuse, request.uri()) == null;
            List<HttpRequest> attempts = local ? attempts(request) : List.of(request);
            PendingResponse response = new PendingResponse(this, reuse, attempts, maxBytes);
            response.attempt(0);
            return response;
        } catch (UncheckedIOException | IllegalArgumentException unsendable) {
            return CompletableFuture.failedFuture(TransportProblem.cause(unsendable));
        }
    }

    /**
     * The same request to the name and to each loopback address: the JDK's client tries only the first one. Without TLS the address
     * that worked last time comes first. With TLS the name comes first: the server's certificate may be for the name alone.
     */
    private List<HttpRequest> attempts(HttpRequest request) {
        List<HttpRequest> attempts = new ArrayList<>(List.of(request));
        boolean tls = "https".equalsIgnoreCase(request.uri().getScheme());
        HttpRequest.Builder copy = HttpRequest.newBuilder(request, (name, value) -> true);
        for (String address : List.of("127.0.0.1", "[::1]")) {
            HttpRequest attempt = copy.uri(withHost(request.uri(), address)).build();
            boolean first = !tls && isSameServer(attempt.uri(), worked);
            attempts.add(first ? 0 : attempts.size(), attempt);
        }
        return attempts;
    }

    /** Remembers where a server accepted the connection. */
    void worked(URI uri) {
        worked = uri;
    }

    private static boolean isLocalhost(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        // With a dot at the end the name is the same one, but systems do not find it.
        String name = host.replaceFirst("\\.$", "");
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static URI withHost(URI uri, String host) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + host + port + uri.getRawPath() + query);
    }

    private static boolean isSameServer(URI uri, @Nullable URI other) {
        return other != null && uri.getHost().equals(other.getHost()) && uri.getPort() == other.getPort();
    }

    /** The proxy by which such a request goes; null for none. */
    @Nullable
    HttpProxy proxy(Reuse reuse, URI uri) {
        return HttpProxy.of(client(reuse), uri);
    }

    Executor workers() {
        return workers;
    }

    boolean isUsersClient() {
        return given != null;
    }

    /** Closes what belongs to this transport. Requests in flight are not ended everywhere: cancel them before. */
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

    private static HttpClient newClient(Executor executor, Duration connectTimeout) {
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

    /**
     * The clients of all transports of the process. Below Java 21 a client cannot be closed: it keeps a thread and three descriptors
     * until it is garbage-collected.
     */
    private static final class SharedClients {

        /** What a client takes from the process when it is built. */
        private record Defaults(SSLContext tls, @Nullable ProxySelector proxies) {}

        /** A request that is canceled while it connects keeps its descriptor until then. */
        private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

        private static final AtomicInteger THREADS = new AtomicInteger();
        /** A thread ends after ten idle seconds. */
        private static final Executor WORKERS = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), SharedClients::thread);

        private static final Map<Reuse, HttpClient> CLIENTS = new EnumMap<>(Reuse.class);
        private static @Nullable Defaults defaults;

        private SharedClients() {}

        private static Thread thread(Runnable task) {
            Thread thread = new Thread(task, "fermata-http-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }

        static synchronized HttpClient get(Reuse reuse) {
            Defaults now = defaults();
            if (!now.equals(defaults)) {
                CLIENTS.clear();
                defaults = now;
            }
            return CLIENTS.computeIfAbsent(reuse, none -> newClient(WORKERS, CONNECT_TIMEOUT));
        }

        private static Defaults defaults() {
            try {
                return new Defaults(SSLContext.getDefault(), ProxySelector.getDefault());
            } catch (NoSuchAlgorithmException broken) {
                throw new UncheckedIOException(new IOException("this Java has no usable TLS: " + broken.getMessage()));
            }
        }
    }
}
