package dev.fermata.client;

import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The JDK's HTTP client. */
final class HttpWire implements Wire {

    private final HttpClient http;

    HttpWire(Duration connectTimeout, Executor workers) {
        this.http = HttpClient.newBuilder()
                // Over HTTP/2 the JDK would offer an upgrade with every first request, which puzzles small servers.
                .version(HttpClient.Version.HTTP_1_1)
                // The JDK would carry credentials along to another server.
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(workers)
                .build();
    }

    /**
     * An answer is passed on as soon as its body is whole, by the client's own threads: the JDK would pass it on over the
     * common pool, and so only when that has a free thread. Over that pool comes no more than why there was no answer.
     */
    @Override
    public CompletableFuture<Response> send(HttpRequest request, int maxBytes) {
        Reply reply = new Reply();
        reply.follow(http.sendAsync(request, head -> {
            LimitedBody body = new LimitedBody(maxBytes);
            body.getBody().whenComplete((bytes, problem) -> reply.end(head, bytes, problem));
            return body;
        }));
        return reply;
    }

    /** Before 21 an HttpClient cannot be closed; there it ends by itself once nothing refers to it. */
    @Override
    public void close() {
        try {
            Method shutdownNow = HttpClient.class.getMethod("shutdownNow");
            shutdownNow.invoke(http);
        } catch (ReflectiveOperationException before21) {
            return;
        }
    }

    /** Whoever cancels it breaks the exchange off. */
    private static final class Reply extends CompletableFuture<Response> {

        private volatile @Nullable Future<?> exchange;

        void follow(CompletableFuture<?> exchange) {
            this.exchange = exchange;
            exchange.whenComplete((done, problem) -> {
                if (problem != null) {
                    completeExceptionally(problem);
                }
            });
        }

        void end(HttpResponse.ResponseInfo head, byte @Nullable [] body, @Nullable Throwable problem) {
            if (body != null) {
                complete(new Response(head.statusCode(), head.headers(), body));
            } else if (problem != null) {
                completeExceptionally(problem);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean canceled = super.cancel(mayInterruptIfRunning);
            Future<?> underWay = exchange;
            if (canceled && underWay != null) {
                underWay.cancel(mayInterruptIfRunning);
            }
            return canceled;
        }
    }
}
