package dev.fermata.simulator.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.Receiver.Reply;
import dev.fermata.simulator.webhook.SocketReceiver.Behaviour;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What receivers do that no receiver should: the attempt ends, its connection too, it counts as failed unless there was
 * a good status, and the next receiver is served.
 */
@Timeout(60)
class HostileReceiverTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final SocketReceiver hostile = new SocketReceiver();

    @AfterEach
    void close() throws Exception {
        over.countDown();
        hostile.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void mayNeverAnswer() throws InterruptedException {
        Attempt attempt = attemptOn(hostile::waitForTheEnd);
        assertFailed(attempt, "no response within 2000 ms");
        assertHungUp();
    }

    @Test
    void mayNeverAcceptTheConnection() throws IOException {
        // Nobody accepts, and the second connection finds the queue full.
        try (ServerSocket full = new ServerSocket(0, 1)) {
            List<Socket> filling = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket socket = new Socket();
                filling.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 200);
                } catch (IOException queueFull) {
                    break;
                }
            }
            WebhookBackend backend = start(settings -> settings);
            backend.submit("http://127.0.0.1:" + full.getLocalPort() + "/", 10);
            backend.advance(10);
            assertThat(backend.results()).containsExactly(Result.RETRYING);
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void mayNotBeThere() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        WebhookBackend backend = start(settings -> settings);
        backend.submit("http://127.0.0.1:" + port + "/", 10);
        backend.advance(10);
        assertThat(backend.webhooks.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.status()).isNull();
            assertThat(attempt.problem()).contains("cannot connect").contains("refused");
        });
    }

    @Test
    void mayResetTheConnection() {
        Attempt attempt = attemptOn(connection -> connection.setSoLinger(true, 0));
        assertThat(attempt.result()).isEqualTo(Result.RETRYING);
        assertThat(attempt.problem()).containsPattern("the connection broke|closed the connection");
    }

    @Test
    void mayCloseWithoutAWord() {
        assertFailed(attemptOn(connection -> {}), "the receiver closed the connection without a response");
    }

    @Test
    void mayCloseWithinTheHeaders() {
        assertThat(attemptOn(connection -> write(connection, OK + "X: ")).result())
                .isEqualTo(Result.RETRYING);
    }

    @Test
    void mayNotSpeakHttp() {
        Attempt attempt = attemptOn(connection -> write(connection, "SSH-2.0-OpenSSH_9.2\r\n\r\n"));
        assertThat(attempt.result()).isEqualTo(Result.RETRYING);
        assertThat(attempt.problem()).startsWith("the response is not HTTP: ");
    }

    @Test
    void maySendHeadersWithoutEnd() throws InterruptedException {
        Attempt attempt = attemptOn(connection -> {
            write(connection, OK);
            hostile.writeForever(connection, "X-More: of the same\r\n".getBytes(US_ASCII));
        });
        assertThat(attempt.result()).isEqualTo(Result.RETRYING);
        assertThat(attempt.problem()).contains("16384");
        assertHungUp();
    }

    @Test
    void maySendOneEndlessLine() throws InterruptedException {
        Attempt attempt = attemptOn(connection -> hostile.writeForever(connection, "HTTP/1.1 200 ".getBytes(US_ASCII)));
        assertThat(attempt.result()).isEqualTo(Result.RETRYING);
        assertHungUp();
    }

    @Test
    void mayAnnounceAnAnswerForever() throws InterruptedException {
        Attempt attempt = attemptOn(
                connection -> hostile.writeForever(connection, "HTTP/1.1 103 Early Hints\r\n\r\n".getBytes(US_ASCII)));
        assertFailed(attempt, "the response is longer than 65536 bytes");
        assertHungUp();
    }

    @Test
    void mayWantToSwitchProtocols() {
        Attempt attempt = attemptOn(
                connection -> write(connection, "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"));
        assertThat(attempt.result()).isEqualTo(Result.RETRYING);
        assertThat(attempt.status()).isEqualTo(101);
    }

    @Test
    void maySendTenGigabytes() throws InterruptedException {
        Attempt attempt = attemptOn(connection -> {
            write(connection, OK + "Content-Length: 10737418240\r\n\r\n");
            hostile.writeForever(connection, new byte[64 * 1024]);
        });
        // It has the webhook, and says so; what else it says is not listened to.
        assertThat(attempt.result()).isEqualTo(Result.DELIVERED);
        assertHungUp();
    }

    @Test
    void maySendChunksWithoutEnd() throws InterruptedException {
        Attempt attempt = attemptOn(connection -> {
            write(connection, "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n");
            hostile.writeForever(connection, "1\r\nx\r\n".getBytes(US_ASCII));
        });
        assertThat(attempt.status()).isEqualTo(500);
        assertHungUp();
    }

    @Test
    void mayDripItsHeaders() throws InterruptedException {
        Attempt attempt = attemptOn(connection -> {
            write(connection, OK + "X: ");
            drip(connection);
        });
        assertFailed(attempt, "no response within 2000 ms");
        assertHungUp();
    }

    @Test
    void mayDripItsBody() throws InterruptedException {
        Attempt attempt = attemptOn(connection -> {
            write(connection, OK + "Content-Length: 1000000\r\n\r\n");
            drip(connection);
        });
        assertThat(attempt.result()).isEqualTo(Result.DELIVERED);
        assertHungUp();
    }

    @Test
    void maySendEverybodyInCircles() {
        WebhookBackend backend = start(settings -> settings);
        Receiver receiver = receiver(backend);
        receiver.answer = got -> new Reply(302, Map.of("Location", receiver.url()));
        backend.submit(receiver.url(), 10);
        backend.advance(10);

        assertThat(receiver.got).hasSize(1);
        assertThat(backend.webhooks.attempts().get(0).status()).isEqualTo(302);
    }

    @Test
    void mayHangWithoutStoppingTheClockOrTheOthers() {
        // 90 s if each was waited for.
        WebhookBackend backend = start(settings -> settings.withLimits(WebhookSettings.Limits.defaults()
                .withTimes(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofSeconds(1))));
        hostile.behaviour = connection -> over.await();
        Receiver healthy = receiver(backend);
        for (int i = 1; i <= 90; i++) {
            backend.submit(hostile.url(), i);
        }
        Job last = backend.submit(healthy.url(), 90);
        backend.advance(90);

        assertThat(healthy.jobs()).containsExactly(last.id());
    }

    @Test
    void isWaitedForAgainOnceItAnswersInTime() throws InterruptedException {
        WebhookBackend backend = start(settings -> settings.withLimits(WebhookSettings.Limits.defaults()
                .withTimes(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofMillis(500))));
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Receiver receiver = receiver(backend);
        receiver.answer = got -> {
            await(receiver.got.size() == 1 ? late : new CountDownLatch(0));
            if (receiver.got.size() == 2) {
                second.countDown();
            }
            return Reply.of(200);
        };
        for (int i = 1; i <= 3; i++) {
            backend.submit(receiver.url(), 10 * i);
        }
        backend.advance(10);
        assertThat(backend.results()).isEmpty();
        backend.advance(10);
        second.await();
        while (backend.results().isEmpty()) {
            Thread.onSpinWait();
        }
        backend.advance(10);

        assertThat(backend.results()).hasSize(2);
        late.countDown();
    }

    @Test
    void isNotOverrun() {
        WebhookBackend backend = start(settings -> settings.withLimits(WebhookBackend.QUICK.withAtOnce(4, 3)));
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        Receiver receiver = receiver(backend);
        receiver.answer = got -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            three.countDown();
            await(three);
            now.decrementAndGet();
            return Reply.of(200);
        };
        for (int i = 0; i < 50; i++) {
            backend.submit(receiver.url(), 10);
        }
        backend.advance(10);

        assertThat(receiver.got).hasSize(50);
        assertThat(most).hasValue(3);
    }

    /** Each of these webhooks takes about 670 bytes. */
    @ParameterizedTest
    @CsvSource({"5, 1000000", "1000, 3700"})
    void canFillOnlySoMuchMemory(int unfinished, long bytes) {
        WebhookBackend backend = start(settings -> settings.withLimits(
                WebhookBackend.QUICK.withUnfinished(unfinished, bytes).withRemembered(7)));
        Receiver receiver = receiver(backend);
        receiver.answer = got -> Reply.of(500);
        List<Job> jobs = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            jobs.add(backend.submit(receiver.url(), 100 + i));
        }
        backend.advance(104);
        assertThat(backend.webhooks.counts().dropped()).isZero();
        // By now all but the last few wait for a retry; each new one pushes out the one that waits longest.
        backend.advance(16);

        Attempt.Counts counts = backend.webhooks.counts();
        assertThat(counts.dropped()).isEqualTo(15);
        assertThat(backend.webhooks.attempts()).hasSize(7);
        assertThat(counts.forgotten()).isEqualTo(counts.retrying() + counts.dropped() - 7);
        receiver.answer = got -> Reply.of(200);
        backend.clock.advance(Duration.ofDays(3));
        assertThat(backend.webhooks.counts().delivered()).isEqualTo(5);
        assertThat(backend.webhooks.attempts(jobs.get(19).id()))
                .extracting(Attempt::result)
                .endsWith(Result.DELIVERED);
        assertThat(backend.webhooks.counts().dropped()).isEqualTo(15);
    }

    @Test
    void doesNotKeepTheSimulatorFromClosing() throws InterruptedException {
        WebhookBackend backend = start(settings -> settings.withLimits(WebhookSettings.Limits.defaults()
                .withAtOnce(2, 1)
                .withTimes(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofMillis(200))));
        hostile.behaviour = hostile::waitForTheEnd;
        for (int i = 0; i < 2_000; i++) {
            backend.submit(hostile.url(), 10);
        }
        Thread closing = new Thread(backend.webhooks::close);
        backend.clock.schedule(WebhookBackend.START.plusSeconds(10), closing::start);
        backend.advance(10);
        closing.join();

        assertThat(hostile.connections).hasSizeLessThanOrEqualTo(1);
    }

    private Attempt attemptOn(Behaviour behaviour) {
        WebhookBackend backend = start(settings -> settings);
        hostile.behaviour = behaviour;
        Receiver healthy = receiver(backend);
        Job job = backend.submit(hostile.url(), 10);
        Job next = backend.submit(healthy.url(), 11);
        backend.advance(11);

        assertThat(healthy.jobs()).containsExactly(next.id());
        List<Attempt> attempts = backend.webhooks.attempts(job.id());
        assertThat(attempts).hasSize(1);
        return attempts.get(0);
    }

    private static void assertFailed(Attempt attempt, String problem) {
        assertThat(attempt.result()).isEqualTo(Result.RETRYING);
        assertThat(attempt.status()).isNull();
        assertThat(attempt.problem()).isEqualTo(problem);
    }

    private void assertHungUp() throws InterruptedException {
        assertThat(hostile.hungUp.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void drip(Socket connection) throws IOException, InterruptedException {
        try {
            while (!over.await(50, TimeUnit.MILLISECONDS)) {
                connection.getOutputStream().write('x');
            }
        } catch (IOException ended) {
            hostile.hungUp.countDown();
            throw ended;
        }
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private WebhookBackend start(UnaryOperator<WebhookSettings> settings) {
        WebhookBackend backend = WebhookBackend.start(settings);
        open.add(backend);
        return backend;
    }

    private Receiver receiver(WebhookBackend backend) {
        Receiver receiver = Receiver.start(backend.clock::now);
        open.add(receiver);
        return receiver;
    }
}
