package dev.fermata.client.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FalKeysTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final byte[] MESSAGE = "message".getBytes(US_ASCII);
    private static final byte[] FORGED = new byte[64];

    @Test
    void aFetchEndsInTimeIfTheServerStallsAfterItsHeaders() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
        try (ServerSocket server = serving(head.getBytes(US_ASCII))) {
            FalKeys keys = FalKeys.at(uri(server), Duration.ofMillis(300));
            assertThatThrownBy(() -> keys.isSignature(MESSAGE, FORGED, NOW))
                    .isInstanceOfSatisfying(
                            WebhookRefusal.class,
                            refusal -> assertThat(refusal.result()).isEqualTo(Receipt.Result.UNVERIFIED))
                    .hasMessageContaining("no complete response within 0.3 s");
        }
    }

    @Test
    void aSetThatIsTooLongIsRefusedAndNotRead() throws IOException {
        byte[] endless = ("HTTP/1.1 200 OK\r\n\r\n" + " ".repeat(70_000)).getBytes(US_ASCII);
        try (ServerSocket server = serving(endless)) {
            FalKeys keys = FalKeys.at(uri(server), Duration.ofSeconds(20));
            assertThatThrownBy(() -> keys.isSignature(MESSAGE, FORGED, NOW))
                    .isInstanceOf(WebhookRefusal.class)
                    .hasMessageContaining("the set of keys is longer than 65536 bytes");
        }
    }

    @Test
    void aFetchHoldsUpNoWebhookWhoseKeyIsKnown() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        CountDownLatch fetching = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger fetches = new AtomicInteger();
        FalKeys keys = FalKeys.of(() -> {
            if (fetches.incrementAndGet() > 1) {
                fetching.countDown();
                release.await();
            }
            return keySet(pair);
        });
        byte[] signature = signature(pair);
        assertThat(keys.isSignature(MESSAGE, signature, NOW)).isTrue();
        Instant later = NOW.plusSeconds(61);
        CompletableFuture<Boolean> forged =
                CompletableFuture.supplyAsync(() -> keys.isSignature(MESSAGE, FORGED, later));
        assertThat(fetching.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(keys.isSignature(MESSAGE, signature, later)).isTrue();
        assertThat(forged).isNotDone();
        release.countDown();
        assertThat(forged.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(fetches).hasValue(2);
    }

    private static ServerSocket serving(byte[] bytes) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(bytes);
                // It neither sends the rest nor closes the connection before the client does.
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException over) {
                // The client has gone.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static URI uri(ServerSocket server) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/keys");
    }

    private static byte[] keySet(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        String x =
                Base64.getUrlEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        return ("{\"keys\":[{\"crv\":\"Ed25519\",\"x\":\"" + x + "\"}]}").getBytes(US_ASCII);
    }

    private static byte[] signature(KeyPair pair) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(MESSAGE);
        return signer.sign();
    }
}
