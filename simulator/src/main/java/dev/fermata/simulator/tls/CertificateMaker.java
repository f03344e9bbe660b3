package dev.fermata.simulator.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes a certificate authority, and one certificate that it has signed (RFC 5280). Clients trust the authority. Some of them would not
 * take the certificate of a server for one. Nobody keeps the key of the authority, so it signs no other certificate.
 */
final class CertificateMaker {

    private static final byte[] ALGORITHM = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final String AUTHORITY = "Fermata simulator, certificate authority";
    private static final String SERVER = "Fermata simulator";
    /** Clocks of clients may be late. */
    private static final Duration BEFORE = Duration.ofDays(1);
    /** Some clients take no certificate that is valid for longer. */
    private static final Duration VALID = Duration.ofDays(397);

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");
    private static final int CONTEXT = 0xA0;
    private static final int PRIMITIVE = 0x80;

    /**
     * What it has made.
     *
     * @param key of the certificate
     */
    record Made(PrivateKey key, X509Certificate certificate, X509Certificate authority) {}

    private CertificateMaker() {}

    /** @param hosts the names and addresses of the server */
    static Made make(Collection<String> hosts, Instant now, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair authority = generator.generateKeyPair();
            KeyPair server = generator.generateKeyPair();
            X509Certificate trusted = signed(
                    AUTHORITY,
                    authority.getPublic(),
                    authority,
                    now,
                    random,
                    List.of(
                            critical("2.5.29.19", Der.sequence(Der.yes())),
                            // Signs certificates.
                            critical("2.5.29.15", Der.bits(2, new byte[] {0x04}))));
            X509Certificate certificate = signed(
                    SERVER,
                    server.getPublic(),
                    authority,
                    now,
                    random,
                    List.of(
                            // Signs, to prove who it is.
                            critical("2.5.29.15", Der.bits(7, new byte[] {(byte) 0x80})),
                            extension("2.5.29.37", Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"))),
                            extension("2.5.29.17", Der.sequence(names(hosts)))));
            return new Made(server.getPrivate(), certificate, trusted);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java cannot make certificates", impossible);
        }
    }

    private static X509Certificate signed(
            String name, PublicKey key, KeyPair issuer, Instant now, SecureRandom random, List<byte[]> more)
            throws GeneralSecurityException {
        List<byte[]> extensions = new ArrayList<>(more);
        extensions.add(extension("2.5.29.14", Der.octets(id(key))));
        extensions.add(extension("2.5.29.35", Der.sequence(Der.tagged(PRIMITIVE, id(issuer.getPublic())))));
        byte[] content = Der.sequence(
                Der.tagged(CONTEXT, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(127, random).add(BigInteger.ONE)),
                ALGORITHM,
                name(AUTHORITY),
                Der.sequence(
                        Der.time(now.minus(BEFORE)), Der.time(now.plus(VALID).minus(BEFORE))),
                name(name),
                key.getEncoded(),
                Der.tagged(CONTEXT + 3, Der.sequence(extensions.toArray(byte[][]::new))));
        Signature signature = Signature.getInstance(SIGNATURE);
        signature.initSign(issuer.getPrivate(), random);
        signature.update(content);
        byte[] certificate = Der.sequence(content, ALGORITHM, Der.bits(0, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] name(String common) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(common))));
    }

    private static byte[] id(PublicKey key) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value));
    }

    private static byte[][] names(Collection<String> hosts) throws GeneralSecurityException {
        List<byte[]> names = new ArrayList<>();
        for (String host : hosts) {
            names.add(
                    ADDRESS.matcher(host).matches()
                            ? Der.tagged(PRIMITIVE + 7, address(host))
                            : Der.tagged(PRIMITIVE + 2, host.getBytes(US_ASCII)));
        }
        return names.toArray(byte[][]::new);
    }

    /** No name server is asked for an address. */
    private static byte[] address(String literal) throws GeneralSecurityException {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException notOne) {
            throw new GeneralSecurityException("'" + literal + "' is no address", notOne);
        }
    }
}
