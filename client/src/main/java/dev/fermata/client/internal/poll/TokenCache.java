package dev.fermata.client.internal.poll;

import java.net.http.HttpRequest;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A header with a token that expires: it is asked for once, and once more when the server does not accept it. Thread-safe. */
public final class TokenCache {

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
