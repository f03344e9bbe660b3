package dev.fermata.client.internal.http;

import dev.fermata.client.internal.http.Transport.Reuse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The clients of all transports of the process. Below Java 21 a client cannot be closed: it keeps a thread and three descriptors
 * until it is garbage-collected.
 */
final class SharedClients {

    /** What a client takes from the process when it is built. */
    private record Defaults(SSLContext tls, @Nullable ProxySelector proxies) {}

    /** A request that is canceled while it connects keeps its descriptor until then. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private static final Executor WORKERS = WorkerThreads.create("fermata-http");
    private static final Map<Reuse, HttpClient> CLIENTS = new EnumMap<>(Reuse.class);
    private static @Nullable Defaults defaults;

    private SharedClients() {}

    static synchronized HttpClient get(Reuse reuse) {
        Defaults now = defaults();
        if (!now.equals(defaults)) {
            CLIENTS.clear();
            defaults = now;
        }
        return CLIENTS.computeIfAbsent(reuse, none -> HttpTransport.newClient(WORKERS, CONNECT_TIMEOUT));
    }

    private static Defaults defaults() {
        try {
            return new Defaults(SSLContext.getDefault(), ProxySelector.getDefault());
        } catch (NoSuchAlgorithmException broken) {
            throw new UncheckedIOException(new IOException("this Java has no usable TLS: " + broken.getMessage()));
        }
    }
}
