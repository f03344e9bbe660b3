package dev.fermata.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.Receiver.Reply;
import dev.fermata.simulator.webhook.Webhooks.World;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connection goes to the address that was checked, and to no other, whatever the name stands for the next time. */
@Timeout(60)
class CheckedAddressTest {

    private static final String NAME = "hooks.example";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> lookups = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void isTheOneThatIsConnectedTo() {
        // The checked address, then another one on which somebody listens as well.
        WebhookBackend backend = start(answering("127.0.0.1", "127.0.0.2"));
        Receiver first = receiver("127.0.0.1", 0, backend);
        Receiver second = receiver("127.0.0.2", first.port(), backend);
        backend.submit("http://" + NAME + ":" + first.port() + "/done", 10);
        backend.advance(10);

        assertThat(lookups).containsExactly(NAME);
        assertThat(first.got).hasSize(1);
        assertThat(first.got.get(0).header("Host")).isEqualTo(NAME + ":" + first.port());
        assertThat(second.got).isEmpty();
    }

    @Test
    void isCheckedForEachAttempt() {
        WebhookBackend backend = start(answering("127.0.0.1", "169.254.169.254"));
        Receiver receiver = receiver("127.0.0.1", 0, backend);
        receiver.answer = got -> Reply.of(500);
        backend.submit("http://" + NAME + ":" + receiver.port() + "/", 10);
        backend.clock.advance(Duration.ofDays(1));

        assertThat(lookups).hasSize(2);
        assertThat(receiver.got).hasSize(1);
        assertThat(backend.results()).containsExactly(Result.RETRYING, Result.GIVEN_UP);
        Attempt refused = backend.webhooks.attempts().get(1);
        assertThat(refused.sent()).isNull();
        assertThat(refused.problem()).contains("169.254.169.254").contains("link-local");
    }

    @Test
    void isRefusedWhenOneOfSeveralIsNotAllowed() {
        WebhookBackend backend = start(name -> List.of(ip("127.0.0.1"), ip("0.0.0.0")));
        Receiver receiver = receiver("127.0.0.1", 0, backend);
        backend.submit("http://" + NAME + ":" + receiver.port() + "/", 10);
        backend.advance(10);

        assertThat(receiver.got).isEmpty();
        assertThat(backend.results()).containsExactly(Result.GIVEN_UP);
    }

    @Test
    void isTheNextOneWhenNobodyListensOnTheFirst() {
        WebhookBackend backend = start(name -> List.of(ip("127.0.0.3"), ip("127.0.0.1")));
        Receiver receiver = receiver("127.0.0.1", 0, backend);
        backend.submit("http://" + NAME + ":" + receiver.port() + "/", 10);
        backend.advance(10);

        assertThat(receiver.got).hasSize(1);
    }

    @Test
    void ofLocalhostIsNotLookedUp() {
        WebhookBackend backend = start(name -> {
            throw new AssertionError(name);
        });
        Receiver receiver = receiver("127.0.0.1", 0, backend);
        backend.submit("http://localhost:" + receiver.port() + "/", 10);
        backend.advance(10);

        assertThat(receiver.got)
                .singleElement()
                .satisfies(got -> assertThat(got.header("Host")).isEqualTo("localhost:" + receiver.port()));
    }

    @Test
    void mayBeUnknown() {
        WebhookBackend backend = start(name -> {
            throw new UnknownHostException(name);
        });
        backend.submit("http://" + NAME + "/", 10);
        backend.advance(10);

        assertThat(backend.webhooks.attempts().get(0).problem()).isEqualTo("the host name hooks.example is unknown");
        assertThat(backend.results()).containsExactly(Result.RETRYING);
    }

