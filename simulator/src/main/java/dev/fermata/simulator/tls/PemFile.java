package dev.fermata.simulator.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.text.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A file with certificates or keys as text (RFC 7468). An unreadable one is refused with a message that never shows its content.
 *
 * @param setting that names the file, for people
 */
record PemFile(Path path, String setting, String text) {

    private static final long LARGEST = 1_000_000;
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    static PemFile read(Path path, String setting) {
        try {
            if (Files.size(path) > LARGEST) {
                throw refusal(path, setting, "has more than 1 MB; name a file of PEM text");
            }
            return new PemFile(path, setting, Files.readString(path, ISO_8859_1));
        } catch (IOException unreadable) {
            throw refusal(path, setting, "cannot be read; check the name and the permissions");
        }
    }

    static String of(X509Certificate certificate) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    /** All certificates; the one of the server is the first. */
    List<X509Certificate> certificates() {
        List<X509Certificate> all = new ArrayList<>();
        try {
            for (MatchResult block : blocks()) {
                if (block.group(1).equals(CERTIFICATE)) {
                    all.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(decoded(block))));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException invalid) {
            throw refusal("has a certificate that is damaged");
        }
        if (all.isEmpty()) {
            throw refusal("has no certificate; it must have a line '-----BEGIN CERTIFICATE-----'");
        }
        return all;
    }

    /** @param algorithm of the certificate's key */
    PrivateKey key(String algorithm) {
        List<MatchResult> keys =
                blocks().stream().filter(block -> block.group(1).endsWith(KEY)).toList();
        if (keys.isEmpty()) {
            throw refusal("has no private key; it must have a line '-----BEGIN PRIVATE KEY-----'");
        }
        MatchResult key = keys.get(0);
        if (key.group(1).equals("ENCRYPTED " + KEY) || key.group(2).contains("ENCRYPTED")) {
            throw refusal("is encrypted; decrypt it with: openssl pkey -in " + path + " -out plain.pem");
        }
        if (!key.group(1).equals(KEY)) {
            throw refusal("has a key as '" + key.group(1) + "'; allowed is '" + KEY
                    + "' (PKCS #8). Convert it with: openssl pkey -in " + path + " -out pkcs8.pem");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(decoded(key)));
        } catch (GeneralSecurityException | IllegalArgumentException invalid) {
            throw refusal("has no key for the certificate, which needs one for " + algorithm);
        }
    }

    private List<MatchResult> blocks() {
        return BLOCK.matcher(text).results().toList();
    }

    private static byte[] decoded(MatchResult block) {
        return Base64.getDecoder().decode(block.group(2).replaceAll("\\s", ""));
    }

    InvalidSettingsException refusal(String problem) {
        return refusal(path, setting, problem);
    }

    private static InvalidSettingsException refusal(Path path, String setting, String problem) {
        return new InvalidSettingsException(
                setting + " is '" + Printable.value(path.toString()) + "', which " + problem);
    }

    /** Without the content, which may be a key. */
    @Override
    public String toString() {
        return "PemFile[" + path + "]";
    }
}
