package dev.fermata.simulator;

import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Tls;
import dev.fermata.simulator.http.field.Authority;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.tls.ServerCertificate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings for TLS. */
record TlsSettings(SettingValues values) {

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

    void bind(HttpServer server, ServerCertificate certificate) {
        ListenAddress.bindTls(
                server,
                values.get(ServerSetting.HOST),
                values.get(ServerSetting.TLS_PORT),
                source(ServerSetting.HOST),
                new Tls(certificate.context()));
    }
}
