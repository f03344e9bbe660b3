package dev.fermata.simulator;

import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Tls;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.field.Authority;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a simulator listens, and with which certificate, as its settings say. {@code localhost} stands for both loopback addresses,
 * 127.0.0.1 and ::1.
 */
record ListenAddress(SettingValues values) {

    /** Something that can be bound, to the loopback or to another address. */
    @FunctionalInterface
    private interface Binding<T> {
        T bind(boolean loopback, InetSocketAddress address) throws IOException;
    }

    /** @throws SimulatorStartException with the reason if the address cannot be had */
    HttpServer bind(Transport transport, HttpLimits limits) {
        int port = values.get(ServerSetting.PORT);
        return bind(
                port,
                (loopback, address) -> loopback
                        ? HttpServer.bindLoopback(port, transport, limits)
                        : HttpServer.bind(address, transport, limits));
    }

    /** Also takes a port for TLS. */
    void bindTls(HttpServer server, ServerCertificate certificate) {
        int port = values.get(ServerSetting.TLS_PORT);
        Tls tls = new Tls(certificate.context());
        bind(port, (loopback, address) -> {
            if (loopback) {
                server.bindTlsLoopback(port, tls);
            } else {
                server.bindTls(address, tls);
            }
            return server;
        });
    }

    private <T> T bind(int port, Binding<T> binding) {
        String host = values.get(ServerSetting.HOST);
        String source = source(ServerSetting.HOST);
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

    /**
     * The certificate of the server; empty if it takes no TLS.
     *
     * @throws InvalidSettingsException if a file is missing, or is none
     */
    Optional<ServerCertificate> certificate() {
        Optional<Path> cert = values.get(ServerSetting.TLS_CERT).map(Path::of);
        Optional<Path> key = values.get(ServerSetting.TLS_KEY).map(Path::of);
        if (cert.isPresent() != key.isPresent()) {
            SettingKey<?> given = cert.isPresent() ? ServerSetting.TLS_CERT : ServerSetting.TLS_KEY;
            throw new InvalidSettingsException(source(given) + " is set without "
                    + (cert.isPresent() ? "the key; set --tls-key, too" : "the certificate; set --tls-cert, too")
                    + ". For a certificate that the server makes itself, set only --tls");
        }
        if (cert.isPresent()) {
            return Optional.of(ServerCertificate.read(
                    cert.get(), source(ServerSetting.TLS_CERT), key.orElseThrow(), source(ServerSetting.TLS_KEY)));
        }
        if (values.get(ServerSetting.TLS)) {
            return Optional.of(ServerCertificate.make(hosts(), Instant.now()));
        }
        if (values.isSet(ServerSetting.TLS_PORT)) {
            throw new InvalidSettingsException(source(ServerSetting.TLS_PORT)
                    + " is set, and the server takes no TLS; set --tls, or --tls-cert and --tls-key");
        }
        return Optional.empty();
    }

    private String source(SettingKey<?> key) {
        return SettingsAsText.source(values, key);
    }

    /** By which clients may call the server. */
    private Set<String> hosts() {
        Set<String> hosts = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        hosts.add(values.get(ServerSetting.HOST));
        values.get(ServerSetting.PUBLIC_URL)
                .flatMap(Authority::of)
                .map(authority -> authority.host().replaceAll("[\\[\\]]", ""))
                .ifPresent(hosts::add);
        return hosts;
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
