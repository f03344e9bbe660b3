package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.decode.HttpLimits;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over bare sockets, byte by byte: a client library would not send most of this. */
@Timeout(60)
class HttpServerTest {

    private static final String HOST = "Host: x\r\n";
    private static final String CLOSE = HOST + "Connection: close\r\n\r\n";
    private static final Response HELLO = Response.of(HttpResponseStatus.OK, "text/plain", "hello".getBytes(US_ASCII));

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = start(HttpLimits.DEFAULT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersTheExactBytes() throws IOException {
        assertThat(exchange("GET /hello HTTP/1.1\r\n" + CLOSE)).isEqualTo("""
                HTTP/1.1 200 OK\r
                content-type: text/plain\r
                cache-control: no-store\r
                content-length: 5\r
                date: Sun, 06 Nov 1994 08:49:37 GMT\r
                connection: close\r
                \r
                hello""");
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        assertThat(exchange("HEAD /hello HTTP/1.1\r\n" + CLOSE))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-length: 5\r\n")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hello?x=1", "/%68ello", "/hello/", "/hello//?x=1", "http://elsewhere/hello"})
    void findsThePathHoweverItIsWritten(String target) throws IOException {
        assertThat(exchange("GET " + target + " HTTP/1.1\r\n" + CLOSE)).endsWith("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/hello%2F", "/hel%25lo", "/%00", "//hello", "http://elsewhere"})
    void answers404WhereNothingIs(String target) throws IOException {
        assertThat(exchange("GET " + target + " HTTP/1.1\r\n" + CLOSE))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("content-type: application/problem+json\r\n", "\"status\":404", "\"code\":\"not_found\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "NONSENSE"})
    void answers405WithWhatIsAllowed(String method) throws IOException {
        assertThat(exchange(method + " /hello HTTP/1.1\r\n" + CLOSE))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("allow: GET, HEAD\r\n", "application/problem+json", "\"status\":405");
    }

    @Test
    void answersManyRequestsOnOneConnectionInOrder() throws IOException {
        String pipelined = ("GET /hello HTTP/1.1\r\n" + HOST + "\r\n").repeat(1_000);
        String answers = exchange(pipelined + "GET /hello HTTP/1.1\r\n" + CLOSE);
        assertThat(answers.split("hello", -1)).hasSize(1_002);
        assertThat(answers.split("connection: close", -1)).hasSize(2);
    }

    @Test
    void ignoresABodyAndAnswersTheNextRequest() throws IOException {
        String withBody = "GET /hello HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\n" + "x".repeat(1_000);
        String chunked = "GET /hello HTTP/1.1\r\n" + HOST
                + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nTrailer: x\r\n\r\n";
        assertThat(exchange(withBody + chunked + "GET /hello HTTP/1.1\r\n" + CLOSE)
                        .split("hello", -1))
                .hasSize(4);
    }

    @Test
    void boundsTheBodyBeforeReadingIt() throws IOException {
        assertThat(exchange("GET /hello HTTP/1.1\r\n" + HOST + "Content-Length: 1000000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413 Content Too Large\r\n");
        String chunk = "ffff\r\n" + "x".repeat(0xffff) + "\r\n";
        assertThat(exchange("GET /hello HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk))
                .startsWith("HTTP/1.1 413 Content Too Large\r\n");
    }

    @Test
    void boundsTheRequestLineAndTheHeaders() throws IOException {
        assertThat(exchange("GET /" + "a".repeat(21_000) + " HTTP/1.1\r\n" + CLOSE))
                .startsWith("HTTP/1.1 414 URI Too Long\r\n")
                .contains("\"code\":\"uri_too_long\"");
        assertThat(exchange("GET /hello HTTP/1.1\r\nX: " + "a".repeat(17_000) + "\r\n" + CLOSE))
                .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
        assertThat(exchange("GET /hello HTTP/1.1\r\n" + "X: 1\r\n".repeat(5_000) + CLOSE))
                .startsWith("HTTP/1.1 431 ");
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /hello HTTP/1.1\r\n\r\n', 400",
        "'GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400",
        "'GET /hello HTTP/2.0\r\nHost: a\r\n\r\n', 505",
        "'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505",
        "'GET /hello FOO/1.1\r\nHost: a\r\n\r\n', 400",
        "'GET\r\n\r\n', 400",
        "'\0\1\2\3\r\n\r\n', 400",
        "'GET /hello HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n', 400",
        "'GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400",
        "'GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\n', 400",
        "'GET /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 400",
        "'GET /hello HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n', 417"
    })
    void refusesWhatIsNoProperRequestAndHangsUp(String request, int status) throws IOException {
        assertThat(exchange(request)).startsWith("HTTP/1.1 " + status + " ").contains("connection: close");
        assertThat(exchange("GET /hello HTTP/1.1\r\n" + CLOSE)).endsWith("hello");
    }

    @Test
    void letsTheClientSendItsBodyWhenItAsksFirst() throws IOException {
        try (Socket socket = connect()) {
            write(socket, "GET /hello HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(new String(socket.getInputStream().readNBytes(25), US_ASCII))
                    .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            write(socket, "xx");
            assertThat(new String(socket.getInputStream().readNBytes(15), US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void speaksHttp10() throws IOException {
        assertThat(exchange("GET /hello HTTP/1.0\r\n\r\n")).endsWith("hello");
    }

    @Test
    void hangsUpOnWhoNeverFinishesARequest() throws IOException {
        HttpServer impatient = start(new HttpLimits(8192, 8192, 8192, Duration.ofMillis(50), 1 << 20));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), impatient.address().getPort())) {
            write(socket, "GET /hello HTTP/1.1\r\nHost:");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } finally {
            impatient.close();
        }
    }

    @Test
    void finishesWhatIsInFlightWhenItStops() throws Exception {
        try (Socket idle = connect();
                Socket busy = connect()) {
            write(busy, "GET /hello HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\nx");
            assertThat(new String(busy.getInputStream().readNBytes(25), US_ASCII))
                    .contains("100 Continue");
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            write(busy, "x");
            assertThat(new String(busy.getInputStream().readAllBytes(), US_ASCII))
                    .contains("connection: close")
                    .endsWith("hello");
            closing.get();
        }
    }

    @Test
    void letsThoseWhoAreConnectedBeginALastRequestIfItLingers() throws Exception {
        try (Socket idle = connect()) {
            write(idle, "GET /hello HTTP/1.1\r\n" + HOST + "\r\n");
            readOneAnswer(idle);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> server.close(Duration.ofSeconds(1)));
            awaitRefusal();
            write(idle, "GET /hello HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(new String(idle.getInputStream().readAllBytes(), US_ASCII))
                    .endsWith("hello");
            closing.get();
        }
    }

    @Test
    void stopsEvenIfARequestIsNeverFinished() throws Exception {
        try (Socket stuck = connect()) {
            write(stuck, "GET /hello HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(stuck.getInputStream().readNBytes(25)).hasSize(25);
            server.close();
            assertThat(stuck.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static HttpServer start(HttpLimits limits) throws IOException {
        Router routes = new Router().add(HttpMethod.GET, "/hello", request -> HELLO);
        HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best(), limits);
        server.serve(routes, () -> Micros.of(Instant.parse("1994-11-06T08:49:37.999Z")));
        return server;
    }

    private static void readOneAnswer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("hello") < 0) {
            answer.append((char) socket.getInputStream().read());
        }
    }

    private void awaitRefusal() throws IOException {
        while (true) {
            try {
                connect().close();
            } catch (SocketException refused) {
                // Refused, or reset if the server closed the queue in between.
                return;
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    }

    /** Sends all of it, and reads until the server hangs up. */
    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try {
                    write(socket, request);
                } catch (IOException hungUp) {
                    // The server need not read what it refuses.
                }
            });
            String answer = readAll(socket);
            writing.join();
            return answer;
        }
    }

    /** A server that hangs up on unread input resets the connection; what it said before counts. */
    private static String readAll(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] chunk = new byte[4096];
        try {
            for (int read = 0; read >= 0; read = socket.getInputStream().read(chunk)) {
                answer.append(new String(chunk, 0, read, US_ASCII));
            }
        } catch (IOException reset) {
            assertThat(answer).isNotEmpty();
        }
        return answer.toString();
    }

    private static void write(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(US_ASCII));
    }
}
