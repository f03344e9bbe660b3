package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.http.decode.HttpLimits;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that ends its side, as {@code nc -N} does, still gets all that it asked for; one that is gone is forgotten. */
@Timeout(60)
class HalfClosingClientTest {

    private static final String HOLD = "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String NOW = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";

    private final BlockingQueue<ResponseWriter> replies = new LinkedBlockingQueue<>();
    private final BlockingQueue<ResponseStream> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private boolean answers = true;
    private final List<HttpServer> started = new ArrayList<>();

    private HttpServer start(Transport transport) throws IOException {
        return start(transport, HttpLimits.DEFAULT);
    }

    private HttpServer start(Transport transport, HttpLimits limits) throws IOException {
        Router routes = new Router()
                .add(HttpMethod.GET, "/now", request -> text("now"))
                .add(HttpMethod.POST, "/now", request -> text("now"))
                .add(HttpMethod.GET, "/hold", request -> (DeferredResponse) reply -> {
                    replies.add(reply);
                    return noting(reply);
                })
                .add(HttpMethod.GET, "/stream", request -> (DeferredResponse) reply -> {
                    streams.add(reply.stream(Response.streamed("text/plain"), ": still here\n".getBytes(US_ASCII)));
                    return noting(reply);
                });
        HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), transport, limits);
        started.add(server);
        server.serve(routes, () -> 0L);
        return server;
    }

    @AfterEach
    void stop() {
        started.forEach(HttpServer::close);
    }

    @ParameterizedTest
    @EnumSource
    void getsTheAnswerToAHeldRequest(Transport transport) throws Exception {
        HttpServer server = start(transport);
        try (BareSocket connection = new BareSocket(server)) {
            connection.send(HOLD).end();
            send(replies.take(), "late");
            assertThat(connection.readAll())
                    .startsWith("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n")
                    .endsWith("late");
        }
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void getsItWhenItEndsItsSideLongBefore(Transport transport) throws Exception {
        HttpServer server = start(transport, new HttpLimits(8192, 8192, 8192, Duration.ofMillis(50), 1 << 20));
        try (BareSocket connection = new BareSocket(server)) {
            connection.send(HOLD).end();
            // After each time of quiet it is sent one byte more of what every answer begins with.
            connection.until("HTTP/1.1 ");
            send(replies.take(), "late");
            assertThat(connection.readAll()).startsWith("200 OK\r\n").endsWith("late");
        }
    }

    @ParameterizedTest
    @EnumSource
    void getsAllAnswersToWhatItSentBefore(Transport transport) throws Exception {
        HttpServer server = start(transport);
        try (BareSocket connection = new BareSocket(server)) {
            CompletableFuture<String> reading = CompletableFuture.supplyAsync(connection::readAllUnchecked);
            // More than the server reads ahead.
            connection.send(NOW + HOLD + NOW.repeat(5_000) + HOLD + NOW).end();
            send(replies.take(), "first");
            send(replies.take(), "second");
            assertThat(reading.get().replaceAll("(?s)HTTP/1.1 200 OK\r\n.*?\r\n\r\n", "|"))
                    .isEqualTo("|now|first" + "|now".repeat(5_000) + "|second|now");
        }
    }

    @ParameterizedTest
    @EnumSource
    void getsAnAnswerThatDoesNotFitIntoAnyBuffer(Transport transport) throws Exception {
        HttpServer server = start(transport);
        String large = "x".repeat(20_000_000);
        try (BareSocket connection = new BareSocket(server)) {
            connection.send(HOLD).end();
            ResponseWriter reply = replies.take();
            send(reply, large);
            assertThat(connection.readAll()).endsWith("\r\n\r\n" + large);
        }
    }

    @ParameterizedTest
    @EnumSource
    void getsTheRestOfAStream(Transport transport) throws Exception {
        HttpServer server = start(transport);
        try (BareSocket connection = new BareSocket(server)) {
            connection.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n").end();
            ResponseStream stream = streams.take();
            connection.until(": still here\n");
            onLoop(server.loop(), () -> {
                stream.write("news".getBytes(US_ASCII));
                stream.end();
            });
            assertThat(connection.readAll()).contains("\r\n4\r\nnews\r\n").endsWith("\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isToldThatItsRequestIsNotWhole(Transport transport) throws Exception {
        HttpServer server = start(transport);
        for (String request : new String[] {
            "GET /now HTTP/1.1\r\nHost: a\r\n",
            "GET /now HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        }) {
            assertThat(BareSocket.exchange(server, NOW + request))
                    .contains("now")
                    .contains("HTTP/1.1 400 Bad Request\r\n");
        }
        assertThat(BareSocket.exchange(server, NOW)).endsWith("now");
        assertThat(BareSocket.exchange(server, "")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isForgottenWhenItIsGone(Transport transport) throws Exception {
        HttpServer server = start(transport, new HttpLimits(8192, 8192, 8192, Duration.ofMillis(50), 1 << 20));
        for (String path : new String[] {"/hold", "/stream"}) {
            try (BareSocket connection = new BareSocket(server)) {
                connection.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
                if (path.equals("/hold")) {
                    replies.take();
                } else {
                    connection.until("\r\n\r\n");
                }
            }
            assertThat(told.take()).isEqualTo("gone");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isLetGoWhenNothingWouldEverBeAnswered(Transport transport) throws Exception {
        answers = false;
        HttpServer server = start(transport);
        try (BareSocket connection = new BareSocket(server)) {
            connection.send(HOLD + NOW).end();
            assertThat(connection.readAll()).isEmpty();
        }
        assertThat(told.take()).isEqualTo("gone");
    }

    private HeldRequest noting(ResponseWriter reply) {
        return new HeldRequest() {
            @Override
            public boolean answers() {
                return answers;
            }

            @Override
            public void disconnected() {
                told.add("gone");
            }

            @Override
            public void answerNow() {
                reply.hangUp();
            }
        };
    }

    private static void send(ResponseWriter reply, String text) throws Exception {
        onLoop(reply.loop(), () -> reply.send(text(text)));
    }

    private static void onLoop(Executor loop, Runnable task) throws Exception {
        CompletableFuture.runAsync(task, loop).get();
    }

    private static Response text(String text) {
        return Response.of(HttpResponseStatus.OK, "text/plain", text.getBytes(US_ASCII));
    }
}