    @Test
    void mayTakeForeverToBeLookedUp() {
        CountDownLatch over = new CountDownLatch(1);
        open.add(over::countDown);
        WebhookBackend backend = start(name -> {
            try {
                over.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        backend.submit("http://" + NAME + "/", 10);
        backend.advance(10);

        assertThat(backend.webhooks.attempts().get(0).problem()).isEqualTo("no response within 2000 ms");
    }

    @Test
    void doesNotKeepTheSimulatorFromClosingWhileItIsLookedUp() {
        CountDownLatch over = new CountDownLatch(1);
        open.add(over::countDown);
        CountDownLatch asked = new CountDownLatch(1);
        WebhookBackend backend = start(name -> {
            asked.countDown();
            // As the system's resolver, which nobody can interrupt.
            while (over.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return List.of();
        });
        backend.submit("http://" + NAME + "/", 10);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            await(asked);
            backend.webhooks.close();
        });
        backend.advance(10);
        closing.join();

        assertThat(backend.webhooks.attempts()).isEmpty();
    }

    @Test
    void isNeverTheSimulators() {
        VirtualClock clock = VirtualClock.frozenAt(WebhookBackend.START);
        List<Integer> own = new ArrayList<>();
        WebhookBackend backend = WebhookBackend.start(
                clock,
                settings -> settings.withAllow(List.of(NAME)),
                world(answering("127.0.0.1"), new World()::tls),
                address -> own.contains(address.getPort()));
        open.add(backend);
        Receiver itself = receiver("127.0.0.1", 0, backend);
        own.add(itself.port());
        backend.submit("http://" + NAME + ":" + itself.port() + "/v1/jobs", 10);
        backend.advance(10);

        assertThat(itself.got).isEmpty();
        assertThat(backend.webhooks.attempts().get(0).problem()).contains("is the simulator itself");
    }

    @Test
    void mayBeOfAHostWithAnUnderscore(@TempDir Path folder) throws Exception {
        KeyStore keys = keys(folder, NAME);
        WebhookBackend backend = WebhookBackend.start(
                settings -> settings.withAllow(List.of("my_service")),
                world(name -> List.of(ip("127.0.0.1")), () -> context(keys)));
        open.add(backend);
        Receiver plain = receiver("127.0.0.1", 0, backend);
        Receiver secure = Receiver.startTls(context(keys), backend.clock::now);
        open.add(secure);
        backend.submit("http://my_service:" + plain.port() + "/done", 10);
        backend.submit("https://my_service:" + secure.port() + "/done", 20);
        backend.advance(20);

        assertThat(plain.got)
                .singleElement()
                .satisfies(got -> assertThat(got.header("Host")).isEqualTo("my_service:" + plain.port()));
        // The JDK takes no certificate for such a name, whatever it says.
        assertThat(backend.results()).containsExactly(Result.DELIVERED, Result.RETRYING);
        assertThat(backend.webhooks.attempts().get(1).problem()).contains("my_service");
    }

    @Test
    void keepsTheNameInTls(@TempDir Path folder) throws Exception {
        KeyStore keys = keys(folder, NAME);
        WebhookBackend backend = startPatient(answering("127.0.0.1", "127.0.0.1"), () -> context(keys));
        Receiver receiver = Receiver.startTls(context(keys), backend.clock::now);
        open.add(receiver);
        backend.submit("https://" + NAME + ":" + receiver.port() + "/done", 10);
        backend.submit("https://127.0.0.1:" + receiver.port() + "/done", 20);
        backend.advance(20);

        assertThat(receiver.got).hasSize(1);
        assertThat(backend.results()).containsExactly(Result.DELIVERED, Result.RETRYING);
        // The certificate is for the name and not for the address.
        assertThat(backend.webhooks.attempts().get(1).problem()).contains("subject alternative");
    }

    @Test
    void isNotTrustedWithAForeignCertificate(@TempDir Path folder) throws Exception {
        KeyStore keys = keys(folder, NAME);
        WebhookBackend backend = startPatient(answering("127.0.0.1"), new World()::tls);
        Receiver receiver = Receiver.startTls(context(keys), backend.clock::now);
        open.add(receiver);
        backend.submit("https://" + NAME + ":" + receiver.port() + "/done", 10);
        backend.advance(10);

        assertThat(receiver.got).isEmpty();
        assertThat(backend.webhooks.attempts().get(0).problem()).contains("certification path");
    }

    @Test
    void mayNotSpeakTls() {
        WebhookBackend backend = start(answering("127.0.0.1"));
        Receiver plain = receiver("127.0.0.1", 0, backend);
        backend.submit("https://" + NAME + ":" + plain.port() + "/", 10);
        backend.advance(10);

        assertThat(backend.results()).containsExactly(Result.RETRYING);
        assertThat(plain.got).isEmpty();
    }

    /** In a listener of Netty's, which would only log it. */
    @Test
    void reportsThatMemoryIsFull() throws Exception {
        WebhookBackend backend = start(answering("127.0.0.1"), () -> {
            throw new OutOfMemoryError("a test");
        });
        CompletableFuture<OutOfMemoryError> reported = new CompletableFuture<>();
        backend.webhooks.onOutOfMemory(reported::complete);
        try (ServerSocket receiver = new ServerSocket(0, 1, ip("127.0.0.1"))) {
            backend.submit("https://" + NAME + ":" + receiver.getLocalPort() + "/", 1);
            backend.advance(1);
            assertThat(reported.get()).hasMessage("a test");
        }
    }

    @Test
    void reportsThatMemoryIsFullWhileANameIsResolved() throws Exception {
        WebhookBackend backend = start(name -> {
            throw new OutOfMemoryError("a test");
        });
        CompletableFuture<OutOfMemoryError> reported = new CompletableFuture<>();
        backend.webhooks.onOutOfMemory(reported::complete);
        backend.submit("http://" + NAME + ":9/", 1);
        backend.advance(1);
        assertThat(reported.get()).hasMessage("a test");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
        }
    }

    /** A name server that gives one address after the other. */
    private Names answering(String... addresses) {
        Iterator<String> each = List.of(addresses).iterator();
        return name -> {
            lookups.add(name);
            return List.of(ip(each.next()));
        };
    }

    private WebhookBackend start(Names resolver) {
        return start(resolver, new World()::tls);
    }

    private WebhookBackend start(Names resolver, Supplier<SSLContext> tls) {
        return start(resolver, tls, WebhookBackend.QUICK);
    }

    /** The first handshake of a process loads many classes. */
    private WebhookBackend startPatient(Names resolver, Supplier<SSLContext> tls) {
        return start(resolver, tls, WebhookSettings.Limits.defaults());
    }

    private WebhookBackend start(Names resolver, Supplier<SSLContext> tls, WebhookSettings.Limits limits) {
        WebhookBackend backend = WebhookBackend.start(
                settings -> settings.withAllow(List.of(NAME)).withLimits(limits), world(resolver, tls));
        open.add(backend);
        return backend;
    }

    /** A name server. */
    private interface Names {
        List<InetAddress> resolve(String name) throws UnknownHostException;
    }

    private static World world(Names resolver, Supplier<SSLContext> tls) {
        return new World() {
            @Override
            List<InetAddress> resolve(String name) throws UnknownHostException {
                return resolver.resolve(name);
            }

            @Override
            SSLContext tls() {
                return tls.get();
            }
        };
    }

    private Receiver receiver(String host, int port, WebhookBackend backend) {
        Receiver receiver = Receiver.start(host, port, backend.clock::now);
        open.add(receiver);
        return receiver;
    }

    private static InetAddress ip(String literal) {
        return IpAddresses.literal(literal).orElseThrow();
    }

    private static KeyStore keys(Path folder, String name) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit",
                        "-validity",
                        "2")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, "changeit".toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("receiver", keys.getCertificate("mykey"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
