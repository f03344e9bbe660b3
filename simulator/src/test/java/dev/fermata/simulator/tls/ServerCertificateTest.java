package dev.fermata.simulator.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.setting.InvalidSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates that are made, and those of files. */
@Timeout(60)
class ServerCertificateTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<String> HOSTS = List.of("localhost", "127.0.0.1", "::1", "simulator");

    private final CertificateMaker.Made made = CertificateMaker.make(HOSTS, NOW, new SecureRandom());

    @TempDir
    private Path folder;

    @Test
    void isSignedByAnAuthorityForTheServerAlone() throws Exception {
        X509Certificate certificate = made.certificate();
        certificate.verify(made.authority().getPublicKey());
        assertThat(certificate.getIssuerX500Principal())
                .isEqualTo(made.authority().getSubjectX500Principal());
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getKeyUsage()[0]).isTrue();
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "simulator");
    }

    @Test
    void comesFromAnAuthorityThatSignsCertificatesOnly() throws Exception {
        X509Certificate authority = made.authority();
        authority.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isGreaterThanOrEqualTo(0);
        boolean[] uses = new boolean[9];
        uses[5] = true;
        assertThat(authority.getKeyUsage()).isEqualTo(uses);
        assertThat(authority.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        assertThat(authority.getSerialNumber()).isNotEqualTo(made.certificate().getSerialNumber());
    }

    @Test
    void isValidFromYesterdayForAsLongAsClientsAllow() {
        for (X509Certificate each : List.of(made.certificate(), made.authority())) {
            assertThat(each.getNotBefore()).isEqualTo(NOW.minus(Duration.ofDays(1)));
            assertThat(each.getNotAfter()).isEqualTo(NOW.plus(Duration.ofDays(396)));
        }
        X509Certificate late = CertificateMaker.make(HOSTS, Instant.parse("2060-01-01T00:00:00Z"), new SecureRandom())
                .certificate();
        assertThat(late.getNotBefore()).isEqualTo(Instant.parse("2059-12-31T00:00:00Z"));
    }

    @Test
    void writesTheAuthorityAloneToAFolderOfTheOwner() throws Exception {
        Path file;
        try (ServerCertificate certificate = ServerCertificate.make(HOSTS, NOW)) {
            file = certificate.trusted();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
            assertThat(Files.list(file.getParent())).containsExactly(file);
            assertThat(PemFile.read(file, "x").certificates())
                    .singleElement()
                    .satisfies(each -> assertThat(each.getBasicConstraints()).isNotNegative());
            assertThat(Files.readString(file)).doesNotContain("KEY");
        }
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void isReadFromFilesAndLeavesThemThere() throws Exception {
        Path certificate = write("cert.pem", "Bag Attributes\n" + PemFile.of(made.certificate()));
        Path key = write("key.pem", key("PRIVATE KEY", made.key().getEncoded()));
        ServerCertificate.read(certificate, "--tls-cert", key, "--tls-key").close();
        assertThat(certificate).exists();
        assertThat(key).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing | good | --tls-cert is '%smissing', which cannot be read; check the name and the permissions",
                "empty | good | --tls-cert is '%sempty', which has no certificate; it must have a line"
                        + " '-----BEGIN CERTIFICATE-----'",
                "broken | good | --tls-cert is '%sbroken', which has a certificate that is damaged",
                "cert | missing | --tls-key is '%smissing', which cannot be read; check the name and the permissions",
                "cert | empty | --tls-key is '%sempty', which has no private key; it must have a line"
                        + " '-----BEGIN PRIVATE KEY-----'",
                "cert | cert | --tls-key is '%scert', which has no private key; it must have a line"
                        + " '-----BEGIN PRIVATE KEY-----'",
                "cert | encrypted | --tls-key is '%sencrypted', which is encrypted; decrypt it with: openssl pkey -in"
                        + " %sencrypted -out plain.pem",
                "cert | old | --tls-key is '%sold', which has a key as 'EC PRIVATE KEY'; allowed is 'PRIVATE KEY' (PKCS #8)."
                        + " Convert it with: openssl pkey -in %sold -out pkcs8.pem",
                "cert | damaged | --tls-key is '%sdamaged', which has no key for the certificate, which needs one for EC",
                "cert | other | --tls-key is '%sother', which is not the key of the certificate %scert"
            })
    void saysWhatIsWrongWithAFile(String certificate, String key, String message) throws Exception {
        write("empty", "");
        write("broken", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        write("cert", PemFile.of(made.certificate()));
        write("good", key("PRIVATE KEY", made.key().getEncoded()));
        write("encrypted", key("ENCRYPTED PRIVATE KEY", made.key().getEncoded()));
        write("old", key("EC PRIVATE KEY", made.key().getEncoded()));
        write("damaged", key("PRIVATE KEY", new byte[] {1, 2, 3}));
        CertificateMaker.Made another = CertificateMaker.make(HOSTS, NOW, new SecureRandom());
        write("other", key("PRIVATE KEY", another.key().getEncoded()));
        assertThatThrownBy(() -> ServerCertificate.read(
                        folder.resolve(certificate), "--tls-cert", folder.resolve(key), "--tls-key"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(message.replace("%s", folder + "/"));
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String key(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END "
                + kind
                + "-----\n";
    }
}
