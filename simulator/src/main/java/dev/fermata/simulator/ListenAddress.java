package dev.fermata.simulator;

import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Tls;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.http.decode.HttpLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;

/** Takes the address on which a simulator listens. {@code localhost} stands for both loopback addresses, 127.0.0.1 and ::1. */
final class ListenAddress {

    private ListenAddress() {}

    /** Something that can be bound, to the loopback or to another address. */
    @FunctionalInterface
    private interface Binding<T> {
        T bind(boolean loopback, InetSocketAddress address) throws IOException;
    }

    /**
     * @param source what set the host: a flag, a variable, or else {@code host}
     * @throws SimulatorStartException with the reason if the address cannot be had
     */
    static HttpServer bind(String host, int port, String source, Transport transport, HttpLimits limits) {
        return bind(
                host,
                port,
                source,
                (loopback, address) -> loopback
                        ? HttpServer.bindLoopback(port, transport, limits)
                        : HttpServer.bind(address, transport, limits));
    }

    /** Also takes a port for TLS. */
    static void bindTls(HttpServer server, String host, int port, String source, Tls tls) {
        bind(host, port, source, (loopback, address) -> {
            if (loopback) {
                server.bindTlsLoopback(port, tls);
            } else {
                server.bindTls(address, tls);
            }
            return server;
        });
    }

    private static <T> T bind(String host, int port, String source, Binding<T> binding) {
        boolean loopback = host.equalsIgnoreCase("localhost");
        InetSocketAddress address = loopback ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new SimulatorStartException(
                    source + " is '" + host
                            + "', which is unknown; take a name or address of this machine, such as 127.0.0.1"
                            + instead(source),
                    new IOException("unresolved"));
        }
        try {
            return binding.bind(loopback, address);
        } catch (IOException problem) {
            throw new SimulatorStartException(reason(host, port, source, problem), problem);
        }
    }

    /** The URL of an address; of the loopback, if it stands for all addresses. */
    static URI uri(String scheme, InetSocketAddress address) {
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + literal + ":" + address.getPort());
    }

    private static String reason(String host, int port, String source, IOException problem) {
        String why = String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT);
        String where = host + ":" + port;
        if (why.contains("in use")) {
            return "port " + port + " on " + host
                    + " is taken; stop what listens there, or choose another port (0 takes any free one)";
        }
        if (why.contains("permission")) {
            return "listening on " + where + " is not permitted; ports below 1024 are for the administrator";
        }
        if (why.contains("assign")) {
            return source + " is '" + host
                    + "', which is no address of this machine; take 127.0.0.1, or 0.0.0.0 for all" + instead(source);
        }
        return "cannot listen on " + where + ": " + problem.getMessage();
    }

    /** Other programs set HOST too: conda to a platform, some shells to the name of the machine. */
    private static String instead(String source) {
        return source.equals("HOST")
                ? ". If HOST is not meant for Fermata, set FERMATA_HOST, which goes before it"
                : "";
    }
}
