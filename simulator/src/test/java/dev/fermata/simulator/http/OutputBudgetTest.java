package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.access.RequestLog;
import dev.fermata.simulator.access.RequestPipeline;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.ConnectionFaults;
import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.fault.HiddenJobs;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.ledger.Ledger;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What peers leave unread is bounded for all of them together, and a server that is stuck can be closed. */
@Timeout(60)
class OutputBudgetTest {

    private static final int MEGABYTE = 1 << 20;
    private static final int ONE_UNREAD = 16 * MEGABYTE;
    private static final byte[] BIG = new byte[12 * MEGABYTE];
    private static final String GET = " HTTP/1.1\r\nHost: x\r\n\r\n";

    private final List<ResponseStream> streams = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(Transport.class)
    void cutsOffThoseWhoReadLeastAndAnswersTheOthers(Transport transport) throws IOException {
        assumeTrue(transport == Transport.NIO || Transport.best() == transport);
        try (HttpServer server = start(transport, 30 * MEGABYTE)) {
            List<Socket> lazy = ask(server, "/big", 10);
            for (Socket each : lazy) {
                // The answer has begun, so it counts.
                assertThat(each.getInputStream().read()).isEqualTo('H');
            }
            assertThat(answerTo(server, "/small")).endsWith("small");
            assertThat(lazy.stream().filter(each -> isCutOff(each, BIG.length))).hasSizeBetween(5, 9);
            // The whole answer, for who reads it.
            assertThat(answerTo(server, "/big").length()).isGreaterThan(BIG.length);
        }
    }

    @Test
    void boundsStreamsTogetherBeforeEachHasItsOwnLimit() throws Exception {
        try (HttpServer server = start(Transport.best(), 8 * MEGABYTE)) {
            List<Socket> lazy = ask(server, "/stream", 20);
            for (Socket each : lazy) {
                assertThat(each.getInputStream().read()).isEqualTo('H');
            }
            byte[] some = new byte[256 * 1024];
            for (int i = 0; i < 64; i++) {
                server.loop()
                        .submit(() -> streams.forEach(stream -> stream.write(some)))
                        .sync();
            }
            assertThat(answerTo(server, "/small")).endsWith("small");
            assertThat(lazy.stream().filter(each -> isCutOff(each, 16 * MEGABYTE)))
                    .hasSizeBetween(5, 20);
        }
    }

    /** They read at once, and the pauses are the server's. */
    @Test
    void cutsOffThoseForWhomAFaultKeepsMost() throws IOException {
        try (VirtualClock clock = VirtualClock.frozenAt(Instant.EPOCH);
                HttpServer server = dripping("GET /big", clock)) {
            List<Socket> slow = ask(server, "/big", 10);
            for (Socket each : slow) {
                assertThat(each.getInputStream().read()).isEqualTo('H');
            }
            assertThat(answerTo(server, "/small")).endsWith("small");
            // Those that are left get an end, and no reset.
            server.close(Duration.ZERO);
            assertThat(slow.stream().filter(OutputBudgetTest::isReset)).hasSizeBetween(5, 9);
        }
    }

    /** It reads at once, and less waits for all than is allowed. */
    @Test
    void cutsOffAStreamOfWhichAFaultKeepsMoreThanOneMayLeaveUnread() throws Exception {
        try (VirtualClock clock = VirtualClock.frozenAt(Instant.EPOCH);
                HttpServer server = dripping("GET /stream", clock);
                Socket slow = ask(server, "/stream", 1).get(0)) {
            assertThat(slow.getInputStream().read()).isEqualTo('H');
            byte[] quarter = new byte[ONE_UNREAD / 4];
            for (boolean open : new boolean[] {true, true, true, true, false}) {
                server.loop().submit(() -> streams.get(0).write(quarter)).sync();
                assertThat(server.loop().submit(() -> streams.get(0).open()).get())
                        .isEqualTo(open);
            }
        }
    }

    private HttpServer dripping(String route, VirtualClock clock) throws IOException {
        HttpServer server = bind(Transport.best(), 30 * MEGABYTE);
        ActiveRules rules = new ActiveRules(1);
        rules.add(FaultRuleSpec.of(new ConnectionFaults.Drip(10, Duration.ofDays(1)))
                .route(route));
        JobLimiter jobs = new JobLimiter(JobStore.inMemory(1));
        server.serve(
                routes(new Router()
                        .guardedBy(new RequestPipeline(
                                clock,
                                new ApiKeys(List.of()),
                                rules,
                                jobs,
                                new HiddenJobs(jobs),
                                new RequestLog(1),
                                new Ledger(jobs, clock, true, now -> 0, now -> 0, now -> false)))
                        .dialect("test")),
                () -> 0);
        return server;
    }

    @Test
    void closesInTwoSecondsAlsoWhenItsThreadIsStuck() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        HttpServer server = start(Transport.best(), MEGABYTE);
        server.loop().execute(() -> {
            stuck.countDown();
            await(end);
        });
        await(stuck);
        long begin = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        end.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpServer start(Transport transport, long allUnread) throws IOException {
        HttpServer server = bind(transport, allUnread);
        server.serve(routes(new Router()), () -> 0);
        return server;
    }

    private static HttpServer bind(Transport transport, long allUnread) throws IOException {
        HttpLimits limits = new HttpLimits(8192, 8192, 8192, Duration.ofMinutes(1), ONE_UNREAD, allUnread);
        return HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), transport, limits);
    }

    private Router routes(Router router) {
        return router.add(HttpMethod.GET, "/big", request -> Response.of(HttpResponseStatus.OK, "x/y", BIG))
                .add(
                        HttpMethod.GET,
                        "/small",
                        request -> Response.of(HttpResponseStatus.OK, "x/y", "small".getBytes(ISO_8859_1)))
                .add(HttpMethod.GET, "/stream", request -> (DeferredResponse) reply -> {
                    streams.add(reply.stream(Response.streamed("x/y"), new byte[] {'.'}));
                    return HeldRequest.OVER;
                });
    }

    private static List<Socket> ask(HttpServer server, String path, int times) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Socket socket = new Socket();
            // Small, so that what is not read waits in the server.
            socket.setReceiveBufferSize(16 * 1024);
            socket.setSoTimeout(20_000);
            socket.connect(server.address());
            socket.getOutputStream().write(("GET " + path + GET).getBytes(ISO_8859_1));
            sockets.add(socket);
        }
        return sockets;
    }

    private static String answerTo(HttpServer server, String path) throws IOException {
        return BareSocket.exchange(server, "GET " + path + GET);
    }

    private static boolean isReset(Socket socket) {
        try (socket) {
            socket.getInputStream().readAllBytes();
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Whether less than that can be read. */
    private static boolean isCutOff(Socket socket, int bytes) {
        try (socket) {
            return socket.getInputStream().readNBytes(bytes).length < bytes;
        } catch (IOException reset) {
            return true;
        }
    }
}
