package dev.fermata.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which servers a command trusts. */
public final class TlsOptions {

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description =
                    "Also trusts the certificates in this file of PEM, such as that which 'fermata serve --tls' names.")
    private @Nullable Path file;

    /**
     * Lets all requests of this process trust them. To be called before the first one.
     *
     * @throws IllegalArgumentException if there are none in the file
     */
    public void install() {
        Path pem = file;
        if (pem == null) {
            return;
        }
        try {
            // To trust one more server is no reason to trust no other.
            List<Certificate> all = new ArrayList<>(inJava());
            try (InputStream in = Files.newInputStream(pem)) {
                all.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
            }
            if (all.size() == inJava().size()) {
                throw new IllegalArgumentException(noCertificate(pem));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusting(all).getTrustManagers(), null);
            SSLContext.setDefault(context);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "--tls-ca '" + pem + "' cannot be read; check its name and its permissions");
        } catch (GeneralSecurityException notOne) {
            throw new IllegalArgumentException(noCertificate(pem));
        }
    }

    private static String noCertificate(Path pem) {
        return "--tls-ca '" + pem + "' has no certificate; allowed is a file of PEM with '-----BEGIN CERTIFICATE-----'";
    }

    private static List<Certificate> inJava() throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        return Arrays.stream(trust.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(each -> Arrays.<Certificate>stream(((X509TrustManager) each).getAcceptedIssuers()))
                .toList();
    }

    private static TrustManagerFactory trusting(List<Certificate> all) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (int i = 0; i < all.size(); i++) {
            trusted.setCertificateEntry("trusted-" + i, all.get(i));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust;
    }
}
