package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.http.decode.HttpLimits;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests whose answers come later, over bare sockets. */
@Timeout(60)
class DeferredResponseTest {

    private static final String HOLD = "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String NOW = "GET /now HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String STREAM = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final Response NO_STREAM =
            Response.of(HttpResponseStatus.SERVICE_UNAVAILABLE, "text/plain", "no stream".getBytes(US_ASCII));

    private final BlockingQueue<ResponseWriter> replies = new LinkedBlockingQueue<>();
    private final BlockingQueue<ResponseStream> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
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
    void answersWhenThereIsAnAnswer() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, HOLD);
            answer(replies.take(), "late");
            assertThat(read(socket, "late")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void takesOnlyTheFirstAnswer() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, HOLD);
            ResponseWriter reply = replies.take();
            answer(reply, "first");
            answer(reply, "second");
            write(socket, NOW);
            assertThat(read(socket, "now")).contains("first").doesNotContain("second");
            assertThat(told).isEmpty();
        }
    }

    @Test
    void letsLaterRequestsOfTheConnectionWait() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, HOLD + NOW + HOLD + NOW);
            ResponseWriter first = replies.take();
            onLoop(() -> {});
            assertThat(replies).isEmpty();
            answer(first, "one");
            answer(replies.take(), "two");
            write(socket, NOW);
            assertThat(read(socket, "now", 3)).containsSubsequence("one", "now", "two", "now", "now");
        }
    }

    @Test
    void cutsOffTheConnectionThatSendsMoreAheadThanThereIsRoomForAll() throws Exception {
        HttpServer small = start(HttpLimits.DEFAULT.withAllKept(5_000));
        try (Socket one = connect(small);
                Socket two = connect(small);
                Socket three = connect(small)) {
            write(one, HOLD + NOW.repeat(60));
            ResponseWriter first = replies.take();
            write(two, HOLD + NOW.repeat(60));
            replies.take();
            write(three, HOLD + NOW.repeat(60));
            replies.take();
            assertThat(told.take()).isEqualTo("gone");
            assertThat(three.getInputStream().read()).isNegative();
            CompletableFuture.runAsync(() -> first.send(text("one")), small.loop())
                    .get(10, TimeUnit.SECONDS);
            assertThat(read(one, "now", 60)).contains("one");
            try (Socket four = connect(small)) {
                write(four, HOLD + NOW.repeat(60));
                ResponseWriter last = replies.take();
                CompletableFuture.runAsync(() -> last.send(text("four")), small.loop())
                        .get(10, TimeUnit.SECONDS);
                assertThat(read(four, "now", 60)).contains("four");
            }
        } finally {
            small.close();
        }
    }

    @Test
    void takesAThousandPipelinedRequestsThatAreAnsweredAtOnceAfterOneThatIsNot() throws Exception {
        try (Socket socket = connect(server)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(socket, HOLD + NOW.repeat(1_000)));
            answer(replies.take(), "one");
            assertThat(read(socket, "now", 1_000)).contains("one");
            writing.join();
        }
    }

    @Test
    void notesWhenNobodyIsThereToBeAnswered() throws Exception {
        ResponseWriter reply;
        try (Socket socket = connect(server)) {
            write(socket, HOLD);
            reply = replies.take();
        }
        assertThat(told.take()).isEqualTo("gone");
        answer(reply, "to nobody");
        assertThat(reply.open()).isFalse();
    }

    @Test
    void notesAlsoAResetWhileMoreRequestsWait() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, HOLD + NOW);
            replies.take();
            socket.setSoLinger(true, 0);
        }
        assertThat(told.take()).isEqualTo("gone");
    }

    @Test
    void keepsHeldRequestsLongerThanIdleConnections() throws Exception {
        HttpServer impatient = start(new HttpLimits(8192, 8192, 8192, Duration.ofMillis(50), 1 << 20));
        try (Socket held = connect(impatient)) {
            write(held, HOLD);
            ResponseWriter reply = replies.take();
            for (int i = 0; i < 3; i++) {
                try (Socket idle = connect(impatient)) {
                    assertThat(idle.getInputStream().read()).isEqualTo(-1);
                }
            }
            answer(reply, "late");
            assertThat(read(held, "late")).startsWith("HTTP/1.1 200 OK\r\n");
        } finally {
            impatient.close();
        }
    }

    @Test
    void answersWhatIsHeldWhenItStops() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, HOLD);
            replies.take();
            server.close();
            assertThat(readAll(socket)).contains("connection: close\r\n").endsWith("as it is");
            assertThat(told).containsExactly("hurry");
        }
    }

    @Test
    void streamsInChunks() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, STREAM);
            ResponseStream stream = streams.take();
            onLoop(() -> stream.write("hello".getBytes(US_ASCII)));
            assertThat(read(socket, "hello\r\n")).contains("transfer-encoding: chunked\r\n", "\r\n\r\n5\r\nhello\r\n");
            onLoop(() -> {
                stream.end();
                stream.end();
                stream.write("late".getBytes(US_ASCII));
            });
            assertThat(readAll(socket)).isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    void streamsAsItIsToOldClients() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, "GET /stream HTTP/1.0\r\n\r\n");
            ResponseStream stream = streams.take();
            onLoop(() -> {
                stream.write("hello".getBytes(US_ASCII));
                stream.end();
            });
            assertThat(readAll(socket)).doesNotContain("chunked").endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void answersHeadOfAStreamWithoutAStream() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, STREAM.replace("GET", "HEAD"));
            assertThat(readAll(socket)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
        }
    }

    @Test
    void sendsASignOfLifeWhenThereIsNothingElseToSend() throws Exception {
        HttpServer lively = start(new HttpLimits(8192, 8192, 8192, Duration.ofMillis(40), 1 << 20));
        try (Socket socket = connect(lively)) {
            write(socket, STREAM);
            assertThat(read(socket, ": still here\n", 3)).contains("\r\n\r\nd\r\n: still here\n\r\n");
        } finally {
            lively.close();
        }
    }

    @Test
    void cutsOffWhoDoesNotReadTheStream() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, STREAM);
            ResponseStream stream = streams.take();
            byte[] some = new byte[1 << 16];
            int sent = 0;
            while (told.isEmpty()) {
                onLoop(() -> stream.write(some));
                sent++;
                assertThat(sent).as("64 KiB pieces in memory").isLessThan(1_000);
            }
            assertThat(told.take()).isEqualTo("gone");
        }
    }

    @Test
    void notesThatAStreamWasAnsweredInAnotherWayWheneverItBegins() throws Exception {
        try (Socket socket = connect(server)) {
            write(socket, "GET /refused HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(read(socket, "no stream")).startsWith("HTTP/1.1 503 ");
            assertThat(told.take()).isEqualTo("gone");

            write(socket, HOLD);
            ResponseWriter reply = replies.take();
            onLoop(() -> {
                reply.change(response -> NO_STREAM);
                reply.stream(Response.streamed("text/plain"), new byte[0]);
            });
            assertThat(read(socket, "no stream")).startsWith("HTTP/1.1 503 ");
            assertThat(told.take()).isEqualTo("gone");

            write(socket, NOW);
            read(socket, "now");
        }
        assertThat(told).as("said once each").isEmpty();
    }

    private HttpServer start(HttpLimits limits) throws IOException {
        Router routes = new Router()
                .add(HttpMethod.GET, "/hold", request -> (DeferredResponse) reply -> {
                    replies.add(reply);
                    return noting(reply);
                })
                .add(HttpMethod.GET, "/stream", request -> (DeferredResponse) reply -> {
                    streams.add(reply.stream(Response.streamed("text/plain"), ": still here\n".getBytes(US_ASCII)));
                    return noting(reply);
                })
                .add(HttpMethod.GET, "/refused", request -> (DeferredResponse) reply -> {
                    reply.change(response -> NO_STREAM);
                    reply.stream(Response.streamed("text/plain"), new byte[0]);
                    return noting(reply);
                })
                .add(HttpMethod.GET, "/now", request -> text("now"));
        HttpServer started =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best(), limits);
        started.serve(routes, () -> 0L);
        return started;
    }

    private HeldRequest noting(ResponseWriter reply) {
        return new HeldRequest() {
            @Override
            public void disconnected() {
                told.add("gone");
            }

            @Override
            public void answerNow() {
                told.add("hurry");
                reply.send(text("as it is"));
            }
        };
    }

    private void answer(ResponseWriter reply, String text) throws Exception {
        onLoop(() -> reply.send(text(text)));
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, server.loop()).get(10, TimeUnit.SECONDS);
    }

    private static Response text(String text) {
        return Response.of(HttpResponseStatus.OK, "text/plain", text.getBytes(US_ASCII));
    }

    private static Socket connect(HttpServer server) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        // A read cannot be interrupted: what never comes must not stop the test from failing.
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Socket socket, String end) throws IOException {
        return read(socket, end, 1);
    }

    /** Reads until that has come so many times. */
    private static String read(Socket socket, String end, int times) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        for (int found = 0; found < times; ) {
            int next = in.read();
            assertThat(next).as("end of '%s'", read).isNotNegative();
            read.append((char) next);
            found += read.length() >= end.length() && read.indexOf(end, read.length() - end.length()) >= 0 ? 1 : 0;
        }
        return read.toString();
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
}
