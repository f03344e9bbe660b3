package dev.fermata.cli.wait;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that the environment names, as curl and many others read it: {@code HTTP_PROXY}, {@code HTTPS_PROXY}, {@code ALL_PROXY} and
 * {@code NO_PROXY}, each also in lower case. This machine is reached without a proxy.
 *
 * @param authorization the value of {@code Proxy-Authorization}; null if the URL of the proxy has no user
 */
record EnvironmentProxy(String host, int port, @Nullable String authorization) {

    /**
     * The proxy to a server; empty for none.
     *
     * @throws IllegalArgumentException if the variable is no URL of an HTTP proxy; the message shows no password
     */
    static Optional<EnvironmentProxy> of(Map<String, String> environment, URI server) {
        String own = server.getScheme().toUpperCase(Locale.ROOT) + "_PROXY";
        for (String name : List.of(own.toLowerCase(Locale.ROOT), own, "all_proxy", "ALL_PROXY")) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                return isExcluded(environment, server) ? Optional.empty() : Optional.of(parse(name, value));
            }
        }
        return Optional.empty();
    }

    /** Sends the requests of this process by the proxy. To be called before the first one. */
    void install() {
        ProxySelector.setDefault(ProxySelector.of(InetSocketAddress.createUnresolved(host, port)));
    }

    private static EnvironmentProxy parse(String name, String value) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() != null && "http".equalsIgnoreCase(uri.getScheme())) {
                String user = uri.getUserInfo();
                String basic = user == null
                        ? null
                        : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
                return new EnvironmentProxy(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort(), basic);
            }
        } catch (URISyntaxException unreadable) {
            // As any other value that is not allowed.
        }
        throw new IllegalArgumentException("the variable " + name
                + " is no URL of an HTTP proxy; allowed is http://HOST:PORT or http://USER:PASSWORD@HOST:PORT;"
                + " unset it, or name the server in NO_PROXY, to do without");
    }

    private static boolean isExcluded(Map<String, String> environment, URI server) {
        String host = plain(server.getHost());
        if (host.matches("localhost|.*\\.localhost|127\\.[0-9.]+|::1")) {
            return true;
        }
        String exceptions = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
        return Stream.of(exceptions.strip().split("[,\\s]+")).anyMatch(each -> covers(each, host, port(server)));
    }

    private static int port(URI server) {
        return server.getPort() >= 0 ? server.getPort() : "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
    }

    /** Whether an entry of {@code NO_PROXY} means this host: {@code *}, a domain, a host with a port, an address, a network. */
    private static boolean covers(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        int slash = entry.indexOf('/');
        if (slash > 0) {
            return isIn(entry.substring(0, slash), entry.substring(slash + 1), host);
        }
        boolean hasPort = entry.matches("[^:]+:\\d+|\\[.*]:\\d+");
        String name = plain(hasPort ? entry.substring(0, entry.lastIndexOf(':')) : entry)
                .replaceFirst("^\\*?\\.", "");
        return !name.isEmpty()
                && (host.equals(name) || host.endsWith("." + name))
                && (!hasPort || entry.endsWith(":" + port));
    }

    /** Of a host that is an address; names are not looked up. */
    private static boolean isIn(String network, String bits, String host) {
        if (!host.matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")
                || !network.matches("[0-9a-fA-F:.]+")
                || !bits.matches("\\d{1,3}")) {
            return false;
        }
        try {
            byte[] one = InetAddress.getByName(host).getAddress();
            byte[] other = InetAddress.getByName(network).getAddress();
            int ignored = one.length * 8 - Integer.parseInt(bits);
            return one.length == other.length
                    && ignored >= 0
                    && new BigInteger(1, one).shiftRight(ignored).equals(new BigInteger(1, other).shiftRight(ignored));
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
    }
}
