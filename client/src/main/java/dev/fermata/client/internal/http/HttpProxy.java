package dev.fermata.client.internal.http;

import dev.fermata.client.internal.text.Printable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that a client uses.
 *
 * @param host its name or address
 */
record HttpProxy(String host, int port) {

    /** The proxy by which the client reaches the URL; null for none. The JDK's client uses the first proxy of a list. */
    static @Nullable HttpProxy of(HttpClient client, URI uri) {
        ProxySelector selector = client.proxy().orElseGet(ProxySelector::getDefault);
        List<Proxy> proxies = selector == null ? List.of() : selected(selector, uri);
        return !proxies.isEmpty()
                        && proxies.get(0).type() == Proxy.Type.HTTP
                        && proxies.get(0).address() instanceof InetSocketAddress address
                ? new HttpProxy(address.getHostString(), address.getPort())
                : null;
    }

    /** A selector may be the user's code. What it throws, the JDK's client reports when it sends the request. */
    private static List<Proxy> selected(ProxySelector selector, URI uri) {
        try {
            List<Proxy> proxies = selector.select(uri);
            return proxies == null ? List.of() : proxies;
        } catch (RuntimeException broken) {
            return List.of();
        }
    }

    /** Such as {@code the proxy proxy.example.com:3128}. */
    @Override
    public String toString() {
        return "the proxy " + Printable.clean(host) + ":" + port;
    }

    /** A failure on the way through a proxy. */
    static final class ProxiedException extends IOException {

        private static final long serialVersionUID = 1;

        private final transient HttpProxy proxy;

        ProxiedException(HttpProxy proxy, Throwable cause) {
            super(cause);
            this.proxy = proxy;
        }

        HttpProxy proxy() {
            return proxy;
        }
    }
}
