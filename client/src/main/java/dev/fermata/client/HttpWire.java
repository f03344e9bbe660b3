package dev.fermata.client;

import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

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

    @Override
    public CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request, int maxBytes) {
        return http.sendAsync(request, head -> new LimitedBody(maxBytes));
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
}
