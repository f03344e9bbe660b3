package dev.fermata.client.internal.poll;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Reads the body of a request that is not sent yet, for a signature over it. Backends make small bodies that are in memory. */
final class RequestBody implements Flow.Subscriber<ByteBuffer> {

    private final CompletableFuture<byte[]> complete = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private RequestBody() {}

    static byte[] of(HttpRequest request) {
        return request.bodyPublisher()
                .map(publisher -> {
                    RequestBody body = new RequestBody();
                    publisher.subscribe(body);
                    return body.complete.join();
                })
                .orElse(new byte[0]);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
        byte[] chunk = new byte[buffer.remaining()];
        buffer.get(chunk);
        bytes.writeBytes(chunk);
    }

    @Override
    public void onError(Throwable problem) {
        complete.completeExceptionally(problem);
    }

    @Override
    public void onComplete() {
        complete.complete(bytes.toByteArray());
    }
}
