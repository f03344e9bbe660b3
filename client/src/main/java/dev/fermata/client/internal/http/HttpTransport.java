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
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
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

        /** However soon responses come, one may take this long. */
        private static final Duration BRIEF = Duration.ofSeconds(1);
        /** By this part of the difference, a response that came sooner makes the longest time shorter. */
        private static final int SLOWNESS = 32;

        /** After this time without use a connection may be dead: a server may close it, a firewall may forget it. */
        private static final Duration IDLE = Duration.ofSeconds(3);
        /** After so many, the old ones are taken for closed: to connect each time costs more than they are worth. */
        private static final int MOST_PASSED_OVER = 8;

        private final Deque<Duration> usedAt = new ArrayDeque<>();
        /** How many requests in a row got new connections because of old ones. */
        private int passedOver;
        /** The longest time that a response took of late. */
        private Duration longest = Duration.ZERO;

        /** Whether the next request makes a connection. */
        public boolean isEmpty() {
            return usedAt.isEmpty();
        }

        /**
         * A request over a connection that was used before has had no response for this long: the connection may be dead. Twice the
         * longest time of late: one slow response shows that the server is slow, so it does not get its requests twice.
         */
        public Duration hedgeAfter() {
            Duration twice = longest.multipliedBy(2);
            return twice.compareTo(BRIEF) > 0 ? twice : BRIEF;
        }

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

        /**
         * A response came over one that was taken. If that was an old one, the server drops none without a word.
         *
         * @param sentAt null if the time since then says nothing of other requests
         */
        public void putBack(boolean wasOld, Duration now, @Nullable Duration sentAt) {
            forgetOldIf(wasOld, now);
            usedAt.addLast(now);
            Duration less = sentAt == null ? Duration.ZERO : longest.minus(now.minus(sentAt));
            longest = longest.minus(less.isNegative() ? less : less.dividedBy(SLOWNESS));
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
     * A transport with connections of its own. Below Java 21 those transports of the process share them that have the same connect
     * timeout.
     *
     * @param workers where responses are handed over; it must accept tasks for a moment after {@link #close}
     * @param requestTimeout after this time the caller cancels a request
     */
    public static HttpTransport create(Executor workers, Duration requestTimeout) {
        return new HttpTransport(workers, PendingResponse.connectTimeout(requestTimeout), null);
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
            PendingResponse response = new PendingResponse(this, reuse, request, maxBytes);
            response.attempt(0);
            return response;
        } catch (UncheckedIOException | IllegalArgumentException unsendable) {
            return CompletableFuture.failedFuture(TransportProblem.cause(unsendable));
        }
    }

    /** Remembers where a server accepted the connection. */
    void worked(URI uri) {
        worked = uri;
    }

    /** Whether the server at this address accepted a connection last. */
    boolean hasWorked(URI uri) {
        URI last = worked;
        return last != null && uri.getHost().equals(last.getHost()) && uri.getPort() == last.getPort();
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
                ? SharedClients.get(reuse, connectTimeout)
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

        private record Use(Reuse reuse, Duration connectTimeout) {}

        /** Of more, all are forgotten. Those in use live on until they are not. */
        private static final int MOST = 64;

        private static final AtomicInteger THREADS = new AtomicInteger();
        /** A thread ends after ten idle seconds. */
        private static final Executor WORKERS = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), SharedClients::thread);

        private static final Map<Use, HttpClient> CLIENTS = new HashMap<>();
        private static @Nullable Defaults defaults;

        private SharedClients() {}

        private static Thread thread(Runnable task) {
            Thread thread = new Thread(task, "fermata-http-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }

        static synchronized HttpClient get(Reuse reuse, Duration connectTimeout) {
            Defaults now = defaults();
            Use use = new Use(reuse, connectTimeout);
            if (!now.equals(defaults) || CLIENTS.size() == MOST && !CLIENTS.containsKey(use)) {
                CLIENTS.clear();
                defaults = now;
            }
            return CLIENTS.computeIfAbsent(use, none -> newClient(WORKERS, connectTimeout));
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
