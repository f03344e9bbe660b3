package dev.fermata.client.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.http.TransportProblem.ProblemKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TransportProblemTest {

    private static final URI SERVER = URI.create("https://user:secret@api.example.com:8443/jobs/1?key=secret");

    private final ThreadPoolExecutor workers =
            (ThreadPoolExecutor) Executors.newCachedThreadPool(task -> new Thread(task, "test-worker"));

    @TempDir
    private Path folder;

    @AfterEach
    void releases() {
        workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }

    @Test
    void tellsThatNothingListens() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        TransportProblem problem = problem(URI.create("http://127.0.0.1:" + port));
        assertThat(problem)
                .isEqualTo(new TransportProblem(ProblemKind.NOT_CONNECTED, "cannot connect to 127.0.0.1:" + port));
        assertThat(problem.isLasting()).isFalse();
    }

    @Test
    void tellsThatAHostNameIsUnknown() throws Exception {
        TransportProblem problem = problem(URI.create("http://no-such-host.invalid:8080/"));
        assertLasting(problem, ProblemKind.UNKNOWN_HOST, "the host name no-such-host.invalid is unknown", "DNS");
    }

    @Test
    void tellsThatACertificateIsNotTrusted() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "-ext", "san=ip:127.0.0.1");
        try (KeepAliveServer server = certificate.server(KeepAliveServer.says("{}"))) {
            assertLasting(
                    problem(server.uri()), ProblemKind.CERTIFICATE, "does not trust the certificate", "SSLContext");
        }
    }

    @Test
    void tellsThatACertificateIsForAnotherHost() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "-ext", "san=dns:other.example");
        try (KeepAliveServer server = certificate.server(KeepAliveServer.says("{}"))) {
            TransportProblem problem = problem(server.uri(), certificate.context());
            assertLasting(problem, ProblemKind.CERTIFICATE, "is not for this host", "check the URL", "127.0.0.1");
        }
    }

    @Test
    void tellsThatACertificateForLocalhostIsNotForTheAddressInItsPlace() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "-ext", "san=dns:localhost");
        try (KeepAliveServer server = onIpv6(certificate)) {
            TransportProblem problem = problem(server.uri("localhost"), certificate.context());
            assertLasting(
                    problem, ProblemKind.CERTIFICATE, "listens on [::1]", "both loopback addresses", "certificate");
        }
        try (KeepAliveServer server = certificate.server(KeepAliveServer.says("{}"));
                HttpTransport transport = HttpTransport.over(trusting(certificate.context()), workers)) {
            for (int i = 0; i < 3; i++) {
                assertThat(status(transport, server.uri("localhost"))).isEqualTo(200);
            }
        }
    }

    @Test
    void reachesLocalhostOverTlsWhereTheCertificateIsForTheAddressToo() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "-ext", "san=dns:localhost,ip:::1");
        try (KeepAliveServer server = onIpv6(certificate);
                HttpTransport transport = HttpTransport.over(trusting(certificate.context()), workers)) {
            assertThat(status(transport, server.uri("localhost"))).isEqualTo(200);
        }
    }

    private static KeepAliveServer onIpv6(TestCertificate certificate) throws Exception {
        try {
            ServerSocket listener = certificate
                    .context()
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getByName("::1"));
            return new KeepAliveServer(listener, "https", KeepAliveServer.says("{}"));
        } catch (IOException noSuchAddress) {
            assumeTrue(false, "this machine has no IPv6");
            throw noSuchAddress;
        }
    }

    @Test
    void tellsThatACertificateHasExpired() throws Exception {
        TestCertificate certificate =
                TestCertificate.create(folder, "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
        try (KeepAliveServer server = certificate.server(KeepAliveServer.says("{}"))) {
            TransportProblem problem = problem(server.uri(), certificate.context());
            assertLasting(problem, ProblemKind.CERTIFICATE, "has expired", "renew it");
        }
    }

    @Test
    void tellsThatACertificateIsNotValidYet() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "-ext", "san=ip:127.0.0.1", "-startdate", "+10d");
        try (KeepAliveServer server = certificate.server(KeepAliveServer.says("{}"))) {
            TransportProblem problem = problem(server.uri(), certificate.context());
            assertLasting(problem, ProblemKind.CERTIFICATE, "is not valid yet", "clock");
        }
    }

    @Test
    void tellsThatTheServerSpeaksTls() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "-ext", "san=ip:127.0.0.1");
        try (KeepAliveServer server = certificate.server(KeepAliveServer.says("{}"))) {
            URI plain = URI.create("http" + server.uri().toString().substring("https".length()));
            assertLasting(problem(plain), ProblemKind.TLS_MISMATCH, "speaks TLS", "use https://");
        }
    }

    /** Alerts of OpenSSL and Go for a client that speaks no TLS: unexpected_message, protocol_version. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0015\u0003\u0001\0\u0002\u0002\n", "\u0015\u0003\u0003\0\u0002\u0002F"})
    void recognizesAlertsOfTls(String alert) throws Exception {
        try (KeepAliveServer server =
                new KeepAliveServer(KeepAliveServer.thenCloses(KeepAliveServer.raw(alert.getBytes(ISO_8859_1))))) {
            assertLasting(problem(server.uri()), ProblemKind.TLS_MISMATCH, "speaks TLS", "use https://");
        }
    }

    @Test
    void tellsThatTheServerDoesNotSpeakTls() throws Exception {
        try (ServerSocket listener = new ServerSocket(0)) {
            Thread server = new Thread(() -> respondsInPlainHttp(listener));
            server.setDaemon(true);
            server.start();
            URI uri = URI.create("https://127.0.0.1:" + listener.getLocalPort() + "/");
            assertLasting(problem(uri), ProblemKind.TLS_MISMATCH, "does not speak TLS", "use http://");
        }
    }

    @Test
    void tellsThatTheServerClosedTheConnection() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer((socket, head) -> socket.close())) {
            TransportProblem problem = problem(server.uri());
            assertThat(problem.kind()).isEqualTo(ProblemKind.BROKEN);
            assertThat(problem.sentence()).endsWith("the server closed it without a response");
            assertThat(problem.isLasting()).isFalse();
            assertThat(problem.isInformative()).isTrue();
        }
    }

    @Test
    void quotesWhatIsNoHttpWithoutControlCharacters() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.thenCloses(
                KeepAliveServer.raw("SSH-2.0-\u001b[31m\u0085OpenSSH\r\n".getBytes(ISO_8859_1))))) {
            assertThat(problem(server.uri()).sentence())
                    .contains("broke off", "SSH-2.0-", "OpenSSH")
                    .matches("[ -~]+");
        }
    }

    @Test
    void hidesTheSecretsOfTheUrlInWhatIsNoHttp() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.thenCloses(
                KeepAliveServer.raw("?key=S3CR3T-VALUE and more\r\n\r\n".getBytes(UTF_8))))) {
            assertThat(problem(URI.create(server.uri() + "?key=S3CR3T-VALUE")).sentence())
                    .contains("broke off", "?key=***")
                    .doesNotContain("S3C");
        }
    }

    @Test
    void explainsLeastByATimeout() {
        TransportProblem timeout = TransportProblem.timeout(Duration.ofMillis(2_040));
        assertThat(timeout.sentence()).isEqualTo("no complete response within 2.0 s");
        assertThat(timeout.isInformative()).isFalse();
        assertThat(timeout.isLasting()).isFalse();
        for (Throwable problem : new Throwable[] {
            new CancellationException(),
            new HttpTimeoutException("request timed out"),
            new CompletionException(new ExecutionException(new CancellationException()))
        }) {
            assertThat(TransportProblem.of(problem, SERVER))
                    .isEqualTo(new TransportProblem(
                            ProblemKind.TIMEOUT, "no complete response from api.example.com:8443 in time"));
        }
    }

    /** A held request that could not connect was not cut, and a submission may be repeated. */
    @Test
    void knowsThatNothingWasSentIfConnectingTookTooLong() {
        TransportProblem problem =
                TransportProblem.of(new HttpConnectTimeoutException("HTTP connect timed out"), SERVER);
        assertThat(problem)
                .isEqualTo(new TransportProblem(
                        ProblemKind.NOT_CONNECTED, "cannot connect to api.example.com:8443 in time"));
        assertThat(problem.isUnsent()).isTrue();
        assertThat(problem.isLasting()).isFalse();
    }

    @Test
    void writesDigitsThatDoNotDependOnTheDefaultLocale() {
        Locale before = Locale.getDefault();
        try {
            for (String tag : new String[] {"ar-EG-u-nu-arab", "fa", "de"}) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(TransportProblem.timeout(Duration.ofMillis(12_345)).sentence())
                        .isEqualTo("no complete response within 12.3 s");
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void neverRevealsCredentials() {
        for (Throwable problem : new Throwable[] {
            new IOException("cannot read " + SERVER),
            new SSLException("cannot read " + SERVER),
            new ConnectException("to " + SERVER),
            new ConnectException().initCause(new UnresolvedAddressException()),
            new CancellationException(),
            new IllegalStateException("at " + SERVER)
        }) {
            assertThat(TransportProblem.of(problem, SERVER).sentence())
                    .contains("api.example.com")
                    .doesNotContain("secret");
        }
        assertThat(TransportProblem.of(new IOException("x"), URI.create("http://user:secret@my_service:80"))
                        .sentence())
                .contains("my_service")
                .doesNotContain("secret");
    }

    @Test
    void cleansWhatTheServerSaysOfItsEncoding() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(
                KeepAliveServer.says("\u0001", "Content-Encoding: x\u009b31m\u0085y" + "z".repeat(1000)))) {
            assertThat(problem(server.uri()).sentence())
                    .contains("is encoded as 'x 31m yz")
                    .matches("[ -~]{1,310}");
        }
    }

    @Test
    void namesAProblemWithoutAMessage() {
        assertThat(TransportProblem.of(new IOException(), SERVER).sentence()).endsWith("broke off: IOException");
    }

    private static void assertLasting(TransportProblem problem, ProblemKind kind, String... parts) {
        assertThat(problem.kind()).as(problem.sentence()).isEqualTo(kind);
        assertThat(problem.sentence()).contains(parts);
        assertThat(problem.isLasting()).isTrue();
        assertThat(problem.isInformative()).isTrue();
    }

    private TransportProblem problem(URI uri) throws InterruptedException {
        try (HttpTransport transport = HttpTransport.create(workers, Duration.ofSeconds(20))) {
            return problem(transport, uri);
        }
    }

    private TransportProblem problem(URI uri, SSLContext trusting) throws InterruptedException {
        try (HttpTransport transport = HttpTransport.over(trusting(trusting), workers)) {
            return problem(transport, uri);
        }
    }

    private static HttpClient trusting(SSLContext context) {
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static TransportProblem problem(HttpTransport transport, URI uri) throws InterruptedException {
        try {
            throw new AssertionError("there was a response with status " + status(transport, uri));
        } catch (ExecutionException problem) {
            return TransportProblem.of(problem, uri);
        }
    }

    private static int status(HttpTransport transport, URI uri) throws InterruptedException, ExecutionException {
        return transport
                .send(HttpRequest.newBuilder(uri).build(), 1000, Reuse.ANY)
                .get()
                .statusCode();
    }

    private static void respondsInPlainHttp(ServerSocket listener) {
        try (var socket = listener.accept()) {
            socket.getInputStream().readNBytes(5);
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
            socket.getInputStream().readAllBytes();
        } catch (IOException ended) {
            // The client hung up.
        }
    }
}
