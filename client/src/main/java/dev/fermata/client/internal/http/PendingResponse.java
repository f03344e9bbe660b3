package dev.fermata.client.internal.http;

import dev.fermata.client.internal.http.HttpProxy.ProxiedException;
import dev.fermata.client.internal.http.HttpTransport.Response;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.http.TransportProblem.ProblemKind;
import dev.fermata.client.internal.http.TransportProblem.TransportException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request, which is sent to one address after the other until a server accepts the connection.
 *
 * <p>It completes from the body's subscriber, on the JDK client's executor: the JDK's own future completes on the common pool, and so
 * not before that has a free thread. Only failures to connect take that way, and a response that the JDK makes of a proxy's 407: for
 * that it asks for no subscriber.
 */
final class PendingResponse extends CompletableFuture<Response> {

    /** Below Java 21 a request that is canceled while it connects keeps its descriptor until then. */
    private static final Duration LONGEST_CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final HttpTransport transport;
    // Not the client itself: until a collection the JDK keeps the subscriber, and so it would keep the client for good.
    private final Reuse reuse;
    private final List<HttpRequest> attempts;
    private final int maxBytes;
    private final boolean closeConnection;
    private volatile @Nullable Future<?> underWay;
    private volatile boolean subscribed;
    private volatile boolean received;

    PendingResponse(HttpTransport transport, Reuse reuse, HttpRequest request, int maxBytes) {
        this.transport = transport;
        this.reuse = reuse;
        // A proxy looks up the name itself.
        boolean local = isLocalhost(request.uri()) && transport.proxy(reuse, request.uri()) == null;
        this.attempts = local ? attempts(transport, request) : List.of(request);
        this.maxBytes = maxBytes;
        this.closeConnection = !transport.isUsersClient() && reuse == Reuse.NEW;
    }

    /**
     * The same request to the name and to each loopback address: the JDK's client tries only the first one. Without TLS the address
     * that worked last time comes first. With TLS the name comes first: the server's certificate may be for the name alone.
     */
    private static List<HttpRequest> attempts(HttpTransport transport, HttpRequest request) {
        List<HttpRequest> attempts = new ArrayList<>(List.of(request));
        boolean tls = "https".equalsIgnoreCase(request.uri().getScheme());
        HttpRequest.Builder copy = HttpRequest.newBuilder(request, (name, value) -> true);
        for (String address : List.of("127.0.0.1", "[::1]")) {
            HttpRequest attempt = copy.uri(withHost(request.uri(), address)).build();
            boolean first = !tls && transport.hasWorked(attempt.uri());
            attempts.add(first ? 0 : attempts.size(), attempt);
        }
        return attempts;
    }

    /**
     * How long connecting may take, TLS included. It ends before the request timeout, so that the problem names the host. Systems ask
     * again for a connection after 1 s and 3 s, and time for both is left where that is possible. After a longer one there is time for
     * the other address of {@code localhost}.
     */
    static Duration connectTimeout(Duration requestTimeout) {
        Duration fifth = requestTimeout.dividedBy(5);
        Duration most = shorter(fifth.multipliedBy(4), Duration.ofSeconds(4));
        Duration part = shorter(fifth.multipliedBy(2), LONGEST_CONNECT_TIMEOUT);
        return Collections.max(List.of(most, part, Duration.ofMillis(1)));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
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

    void attempt(int number) {
        CompletableFuture<? extends HttpResponse<?>> sent = transport
                .client(reuse)
                .sendAsync(attempts.get(number), head -> {
                    if (attempts.size() > 1) {
                        transport.worked(attempts.get(number).uri());
                    }
                    return receive(head);
                });
        underWay = sent;
        if (isCancelled()) {
            sent.cancel(true);
        }
        sent.whenComplete((response, problem) -> {
            if (problem != null && !received && !isDone()) {
                transport.workers().execute(() -> failed(number, TransportProblem.cause(problem)));
            } else if (response != null && !subscribed) {
                transport
                        .workers()
                        .execute(() -> complete(new Response(response.statusCode(), response.headers(), new byte[0])));
            }
        });
    }

    private ResponseBody receive(ResponseInfo head) {
        subscribed = true;
        ResponseBody body = new ResponseBody(head, maxBytes, closeConnection);
        body.received().whenComplete((bytes, problem) -> {
            received = true;
            // The user's client may have any executor. A connection that is not kept is closed without delay.
            if (transport.isUsersClient() || closeConnection) {
                transport.workers().execute(() -> end(head, body, bytes, problem));
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
        try {
            int next = attempts.size() > 1 && isUnconnected(problem) ? otherAddress(number) : attempts.size();
            if (next < attempts.size()) {
                attempt(next);
            } else {
                completeExceptionally(explained(number, problem));
            }
        } catch (RuntimeException closed) {
            completeExceptionally(closed);
        }
    }

    private static boolean isUnconnected(Throwable problem) {
        return problem instanceof ConnectException || problem instanceof HttpConnectTimeoutException;
    }

    /** The next attempt to an address that no attempt has had up to this one: another timeout for the same would take too long. */
    private int otherAddress(int number) {
        Set<InetAddress> tried = new HashSet<>();
        int next = 0;
        while (next < attempts.size()) {
            try {
                boolean isNew =
                        tried.add(InetAddress.getByName(attempts.get(next).uri().getHost()));
                if (next > number && isNew) {
                    return next;
                }
            } catch (UnknownHostException noAddress) {
                // It has none that could be tried again.
            }
            next++;
        }
        return next;
    }

    private Throwable explained(int number, Throwable problem) {
        HttpProxy proxy =
                attempts.size() == 1 ? transport.proxy(reuse, attempts.get(0).uri()) : null;
        if (proxy != null) {
            return new ProxiedException(proxy, problem);
        }
        return isUnconnected(problem)
                ? withAddresses(problem)
                : withName(attempts.get(number).uri(), problem);
    }

    private Throwable withAddresses(Throwable problem) {
        if (attempts.size() > 1) {
            return new TransportException(
                    ProblemKind.NOT_CONNECTED, "tried its addresses 127.0.0.1 and [::1]", problem);
        }
        try {
            InetAddress[] addresses =
                    InetAddress.getAllByName(attempts.get(0).uri().getHost());
            return addresses.length < 2
                    ? problem
                    : new TransportException(ProblemKind.NOT_CONNECTED, tried(addresses), problem);
        } catch (UnknownHostException noAddress) {
            return problem;
        }
    }

    /** The JDK's client connects to the first address of a name only. */
    static String tried(InetAddress... addresses) {
        return "tried " + addresses[0].getHostAddress() + ", the first of its " + addresses.length + " addresses";
    }

    /** A certificate for {@code localhost} does not do for the address that stands in its place. */
    private Throwable withName(URI tried, Throwable problem) {
        String name = attempts.get(0).uri().getHost();
        if (name.equals(tried.getHost()) || !TransportProblem.isCertificateOfAnotherHost(problem)) {
            return problem;
        }
        return new TransportException(
                ProblemKind.CERTIFICATE,
                "the server listens on " + tried.getHost() + ", and not on the first address of " + name
                        + ", so the client has to put that address into the URL; but the certificate is not for that"
                        + " address. Let the server listen on both loopback addresses, or add 127.0.0.1 and ::1 to"
                        + " its certificate",
                problem);
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
