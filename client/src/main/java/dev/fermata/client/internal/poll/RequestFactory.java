package dev.fermata.client.internal.poll;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.poll.PollQuery.Preference;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.Secrets;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests with the backend. On a worker: a backend and the rest are the caller's code.
 *
 * @param headers called for each request
 * @param token null for none
 * @param signer makes the request that is sent of the finished one and its body; null for none
 */
public record RequestFactory(
        Backend backend,
        Supplier<Map<String, String>> headers,
        @Nullable TokenCache token,
        @Nullable BiFunction<HttpRequest, byte[], HttpRequest> signer) {

    /** The JDK's message about a text that is no URL repeats the whole text. */
    private static final Pattern NO_URL = Pattern.compile("(.* at index \\d+: )(.*)", Pattern.DOTALL);

    /** What is thrown here ends the wait. Messages of the JDK are without secrets. */
    HttpRequest build(PollQuery query) {
        try {
            return request(query);
        } catch (IllegalArgumentException unusable) {
            throw withoutSecrets(unusable);
        }
    }

    /** The jobs that cannot be asked for alone, and why. */
    Map<String, Throwable> bad(PollQuery query) {
        Map<String, Throwable> bad = new HashMap<>();
        for (String id : query.ids()) {
            try {
                backend.statusRequest(id);
            } catch (IllegalArgumentException unusable) {
                bad.put(id, withoutSecrets(unusable));
            } catch (RuntimeException | Error broken) {
                bad.put(id, broken);
            }
        }
        return bad;
    }

    private HttpRequest request(PollQuery query) {
        HttpRequest plain = plain(query);
        HttpRequest.Builder request = HttpRequest.newBuilder(plain, (name, value) -> true);
        Preference preference = query.preference();
        if (plain.headers().firstValue("Accept-Encoding").isEmpty()) {
            request.setHeader("Accept-Encoding", "gzip");
        }
        if (preference.isHeld()) {
            request.setHeader("Prefer", preference.text());
        }
        PollQuery.Version version = query.version();
        if (version != null && version.uri().equals(plain.uri())) {
            request.setHeader("If-None-Match", version.etag());
        }
        Objects.requireNonNull(headers.get(), "the supplier of headers returned null")
                .forEach((name, value) -> set(request, name, value));
        if (token != null) {
            set(request, token.header(), token.value());
        }
        return signed(request.build());
    }

    private static void set(HttpRequest.Builder request, String name, String value) {
        Checks.header(name, value);
        request.setHeader(name, value);
    }

    private HttpRequest signed(HttpRequest request) {
        return signer == null
                ? request
                : Objects.requireNonNull(signer.apply(request, RequestBody.of(request)), "the signer returned null");
    }

    /** Whether the server did not accept the token of a request, and there is another one. */
    boolean renewsToken(HttpRequest request, int statusCode) {
        return statusCode == 401 && token != null && token.renews(request);
    }

    private HttpRequest plain(PollQuery query) {
        if (query.oneShot() != null) {
            return query.oneShot().request().apply(query.known());
        }
        if (query.bulk()) {
            return backend.bulk().orElseThrow().statusRequest(query.ids());
        }
        return poll(backend, query.ids().get(0), query.known());
    }

    /** The poll of a job, at the URL that the server has named for it, if it has. */
    public static HttpRequest poll(Backend backend, String id, @Nullable Snapshot known) {
        URI next = known == null ? null : known.nextPoll().orElse(null);
        return next == null ? backend.statusRequest(id) : backend.statusRequest(id, next);
    }

    /** The same exception if its message shows no secret and no control character. A new one has no cause, which would show it. */
    private static IllegalArgumentException withoutSecrets(IllegalArgumentException unusable) {
        String message = String.valueOf(unusable.getMessage());
        String hidden = hidden(message);
        if (hidden.equals(message)) {
            return unusable;
        }
        IllegalArgumentException clean = new IllegalArgumentException(hidden);
        clean.setStackTrace(unusable.getStackTrace());
        return clean;
    }

    private static String hidden(String message) {
        if (message.startsWith("invalid header value")) {
            return Checks.badHeaderValue("a header of the request");
        }
        Matcher noUrl = NO_URL.matcher(message);
        return noUrl.matches()
                ? noUrl.group(1) + Printable.masked(noUrl.group(2))
                : Secrets.NONE.hide(Printable.clean(message));
    }

    /** A header with a token that expires: it is asked for once, and once more when the server does not accept it. Thread-safe. */
    public static final class TokenCache {

        private final String header;
        private final Supplier<String> source;
        private @Nullable String value;

        /** @param source makes the value of the header; called on a worker, by one at a time */
        public TokenCache(String header, Supplier<String> source) {
            this.header = header;
            this.source = source;
        }

        String header() {
            return header;
        }

        synchronized String value() {
            String known = value;
            if (known == null) {
                known = Objects.requireNonNull(source.get(), "the supplier of the token returned null");
                value = known;
            }
            return known;
        }

        /** Whether there is another token than in a request that the server did not accept. Many requests may have the same old one. */
        synchronized boolean renews(HttpRequest rejected) {
            String sent = rejected.headers().firstValue(header).orElse("");
            if (sent.equals(value)) {
                value = null;
            }
            return !value().equals(sent);
        }
    }

    /** Reads the body of a request that is not sent yet, for a signature over it. Backends make small bodies that are in memory. */
    private static final class RequestBody implements Flow.Subscriber<ByteBuffer> {

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
}
