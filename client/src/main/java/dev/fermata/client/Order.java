package dev.fermata.client;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A request that is made for its own sake: the first valid answer ends it, whatever it says. Nobody shares it. */
final class Order extends Target {

    private static final AtomicLong NUMBERS = new AtomicLong();

    /** No id of a job begins like this. */
    private final String key = "\0" + NUMBERS.incrementAndGet();

    private final Supplier<HttpRequest> request;
    private final BiFunction<HttpHeaders, byte[], Snapshot> reader;
    private final boolean keyed;

    Order(Backend backend, String id, Supplier<HttpRequest> request, BiFunction<HttpHeaders, byte[], Snapshot> reader) {
        this(backend, id, request, reader, false);
    }

    /** @param keyed whether it carries an idempotency key: then 409 says that the same request is still being dealt with */
    Order(
            Backend backend,
            String id,
            Supplier<HttpRequest> request,
            BiFunction<HttpHeaders, byte[], Snapshot> reader,
            boolean keyed) {
        super(backend, id);
        this.keyed = keyed;
        this.request = request;
        this.reader = reader;
    }

    @Override
    String key() {
        return key;
    }

    @Override
    boolean isLook() {
        return false;
    }

    @Override
    HttpRequest build() {
        return request.get();
    }

    @Override
    Snapshot parse(HttpHeaders headers, byte[] body) {
        return reader.apply(headers, body);
    }

    /** Unlike a look, it is to do something, so whatever blames the request is final. */
    @Override
    Optional<Answer> bad(Response response, Duration retryAfter) {
        int status = response.statusCode();
        boolean mayPass = status == 408 || status == 425 || status == 429 || keyed && status == 409;
        return status >= 400 && status <= 499 && !mayPass
                ? Optional.of(new Answer.Refused(status, Replies.detail(response.body())))
                : super.bad(response, retryAfter);
    }

    @Override
    synchronized Answer heard(Snapshot snapshot, Instant asOf, Duration retryAfter, Answer.Hold hold) {
        return new Answer.Final(snapshot, asOf, false);
    }
}
