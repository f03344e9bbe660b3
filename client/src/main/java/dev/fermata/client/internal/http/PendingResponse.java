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
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.List;
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

    private final HttpTransport transport;
    // Not the client itself: until a collection the JDK keeps the subscriber, and so it would keep the client for good.
    private final Reuse reuse;
    private final List<HttpRequest> attempts;
    private final int maxBytes;
    private final boolean closeConnection;
    private volatile @Nullable Future<?> underWay;
    private volatile boolean subscribed;
    private volatile boolean received;

    /** @param attempts the same request to one or more addresses */
    PendingResponse(HttpTransport transport, Reuse reuse, List<HttpRequest> attempts, int maxBytes) {
        this.transport = transport;
        this.reuse = reuse;
        this.attempts = attempts;
        this.maxBytes = maxBytes;
        this.closeConnection = !transport.isUsersClient() && reuse == Reuse.NEW;
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
            if (problem instanceof ConnectException && number + 1 < attempts.size()) {
                attempt(number + 1);
            } else {
                completeExceptionally(explained(number, problem));
            }
        } catch (RuntimeException closed) {
            completeExceptionally(closed);
        }
    }

    private Throwable explained(int number, Throwable problem) {
        HttpProxy proxy =
                attempts.size() == 1 ? transport.proxy(reuse, attempts.get(0).uri()) : null;
        if (proxy != null) {
            return new ProxiedException(proxy, problem);
        }
        return problem instanceof ConnectException refused
                ? withAddresses(refused)
                : withName(attempts.get(number).uri(), problem);
    }

    private Exception withAddresses(ConnectException problem) {
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
