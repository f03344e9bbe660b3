package dev.fermata.client.internal.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The ways to reach {@code localhost}: the JDK's client connects to the first address of a name only, and the server may listen on the
 * other one. Thread-safe.
 */
final class LoopbackAddresses {

    private volatile @Nullable URI worked;

    /**
     * The request, and for {@code localhost} the same to each loopback address. Without TLS the address that worked last time comes
     * first. With TLS the name comes first: the server's certificate may be for the name alone.
     */
    List<HttpRequest> attempts(HttpRequest request) {
        URI uri = request.uri();
        List<HttpRequest> attempts = new ArrayList<>(List.of(request));
        if (isLocalhost(uri)) {
            boolean tls = "https".equalsIgnoreCase(uri.getScheme());
            HttpRequest.Builder copy = HttpRequest.newBuilder(request, (name, value) -> true);
            for (String address : List.of("127.0.0.1", "[::1]")) {
                HttpRequest attempt = copy.uri(withHost(uri, address)).build();
                boolean first = !tls && isSameServer(attempt.uri(), worked);
                attempts.add(first ? 0 : attempts.size(), attempt);
            }
        }
        return attempts;
    }

    /** Remembers where a server accepted the connection. */
    void worked(URI uri) {
        worked = uri;
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

    private static boolean isSameServer(URI uri, @Nullable URI other) {
        return other != null && uri.getHost().equals(other.getHost()) && uri.getPort() == other.getPort();
    }
}
