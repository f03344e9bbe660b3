package dev.fermata.client.internal.http;

import dev.fermata.client.internal.http.TransportProblem.Kind;
import dev.fermata.client.internal.http.TransportProblem.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with the JDK's client: the transport's own, or one that the user gives. It asks for gzip, and it tries both
 * loopback addresses for {@code localhost}.
 */
public final class HttpTransport implements Transport {

    /** {@code HttpClient.shutdownNow}, which exists from Java 21 on. */
    private static final @Nullable Method SHUTDOWN_NOW = shutdownNow();

    private final Executor workers;
    private final Duration connectTimeout;
    private final @Nullable HttpClient given;
    private final Map<Reuse, HttpClient> own = new EnumMap<>(Reuse.class);
    private volatile @Nullable URI lastLoopback;
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
            Exchange exchange = new Exchange(reuse, attempts(request), maxBytes);
            exchange.attempt(0);
            return exchange;
        } catch (UncheckedIOException | IllegalArgumentException unsendable) {
            return CompletableFuture.failedFuture(TransportProblem.cause(unsendable));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        own.values().forEach(HttpTransport::shutDown);
        own.clear();
    }

    private synchronized HttpClient client(Reuse reuse) {
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

    /** The request, and for {@code localhost} the same to each loopback address; first the one that worked last time. */
    private List<HttpRequest> attempts(HttpRequest request) {
        HttpRequest.Builder copy = HttpRequest.newBuilder(request, (name, value) -> true);
        if (request.headers().firstValue("Accept-Encoding").isEmpty()) {
            copy.setHeader("Accept-Encoding", "gzip");
        }
        URI uri = request.uri();
        List<HttpRequest> attempts = new ArrayList<>(List.of(copy.build()));
        if (isLocalhost(uri)) {
            for (String address : List.of("127.0.0.1", "[::1]")) {
                HttpRequest attempt = copy.uri(withHost(uri, address)).build();
                attempts.add(sameServer(attempt.uri(), lastLoopback) ? 0 : attempts.size(), attempt);
            }
        }
        return attempts;
    }

    private static boolean isLocalhost(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        return host.equals("localhost") || host.endsWith(".localhost");
    }

    private static URI withHost(URI uri, String host) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + host + port + uri.getRawPath() + query);
    }

    private static boolean sameServer(URI uri, @Nullable URI other) {
        return other != null && uri.getHost().equals(other.getHost()) && uri.getPort() == other.getPort();
    }

    /**
     * One request, sent to one address after the other until a server accepts the connection.
     *
     * <p>It completes from the body's subscriber, on the JDK client's executor: the JDK's own future completes on the common
     * pool, and so not before that has a free thread. Only failures to connect take that way.
     */
    private final class Exchange extends CompletableFuture<Response> {

        // Not the client itself: until a collection the JDK keeps the subscriber, and so it would keep the client for
        // good.
        private final Reuse reuse;
        private final List<HttpRequest> attempts;
        private final int maxBytes;
        private final boolean closeConnection;
        private volatile @Nullable Future<?> underWay;
        private volatile boolean received;

        Exchange(Reuse reuse, List<HttpRequest> attempts, int maxBytes) {
            this.reuse = reuse;
            this.attempts = attempts;
            this.maxBytes = maxBytes;
            this.closeConnection = given == null && reuse == Reuse.NEW;
        }

        void attempt(int number) {
            CompletableFuture<?> sent = client(reuse).sendAsync(attempts.get(number), head -> {
                if (attempts.size() > 1) {
                    lastLoopback = attempts.get(number).uri();
                }
                return receive(head);
            });
            underWay = sent;
            if (isCancelled()) {
                sent.cancel(true);
            }
            sent.whenComplete((done, problem) -> {
                if (problem != null && !received && !isDone()) {
                    workers.execute(() -> failed(number, TransportProblem.cause(problem)));
                }
            });
        }

        private ResponseBody receive(ResponseInfo head) {
            ResponseBody body = new ResponseBody(head, maxBytes, closeConnection);
            body.received().whenComplete((bytes, problem) -> {
                received = true;
                // The user's client may have any executor. A connection that is not kept is closed without delay.
                if (given != null || closeConnection) {
                    workers.execute(() -> end(head, body, bytes, problem));
                } else {
                    end(head, body, bytes, problem);
                }
            });
            return body;
        }

        private void end(ResponseInfo head, ResponseBody body, byte @Nullable [] bytes, @Nullable Throwable problem) {
            try {
                if (bytes != null) {
                    complete(new Response(head.statusCode(), head.headers(), body.decoded(bytes)));
                } else if (problem != null) {
                    completeExceptionally(problem);
                }
            } catch (IOException undecodable) {
                completeExceptionally(undecodable);
            }
        }

        private void failed(int number, Throwable problem) {
            if (!(problem instanceof ConnectException)) {
                completeExceptionally(problem);
            } else if (number + 1 < attempts.size()) {
                attempt(number + 1);
            } else {
                completeExceptionally(withAddresses((ConnectException) problem));
            }
        }

        private Exception withAddresses(ConnectException problem) {
            if (attempts.size() > 1) {
                return new TransportException(Kind.NOT_CONNECTED, "tried its addresses 127.0.0.1 and [::1]", problem);
            }
            try {
                InetAddress[] addresses =
                        InetAddress.getAllByName(attempts.get(0).uri().getHost());
                return addresses.length < 2
                        ? problem
                        : new TransportException(Kind.NOT_CONNECTED, tried(addresses), problem);
            } catch (UnknownHostException noAddress) {
                return problem;
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean canceled = super.cancel(mayInterruptIfRunning);
            Future<?> exchange = underWay;
            if (canceled && exchange != null) {
                exchange.cancel(true);
            }
            return canceled;
        }
    }

    /** The JDK's client connects to the first address of a name only. */
    static String tried(InetAddress... addresses) {
        return "tried " + addresses[0].getHostAddress() + ", the first of its " + addresses.length + " addresses";
    }

    /**
     * The clients of all transports of the process. Below Java 21 a client cannot be closed: it keeps a thread and three
     * descriptors until it is garbage-collected.
     */
    private static final class SharedClients {

        /** What a client takes from the process when it is built. */
        private record Defaults(SSLContext tls, @Nullable ProxySelector proxies) {}

        /** A request that is canceled while it connects keeps its descriptor until then. */
        private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

        private static final Executor WORKERS = WorkerThreads.create("fermata-http");
        private static final Map<Reuse, HttpClient> CLIENTS = new EnumMap<>(Reuse.class);
        private static @Nullable Defaults defaults;

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
