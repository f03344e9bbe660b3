package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an endpoint throws, and whenever, its client gets 500 with a problem, and the next request an answer. */
@Timeout(60)
class MistakesTest {

    private static final String HOLD = "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String NOW = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";

    private final BlockingQueue<ResponseWriter> replies = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Router routes = new Router()
                .add(HttpMethod.GET, "/now", request -> text("now"))
                .add(HttpMethod.GET, "/exception", request -> {
                    throw new IllegalStateException("oops");
                })
                .add(HttpMethod.GET, "/error", request -> {
                    throw new NoClassDefFoundError("oops");
                })
                .add(HttpMethod.GET, "/overflow", request -> {
                    throw new StackOverflowError("oops");
                })
                .add(HttpMethod.GET, "/begin", request -> (DeferredResponse) reply -> {
                    throw new NoClassDefFoundError("oops");
                })
                .add(HttpMethod.GET, "/change", request -> (DeferredResponse) reply -> {
                    reply.change(response -> {
                        throw new NoClassDefFoundError("oops");
                    });
                    reply.send(text("never"));
                    return HeldRequest.OVER;
                })
                .add(HttpMethod.GET, "/hold", request -> (DeferredResponse) reply -> {
                    replies.add(reply);
                    return new HeldRequest() {
                        @Override
                        public void disconnected() {
                            throw new NoClassDefFoundError("oops");
                        }

                        @Override
                        public void answerNow() {
                            throw new NoClassDefFoundError("oops");
                        }
                    };
                })
                .add(HttpMethod.GET, "/stream", request -> (DeferredResponse) reply -> {
                    reply.changeStream(bytes -> {
                        throw new NoClassDefFoundError("oops");
                    });
                    replies.add(reply);
                    reply.stream(Response.streamed("text/plain"), new byte[0]).write(new byte[1]);
                    return HeldRequest.OVER;
                });
        server = HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best());
        server.serve(routes, () -> 0L);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/exception", "/error", "/overflow", "/begin", "/change"})
    void areAnswered(String path) throws IOException {
        String answers = BareSocket.exchange(server, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n" + NOW);
        assertThat(answers)
                .startsWith("HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/problem+json\r\n")
                .contains("\"code\":\"internal_error\"", "\r\ndate: ")
                .endsWith("now")
                .doesNotContain("oops", "never");
    }

    @Test
    void areAnsweredWhenTheyAreMadeLater() throws Exception {
        try (BareSocket connection = new BareSocket(server)) {
            connection.send(HOLD + NOW);
            ResponseWriter reply = replies.take();
            CompletableFuture.runAsync(
                            () -> reply.attempt(() -> {
                                throw new NoClassDefFoundError("oops");
                            }),
                            server.loop())
                    .get();
            assertThat(connection.until("now")).startsWith("HTTP/1.1 500 ").contains("internal_error");
        }
    }

    @Test
    void areAnsweredWhenTheServerStops() throws Exception {
        try (BareSocket one = new BareSocket(server);
                BareSocket two = new BareSocket(server)) {
            for (BareSocket connection : List.of(one, two)) {
                connection.send(HOLD);
                replies.take();
            }
            server.close();
            for (BareSocket connection : List.of(one, two)) {
                assertThat(connection.readAll()).startsWith("HTTP/1.1 500 ").contains("internal_error");
            }
        }
    }

    @Test
    void endAStreamThatCannotSayThem() throws Exception {
        assertThat(BareSocket.exchange(server, "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void hurtNobodyElseWhenTheClientIsGone() throws Exception {
        try (BareSocket connection = new BareSocket(server)) {
            connection.send(HOLD);
            replies.take();
            connection.reset();
        }
        assertThat(BareSocket.exchange(server, NOW)).endsWith("now");
    }

    private static Response text(String text) {
        return Response.of(HttpResponseStatus.OK, "text/plain", text.getBytes(US_ASCII));
    }
}
