package dev.fermata.client.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for a server, signed by an authority of its own; made by the JDK's keytool in a folder of the test. */
public record TestCertificate(Path store) {

    private static final String PASSWORD = "changeit";

    /** @param options of keytool, such as {@code -ext san=ip:127.0.0.1} or {@code -startdate -10d -validity 5} */
    public static TestCertificate create(Path folder, String... options) throws IOException, InterruptedException {
        Path store = folder.resolve("server.p12");
        keytool(store, "-alias", "authority", "-dname", "CN=authority", "-ext", "bc:c");
        List<String> server =
                new ArrayList<>(List.of("-alias", "server", "-dname", "CN=server", "-signer", "authority"));
        server.addAll(List.of(options));
        keytool(store, server.toArray(String[]::new));
        return new TestCertificate(store);
    }

    /** A server's side, which also trusts this certificate as a client. */
    public SSLContext context() throws GeneralSecurityException, IOException {
        KeyStore server = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", server.getCertificate("authority"));
        server.deleteEntry("authority");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(server, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    public KeepAliveServer server(KeepAliveServer.Handler handler) throws GeneralSecurityException, IOException {
        ServerSocket listener =
                context().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        return new KeepAliveServer(listener, "https", handler);
    }

    private static void keytool(Path store, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + output);
        }
    }
}
