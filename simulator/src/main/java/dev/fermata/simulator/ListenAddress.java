package dev.fermata.simulator;

import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.http.decode.HttpLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Takes the address on which a simulator listens. {@code localhost} stands for both loopback addresses, 127.0.0.1 and ::1. */
final class ListenAddress {

    private ListenAddress() {}

    /**
     * @param source what set the host: a flag, a variable, or else {@code host}
     * @throws SimulatorStartException with the reason if the address cannot be had
     */
    static HttpServer bind(String host, int port, String source, Transport transport, HttpLimits limits) {
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
            return loopback
                    ? HttpServer.bindLoopback(port, transport, limits)
                    : HttpServer.bind(address, transport, limits);
        } catch (IOException problem) {
            throw new SimulatorStartException(reason(host, port, source, problem), problem);
        }
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
