package dev.fermata.simulator.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.setting.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of the server, with its key. The key is in memory only, unless it came from a file.
 *
 * @param trusted the file with the certificate that clients have to trust
 * @param made the folder of that file, if this was made here; it is deleted by {@link #close()}
 */
public record ServerCertificate(
        SSLContext context, Path trusted, @Nullable Path made) implements AutoCloseable {

    private static final char[] NO_PASSWORD = {};
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    /**
     * Makes one, and writes what clients have to trust to a new folder, which belongs to this user alone.
     *
     * @param hosts the names and addresses of the server
     */
    public static ServerCertificate make(Collection<String> hosts, Instant now) {
        CertificateMaker.Made made = CertificateMaker.make(hosts, now, new SecureRandom());
        try {
            // The owner alone may enter it.
            Path folder = Files.createTempDirectory("fermata-tls-");
            Path file = Files.writeString(folder.resolve("ca.pem"), PemFile.of(made.authority()), US_ASCII);
            // In the reverse order, if nobody closes this.
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            return new ServerCertificate(context(made.key(), List.of(made.certificate())), file, folder);
        } catch (IOException unwritable) {
            throw new InvalidSettingsException(
                    "tls: the certificate cannot be written to the folder for temporary files, "
                            + System.getProperty("java.io.tmpdir")
                            + "; make it writable, or name another with -Djava.io.tmpdir");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }

    /**
     * The one of these files.
     *
     * @param certificate with those between it and its authority, if there are any
     * @throws dev.fermata.simulator.setting.InvalidSettingsException with a sentence that says what is wrong with a file
     */
    public static ServerCertificate read(Path certificate, String ofCertificate, Path key, String ofKey) {
        List<X509Certificate> chain = PemFile.read(certificate, ofCertificate).certificates();
        PemFile keys = PemFile.read(key, ofKey);
        PublicKey known = chain.get(0).getPublicKey();
        String algorithm = SIGNATURES.get(known.getAlgorithm());
        if (algorithm == null) {
            throw keys.refusal("belongs to a certificate for " + known.getAlgorithm() + "; allowed are EC and RSA");
        }
        PrivateKey secret = keys.key(known.getAlgorithm());
        try {
            if (!belongTogether(secret, known, algorithm)) {
                throw keys.refusal("is not the key of the certificate " + certificate);
            }
            return new ServerCertificate(context(secret, chain), certificate, null);
        } catch (GeneralSecurityException unusable) {
            throw keys.refusal("cannot be used with the certificate " + certificate);
        }
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey known, String algorithm)
            throws GeneralSecurityException {
        byte[] text = {1};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(text);
        return signature.verify(signed);
    }

    private static SSLContext context(PrivateKey key, List<X509Certificate> chain) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException impossible) {
            throw new GeneralSecurityException("a new store of keys cannot be made", impossible);
        }
    }

    /** Deletes what was made. */
    @Override
    public void close() {
        if (made != null) {
            try {
                Files.deleteIfExists(trusted);
                Files.deleteIfExists(made);
            } catch (IOException remains) {
                // It is in the folder for temporary files, and is no secret.
            }
        }
    }
}
