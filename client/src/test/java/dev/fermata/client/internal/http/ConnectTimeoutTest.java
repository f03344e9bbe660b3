package dev.fermata.client.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.client.internal.http.HttpTransport.Reuse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts that do not answer when a client connects. */
@Timeout(60)
class ConnectTimeoutTest {

    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-worker");
        thread.setDaemon(true);
        return thread;
    });

    @AfterEach
    void releases() {
        workers.shutdown();
    }

    /** In milliseconds. */
    @ParameterizedTest
    @CsvSource({"10000, 4000", "1000, 800", "5000, 4000", "7000, 4000", "40000, 16000", "1000000, 20000"})
    void isShorterThanTheRequestTimeout(long requestTimeout, long connectTimeout) {
        assertThat(PendingResponse.connectTimeout(ofMillis(requestTimeout))).isEqualTo(ofMillis(connectTimeout));
    }

    @Test
    void isNeverZero() {
        assertThat(PendingResponse.connectTimeout(ofNanos(1))).isEqualTo(ofMillis(1));
    }

    @Test
    void namesAHostThatDoesNotAnswer() throws Exception {
        try (FullBacklog host = new FullBacklog();
                HttpTransport transport = HttpTransport.create(workers, ofSeconds(1))) {
            TransportProblem problem = problem(transport, URI.create("http://127.0.0.1:" + host.port()));
            assertThat(problem.sentence()).isEqualTo("cannot connect to 127.0.0.1:" + host.port() + " in time");
            assertThat(problem.isUnsent()).isTrue();
        }
    }

    @Test
    void namesBothLoopbackAddresses() throws Exception {
        try (FullBacklog host = new FullBacklog();
                HttpTransport transport = HttpTransport.create(workers, ofSeconds(1))) {
            TransportProblem problem = problem(transport, URI.create("http://localhost:" + host.port()));
            assertThat(problem.sentence())
                    .startsWith("cannot connect to localhost:" + host.port())
                    .endsWith("; tried its addresses 127.0.0.1 and [::1]");
        }
    }

    /** Once for each address: the time for the request is not longer than that for two. */
    @Test
    void triesTheOtherLoopbackAddress() throws Exception {
        try (FullBacklog host = new FullBacklog();
                KeepAliveServer server = onIpv6(host.port());
                HttpTransport transport = HttpTransport.create(workers, ofSeconds(1))) {
            URI uri = server.uri("localhost");
            for (int i = 0; i < 2; i++) {
                HttpRequest request = HttpRequest.newBuilder(uri).build();
                byte[] body = transport.send(request, 1000, Reuse.ANY).get().body();
                assertThat(new String(body, UTF_8)).isEqualTo("{}");
            }
        }
    }

    @Test
    void namesAProxyThatDoesNotAnswer() throws Exception {
        try (FullBacklog proxy = new FullBacklog()) {
            HttpClient client = HttpClient.newBuilder()
                    .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())))
                    .connectTimeout(ofMillis(300))
                    .build();
            try (HttpTransport transport = HttpTransport.over(client, workers)) {
                assertThat(problem(transport, URI.create("http://api.example.com/")))
                        .extracting(TransportProblem::sentence)
                        .isEqualTo("cannot connect to the proxy 127.0.0.1:" + proxy.port() + " in time");
            }
        }
    }

    @Test
    void namesTheAddressThatDoesNotAnswer() throws Exception {
        InetAddress first = InetAddress.getByAddress("many.example", new byte[] {(byte) 192, 0, 2, 1});
        String tried = PendingResponse.tried(first, first);
        for (IOException cause : new IOException[] {new HttpConnectTimeoutException(""), new ConnectException()}) {
            String inTime = cause instanceof ConnectException ? "" : " in time";
            assertThat(TransportProblem.of(
                                    new TransportProblem.TransportException(
                                            TransportProblem.ProblemKind.NOT_CONNECTED, tried, cause),
                                    URI.create("https://many.example/jobs"))
                            .sentence())
                    .isEqualTo("cannot connect to many.example" + inTime
                            + "; tried 192.0.2.1, the first of its 2 addresses");
        }
    }

    private static TransportProblem problem(HttpTransport transport, URI uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        try {
            int status = transport.send(request, 1000, Reuse.ANY).get().statusCode();
            throw new AssertionError("there was a response with status " + status);
        } catch (ExecutionException problem) {
            return TransportProblem.of(problem, uri);
        }
    }

    private static KeepAliveServer onIpv6(int port) throws IOException {
        try {
            ServerSocket listener = new ServerSocket(port, 50, InetAddress.getByName("::1"));
            return new KeepAliveServer(listener, "http", KeepAliveServer.says("{}"));
        } catch (IOException noSuchAddress) {
            assumeTrue(false, "this machine has no IPv6");
            throw noSuchAddress;
        }
    }
}
