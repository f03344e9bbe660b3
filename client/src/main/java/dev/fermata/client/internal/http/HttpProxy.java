package dev.fermata.client.internal.http;

import dev.fermata.client.internal.http.TransportProblem.ProblemKind;
import dev.fermata.client.internal.text.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that a client uses, and what is wrong when a request does not get through.
 *
 * @param host its name or address
 */
record HttpProxy(String host, int port) {

    private static final Pattern TUNNEL = Pattern.compile("Tunnel failed, got: (\\d{3})");
    private static final Pattern NO_SCHEME =
            Pattern.compile("(WWW|Proxy)-Authenticate header missing for response code (\\d{3})");

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

    /**
     * A failure that the JDK's client reports in the place of a response: credentials that are not accepted, by the proxy or by the
     * server behind it, and a proxy that does not connect. Empty for any other. Only the JDK's messages tell them apart; what a server
     * says never begins such a message.
     *
     * @param proxy the proxy of the request; null for none
     */
    static Optional<TransportProblem> problem(Throwable problem, String server, @Nullable HttpProxy proxy) {
        String message = String.valueOf(problem.getMessage());
        Matcher tunnel = TUNNEL.matcher(message);
        if (tunnel.matches()) {
            return Optional.of(ofTunnel(Integer.parseInt(tunnel.group(1)), server, proxy));
        }
        if (message.startsWith("too many authentication attempts")) {
            return denied(proxyOrServer(server, proxy)
                    + " does not accept the user name and password of your Authenticator; check them");
        }
        if (message.equals("No credentials provided")) {
            return denied(proxyOrServer(server, proxy)
                    + " requires credentials, and your Authenticator has none for it; check what it returns");
        }
        Matcher noScheme = NO_SCHEME.matcher(message);
        if (noScheme.matches()) {
            String who = noScheme.group(1).equals("Proxy") ? name(proxy) : server;
            return denied(who + " answered " + noScheme.group(2) + " without saying how to authenticate ("
                    + noScheme.group(1) + "-Authenticate), so your Authenticator is of no use; send the credentials"
                    + " as a header, or check the URL");
        }
        return proxy == null ? Optional.empty() : ofProxy(problem, proxy);
    }

    private static TransportProblem ofTunnel(int status, String server, @Nullable HttpProxy proxy) {
        boolean lasting = ResponseClassifier.isRejection(status, false);
        String toDo = lasting ? "; check the rules of the proxy, or reach the server without it" : "";
        return new TransportProblem(
                lasting ? ProblemKind.ACCESS_DENIED : ProblemKind.NOT_CONNECTED,
                name(proxy) + " does not connect to " + server + ": it answered CONNECT with status " + status + toDo);
    }

    private static Optional<TransportProblem> ofProxy(Throwable problem, HttpProxy proxy) {
        if (TransportProblem.isUnknownHost(problem)) {
            return Optional.of(new TransportProblem(
                    ProblemKind.UNKNOWN_HOST,
                    "the host name of " + proxy + " is unknown; check the proxy settings, and whether this machine can"
                            + " ask its DNS"));
        }
        return problem instanceof ConnectException || problem instanceof HttpConnectTimeoutException
                ? Optional.of(new TransportProblem(
                        ProblemKind.NOT_CONNECTED, "cannot connect to " + proxy + TransportProblem.inTime(problem)))
                : Optional.empty();
    }

    private static Optional<TransportProblem> denied(String sentence) {
        return Optional.of(new TransportProblem(ProblemKind.ACCESS_DENIED, sentence));
    }

    private static String name(@Nullable HttpProxy proxy) {
        return proxy == null ? "the proxy" : proxy.toString();
    }

    /** The JDK does not say which of the two it was. */
    private static String proxyOrServer(String server, @Nullable HttpProxy proxy) {
        return proxy == null ? server : proxy + ", or " + server + " behind it,";
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
