package dev.fermata.client.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fermata.client.internal.http.HttpTransport.Response;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.http.TransportProblem.ProblemKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpTransportTest {

    private static final int LIMIT = 1000;

    private final ThreadPoolExecutor workers =
            (ThreadPoolExecutor) Executors.newCachedThreadPool(task -> new Thread(task, "test-worker"));
    private final HttpTransport transport = HttpTransport.create(workers, Duration.ofSeconds(20));

    @AfterEach
    void closes() {
        transport.close();
        workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }

    @Test
    void keepsAConnectionForLaterRequests() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says("{}"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(send(server.uri(), Reuse.ANY))).isEqualTo("{}");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void usesANewConnectionOnceAndClosesIt() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says("{}"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(send(server.uri(), Reuse.NEW))).isEqualTo("{}");
            }
            assertThat(server.connections()).isEqualTo(5);
            server.awaitAllClosed();
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void usesANewConnectionOnceHoweverTheBodyEnds(String kind, KeepAliveServer.Handler handler, String body)
            throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(handler)) {
            for (int i = 0; i < 5; i++) {
                assertThat(text(send(server.uri(), Reuse.NEW))).as(kind).isEqualTo(body);
                server.awaitAllClosed();
            }
            assertThat(server.connections()).isEqualTo(5);
        }
    }

    static Stream<Arguments> bodies() throws IOException {
        byte[] gzip = gzip("{}");
        List<byte[]> halves = List.of(Arrays.copyOf(gzip, 12), Arrays.copyOfRange(gzip, 12, gzip.length));
        return Stream.of(
                arguments("chunked", KeepAliveServer.chunked("{", "}"), "{}"),
                arguments("chunked list", KeepAliveServer.chunked("[{}", ",{}]"), "[{},{}]"),
                arguments(
                        "chunked, in one packet",
                        raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
                        "{}"),
                arguments("chunked gzip", KeepAliveServer.chunked(halves, "Content-Encoding: gzip"), "{}"),
                arguments("chunked text", KeepAliveServer.chunked("he", "llo"), "hello"),
                arguments("lines of JSON", lines("Content-Type: application/x-ndjson"), "{}\n{\"a\":1}\n"),
                arguments("lines of JSON without a type", lines(), "{}\n{\"a\":1}\n"),
                arguments("empty", KeepAliveServer.says(""), ""),
                arguments("no content", raw("HTTP/1.1 204 No Content\r\n\r\n"), ""),
                arguments("not modified", raw("HTTP/1.1 304 Not Modified\r\n\r\n"), ""),
                arguments("not modified", raw("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"), ""),
                arguments("until close", KeepAliveServer.thenCloses(raw("HTTP/1.1 200 OK\r\n\r\n{}")), "{}"));
    }

    private static KeepAliveServer.Handler lines(String... headers) {
        return KeepAliveServer.chunked(List.of("{}\n".getBytes(UTF_8), "{\"a\":1}\n".getBytes(UTF_8)), headers);
    }

    private static KeepAliveServer.Handler raw(String text) {
        return KeepAliveServer.raw(text.getBytes(UTF_8));
    }

    @Test
    void neverUsesTheConnectionOfANewRequestForAnother() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says("{}"))) {
            assertThat(text(send(server.uri(), Reuse.ANY))).isEqualTo("{}");
            assertThat(text(send(server.uri(), Reuse.NEW))).isEqualTo("{}");
            assertThat(text(send(server.uri(), Reuse.ANY))).isEqualTo("{}");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void sendsManyNewRequestsAtOnce() throws Exception {
        try (KeepAliveServer fixed = new KeepAliveServer(KeepAliveServer.says("{}"));
                KeepAliveServer chunked = new KeepAliveServer(KeepAliveServer.chunked("{}"))) {
            List<CompletableFuture<Response>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(start(fixed.uri(), Reuse.NEW));
                all.add(start(chunked.uri(), Reuse.NEW));
            }
            for (CompletableFuture<Response> one : all) {
                assertThat(text(one.get())).isEqualTo("{}");
            }
            assertThat(fixed.connections()).isEqualTo(100);
        }
    }

    @Test
    void usesANewConnectionOverTls(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "-ext", "san=ip:127.0.0.1");
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(certificate.context());
        try (KeepAliveServer fixed = certificate.server(KeepAliveServer.says("{}"));
                KeepAliveServer chunked = certificate.server(KeepAliveServer.chunked("{}"))) {
            for (KeepAliveServer server : List.of(fixed, chunked)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(text(send(server.uri(), Reuse.ANY))).isEqualTo("{}");
                }
                assertThat(server.connections()).isEqualTo(1);
                for (int i = 0; i < 5; i++) {
                    assertThat(text(send(server.uri(), Reuse.NEW))).isEqualTo("{}");
                }
                assertThat(server.connections()).isEqualTo(6);
            }
        } finally {
            SSLContext.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "identity, gzip", "gzip, identity"})
    void decodesGzipByEachOfItsNames(String name) throws Exception {
        try (KeepAliveServer server =
                new KeepAliveServer(KeepAliveServer.says(200, gzip("{}"), "Content-Encoding: " + name))) {
            assertThat(text(send(server.uri(), Reuse.ANY))).isEqualTo("{}");
        }
    }

    @Test
    void readsABodyThatWasUnpackedOnItsWay() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says("{}", "Content-Encoding: gzip"))) {
            assertThat(text(send(server.uri(), Reuse.ANY))).isEqualTo("{}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-8", "UTF-8", "none", "identity", "aws-chunked", "br", "deflate", "utf-8, none"})
    void readsAPlainBodyWhateverItsEncodingIsCalled(String name) throws Exception {
        try (KeepAliveServer server =
                new KeepAliveServer(KeepAliveServer.says("{\n\t\"größe\":1}", "Content-Encoding: " + name))) {
            assertThat(text(send(server.uri(), Reuse.ANY))).isEqualTo("{\n\t\"größe\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-8, gzip", "gzip, aws-chunked", "none, gzip, none"})
    void decodesGzipBesideAnEncodingThatItDoesNotKnow(String names) throws Exception {
        byte[] bomb = gzip(" ".repeat(500_000));
        try (KeepAliveServer server =
                        new KeepAliveServer(KeepAliveServer.says(200, gzip("{}"), "Content-Encoding: " + names));
                KeepAliveServer tooLong =
                        new KeepAliveServer(KeepAliveServer.says(200, bomb, "Content-Encoding: " + names))) {
            assertThat(text(send(server.uri(), Reuse.ANY))).isEqualTo("{}");
            assertTooLong(problem(tooLong.uri()));
        }
    }

    @Test
    void namesAnEncodingThatItCannotDecode() throws Exception {
        byte[] brotli = {0x0b, 0x00, (byte) 0x80, '{', '}', 0x03};
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says(200, brotli, "Content-Encoding: br"))) {
            assertThat(problem(server.uri()).sentence()).contains("'br'").contains("gzip");
            assertThat(problem(server.uri()).isLasting()).isFalse();
        }
    }

    @Test
    void tellsThatAGzipBodyIsDamaged() throws Exception {
        byte[] half = Arrays.copyOf(gzip("{\"a\":\"bcdefgh\"}"), 15);
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says(200, half, "Content-Encoding: gzip"))) {
            assertThat(problem(server.uri()).sentence()).contains("damaged").contains("gzip");
        }
    }

    @Test
    void boundsABodyAfterDecoding() throws Exception {
        byte[] bomb = gzip(" ".repeat(500_000));
        assertThat(bomb.length).isLessThan(LIMIT);
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says(200, bomb, "Content-Encoding: gzip"))) {
            assertTooLong(problem(server.uri()));
        }
    }

    @Test
    void boundsABodyAndNamesTheSetting() throws Exception {
        try (KeepAliveServer exact = new KeepAliveServer(KeepAliveServer.says("a".repeat(LIMIT)));
                KeepAliveServer longer = new KeepAliveServer(KeepAliveServer.says("a".repeat(LIMIT + 1)));
                KeepAliveServer chunked =
                        new KeepAliveServer(KeepAliveServer.chunked("a".repeat(600), "a".repeat(600)))) {
            assertThat(text(send(exact.uri(), Reuse.ANY))).hasSize(LIMIT);
            assertTooLong(problem(longer.uri()));
            assertTooLong(problem(chunked.uri()));
            longer.awaitAllClosed();
        }
    }

    @Test
    void acceptsTheGreatestLimit() throws Exception {
        try (KeepAliveServer server =
                new KeepAliveServer(KeepAliveServer.says(200, gzip("{}"), "Content-Encoding: gzip"))) {
            HttpRequest request = HttpRequest.newBuilder(server.uri()).build();
            assertThat(text(transport
                            .send(request, Integer.MAX_VALUE, Reuse.ANY)
                            .get()))
                    .isEqualTo("{}");
        }
    }

    @Test
    void keepsTheStatusOfAFailureWhoseBodyIsUseless() throws Exception {
        try (KeepAliveServer tooLong = new KeepAliveServer(KeepAliveServer.says(404, new byte[LIMIT + 1]));
                KeepAliveServer encoded =
                        new KeepAliveServer(KeepAliveServer.says(503, new byte[3], "Content-Encoding: br"));
                KeepAliveServer cut = new KeepAliveServer(KeepAliveServer.thenCloses(
                        KeepAliveServer.raw("HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\nno".getBytes(UTF_8))))) {
            assertThat(send(tooLong.uri(), Reuse.ANY).statusCode()).isEqualTo(404);
            assertThat(send(encoded.uri(), Reuse.ANY).statusCode()).isEqualTo(503);
            assertThat(send(cut.uri(), Reuse.ANY).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void turnsADeclaredCharsetIntoUtf8() throws Exception {
        byte[] latin = "{\"name\":\"größer\"}".getBytes(ISO_8859_1);
        try (KeepAliveServer declared = new KeepAliveServer(
                        KeepAliveServer.says(200, latin, "Content-Type: application/json; Charset=\"ISO-8859-1\""));
                KeepAliveServer unknown = new KeepAliveServer(
                        KeepAliveServer.says(200, latin, "Content-Type: application/json; charset=klingon"));
                KeepAliveServer ascii = new KeepAliveServer(
                        KeepAliveServer.says("größer", "Content-Type: application/json; charset=us-ascii"))) {
            assertThat(text(send(declared.uri(), Reuse.ANY))).isEqualTo("{\"name\":\"größer\"}");
            assertThat(send(unknown.uri(), Reuse.ANY).body()).isEqualTo(latin);
            assertThat(text(send(ascii.uri(), Reuse.ANY))).isEqualTo("größer");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void findsLocalhostOnEitherLoopbackAddress(String address) throws Exception {
        try (KeepAliveServer server = on(address, 0, KeepAliveServer.says("{}"))) {
            for (String name : List.of("localhost", "LocalHost", "app.localhost")) {
                URI uri = URI.create(server.uri(name) + "?a=%20b");
                assertThat(text(send(uri, Reuse.ANY))).isEqualTo("{}");
                assertThat(server.lastHead()).startsWith("GET /jobs/1?a=%20b HTTP/1.1");
                assertThat(text(send(uri, Reuse.NEW))).isEqualTo("{}");
            }
        }
    }

    @Test
    void followsLocalhostFromOneLoopbackAddressToTheOther() throws Exception {
        int port;
        try (KeepAliveServer first = on("::1", 0, KeepAliveServer.says("first"))) {
            port = first.uri().getPort();
            assertThat(text(send(first.uri("localhost"), Reuse.ANY))).isEqualTo("first");
        }
        try (KeepAliveServer second = on("127.0.0.1", port, KeepAliveServer.says("second"))) {
            assertThat(text(send(second.uri("localhost"), Reuse.ANY))).isEqualTo("second");
        }
    }

    @Test
    void namesBothLoopbackAddressesThatItTried() throws Exception {
        int port = unusedPort();
        TransportProblem problem = problem(URI.create("http://localhost:" + port));
        assertThat(problem.kind()).isEqualTo(ProblemKind.NOT_CONNECTED);
        assertThat(problem.sentence())
                .startsWith("cannot connect to localhost:" + port)
                .contains("127.0.0.1", "[::1]");
    }

    @Test
    void namesTheAddressThatItTriedOfSeveral() throws Exception {
        InetAddress first = InetAddress.getByAddress("many.example", new byte[] {(byte) 192, 0, 2, 1});
        InetAddress second = InetAddress.getByAddress("many.example", new byte[] {(byte) 192, 0, 2, 2});
        assertThat(PendingResponse.tried(first, second)).isEqualTo("tried 192.0.2.1, the first of its 2 addresses");
    }

    @ParameterizedTest
    @EnumSource(Reuse.class)
    void breaksOffACanceledRequest(Reuse reuse) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (KeepAliveServer server = new KeepAliveServer((socket, head) -> {
            arrived.countDown();
            // Ends when the client hangs up.
            assertThat(socket.getInputStream().read()).isNegative();
            socket.close();
            never.countDown();
        })) {
            CompletableFuture<Response> response = start(server.uri(), reuse);
            arrived.await();
            assertThat(response.cancel(false)).isTrue();
            never.await();
            assertThatThrownBy(response::get).isInstanceOf(CancellationException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Reuse.class)
    void respondsOnAWorkerWhileTheCommonPoolIsBusy(Reuse reuse) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        int threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
        CountDownLatch busy = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                busy.countDown();
                await(over);
            });
        }
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says("{}"));
                HttpTransport users = HttpTransport.over(HttpClient.newHttpClient(), workers)) {
            busy.await();
            assertThat(text(send(server.uri(), reuse))).isEqualTo("{}");
            HttpRequest request = HttpRequest.newBuilder(server.uri()).build();
            assertThat(text(users.send(request, LIMIT, reuse).get())).isEqualTo("{}");
        } finally {
            over.countDown();
        }
    }

    @Test
    void tellsAFailureOnAWorker() throws Exception {
        CountDownLatch subscribed = new CountDownLatch(1);
        try (KeepAliveServer server = new KeepAliveServer((socket, head) -> {
            subscribed.await();
            socket.close();
        })) {
            CompletableFuture<String> thread = start(server.uri(), Reuse.ANY)
                    .handle((response, problem) -> Thread.currentThread().getName());
            subscribed.countDown();
            assertThat(thread.get()).startsWith("test-worker");
        }
    }

    @Test
    void neverClosesTheUsersClientAndLetsItChooseTheConnection() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        CountDownLatch respond = new CountDownLatch(1);
        try (KeepAliveServer server = new KeepAliveServer((socket, head) -> {
            respond.await();
            KeepAliveServer.says("{}").respond(socket, head);
        })) {
            for (int i = 0; i < 3; i++) {
                try (HttpTransport users = HttpTransport.over(client, workers)) {
                    HttpRequest request = HttpRequest.newBuilder(server.uri()).build();
                    CompletableFuture<String> thread = users.send(request, LIMIT, Reuse.NEW)
                            .thenApply(response ->
                                    text(response) + Thread.currentThread().getName());
                    respond.countDown();
                    assertThat(thread.get()).startsWith("{}");
                }
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void sendsNothingAfterClose() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says("{}"))) {
            transport.close();
            assertThatThrownBy(() -> send(server.uri(), Reuse.ANY)).hasRootCauseMessage("the client is closed");
            assertThat(server.requests()).isZero();
        }
    }

    /** Below Java 21 a client that nobody refers to keeps its thread and three descriptors until a collection. */
    @Test
    void leavesNoThreadsAndNoDescriptorsBehind() throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(descriptors.toFile().isDirectory(), "descriptors are counted on Linux only");
        try (KeepAliveServer server =
                new KeepAliveServer(KeepAliveServer.thenCloses(KeepAliveServer.says("{}", "Connection: close")))) {
            sendAndClose(server.uri());
            int before = count(descriptors);
            long threadsBefore = clientThreads();
            int most = 0;
            for (int i = 0; i < 2_000; i++) {
                sendAndClose(server.uri());
                most = Math.max(most, count(descriptors));
            }
            assertThat(most).isLessThan(before + 50);
            assertThat(clientThreads()).isLessThan(threadsBefore + 20);
        }
    }

    private static long clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("HttpClient-"))
                .count();
    }

    private static int count(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? 0 : names.length;
    }

    private void sendAndClose(URI uri) throws Exception {
        try (HttpTransport once = HttpTransport.create(workers, Duration.ofSeconds(20))) {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            for (Reuse reuse : Reuse.values()) {
                assertThat(text(once.send(request, LIMIT, reuse).get())).isEqualTo("{}");
            }
        }
    }

    private CompletableFuture<Response> start(URI uri, Reuse reuse) {
        return transport.send(HttpRequest.newBuilder(uri).build(), LIMIT, reuse);
    }

    private Response send(URI uri, Reuse reuse) throws Exception {
        return start(uri, reuse).get();
    }

    private TransportProblem problem(URI uri) throws InterruptedException {
        try {
            throw new AssertionError(
                    "a response: " + start(uri, Reuse.ANY).get().statusCode());
        } catch (ExecutionException problem) {
            return TransportProblem.of(problem, uri);
        }
    }

    private static void assertTooLong(TransportProblem problem) {
        assertThat(problem.kind()).isEqualTo(ProblemKind.TOO_LONG);
        assertThat(problem.sentence()).contains("maxAnswerBytes", "raise", String.valueOf(LIMIT));
        assertThat(problem.isLasting()).isTrue();
    }

    private static KeepAliveServer on(String address, int port, KeepAliveServer.Handler handler) throws IOException {
        try {
            return new KeepAliveServer(new ServerSocket(port, 50, InetAddress.getByName(address)), "http", handler);
        } catch (IOException noSuchAddress) {
            assumeTrue(!address.equals("::1"), "this machine has no IPv6");
            throw noSuchAddress;
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket unused = new ServerSocket(0)) {
            return unused.getLocalPort();
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String text(Response response) {
        return new String(response.body(), UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
