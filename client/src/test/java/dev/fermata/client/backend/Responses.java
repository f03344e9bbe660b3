package dev.fermata.client.backend;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Responses and requests as a backend sees and makes them. */
final class Responses {

    static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (name, value) -> true);

    private Responses() {}

    /** JSON with single quotes, which need no escaping in Java. */
    static byte[] json(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static Snapshot read(Backend backend, String json) {
        return backend.read("job", NO_HEADERS, json(json));
    }

    static String header(HttpRequest request, String name) {
        return String.join("|", request.headers().allValues(name));
    }

    static String body(HttpRequest request) {
        CompletableFuture<String> body = new CompletableFuture<>();
        request.bodyPublisher().orElseThrow().subscribe(new Flow.Subscriber<>() {
            private final StringBuilder text = new StringBuilder();

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer bytes) {
                text.append(StandardCharsets.UTF_8.decode(bytes));
            }

            @Override
            public void onError(Throwable problem) {
                body.completeExceptionally(problem);
            }

            @Override
            public void onComplete() {
                body.complete(text.toString());
            }
        });
        return body.join();
    }

    /** All backends that send requests, for a server with this URL. */
    static List<Backend> backends(String server) {
        return List.of(
                Backend.fermata(URI.create(server)),
                Backend.status(URI.create(server)),
                Backend.json(server + "/jobs/{id}")
                        .state("/state")
                        .completed("done")
                        .failed("failed")
                        .build());
    }
}
