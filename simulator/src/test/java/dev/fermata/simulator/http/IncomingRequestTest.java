package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.fermata.simulator.dialect.FormData;
import dev.fermata.simulator.http.Request.ReceivedBody.Gap;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestBudget;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IncomingRequestTest {

    private static final int BYTES = 60_000;
    private static final RequestBudget.Share BUDGET = new RequestBudget.Share(new RequestBudget(HttpLimits.DEFAULT));
    private static final HttpRequest HEAD = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");

    @Test
    void takesSpaceInProportionToItsBytesHoweverManyPiecesThereAre() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        HttpContent piece = new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[] {'x'}));
        IncomingRequest body = new IncomingRequest(HEAD, HttpLimits.DEFAULT, HttpLimits.DEFAULT.body());
        body.add(piece, BUDGET);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 1; i < BYTES; i++) {
            body.add(piece, BUDGET);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(body(body)).hasSize(BYTES).containsOnly('x');
        assertThat(allocated)
                .as("bytes, where copying for each piece takes 1.8 GB")
                .isLessThan(10 * BYTES);
    }

    @Test
    void keepsOnePieceAsItIs() {
        IncomingRequest body = new IncomingRequest(HEAD, HttpLimits.DEFAULT, HttpLimits.DEFAULT.body());
        assertThat(body(body)).isEmpty();
        add(body, "hello");
        assertThat(body(body)).isSameAs(body(body)).isEqualTo("hello".getBytes(US_ASCII));
        add(body, "");
        add(body, ", you");
        assertThat(body(body)).isEqualTo("hello, you".getBytes(US_ASCII));
    }

    @Test
    void arrivesWholeInTenThousandsOfChunks() throws IOException {
        Router routes = new Router()
                .add(
                        HttpMethod.POST,
                        "/echo",
                        request -> Response.of(HttpResponseStatus.OK, "text/plain", request.body()));
        try (HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best())) {
            server.serve(routes, () -> 0L);
            String head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            assertThat(BareSocket.exchange(server, head + "1\r\nx\r\n".repeat(BYTES) + "0\r\n\r\n"))
                    .endsWith("\r\n\r\n" + "x".repeat(BYTES));
            assertThat(BareSocket.exchange(server, head + "1\r\nx\r\n".repeat(70_000) + "0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void keepsTheBeginningOfAnUploadAndCountsTheRest() throws IOException {
        Router routes = new Router()
                .dialect("a", List.of("", "/a"), Problem.Format.PROBLEM_DETAILS)
                .add(Route.upload(HttpMethod.PUT, "/uploads/{id}", 1_000_000, request -> {
                    String said = request.body().length + " of " + request.bodySize();
                    return Response.of(HttpResponseStatus.OK, "text/plain", said.getBytes(US_ASCII));
                }));
        try (HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best())) {
            server.serve(routes, () -> 0L);
            for (String path : List.of("/uploads/7", "/a/uploads/7?x=y")) {
                String head = "PUT " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
                assertThat(BareSocket.exchange(
                                server, head + "Content-Length: 1000000\r\n\r\n" + "x".repeat(1_000_000)))
                        .endsWith("\r\n\r\n65536 of 1000000");
                assertThat(BareSocket.exchange(
                                server,
                                head + "Transfer-Encoding: chunked\r\n\r\n"
                                        + ("8000\r\n" + "x".repeat(0x8000) + "\r\n").repeat(20) + "0\r\n\r\n"))
                        .endsWith("\r\n\r\n65536 of " + 20 * 0x8000);
                assertThat(BareSocket.exchange(server, head + "Content-Length: 1000001\r\n\r\nx"))
                        .startsWith("HTTP/1.1 413 ");
            }
            assertThat(BareSocket.exchange(server, "PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\nx"))
                    .startsWith("HTTP/1.1 413 ");
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 1", "8, 1", "13, 1", "17, 5", "1000, 7", "1000, 1000"})
    void saysWhereTheRestOfAnUploadIsLeftOut(int size, int piece) {
        byte[] all = new byte[size];
        new Random(1).nextBytes(all);
        Request request = upload(HEAD, all, piece, 8);
        assertThat(request.body()).isEqualTo(Arrays.copyOf(all, Math.min(size, 8)));
        assertThat(request.received().gaps()).isEqualTo(size <= 8 ? List.of() : List.of(new Gap(8, size - 8)));
        assertThat(request.bodySize()).isEqualTo(size);
    }

    /** The content is full of what nearly is a separator. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 1_000, 1_000_000})
    void leavesOutNothingOfAFormButTheContentOfLongFiles(int piece) {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        head.headers().set("Content-Type", "multipart/form-data; boundary=\"-b-b\"");
        String long1 = "\r\n---b--b\r\r\n---b".repeat(3_000);
        String long2 = "\r\n--".repeat(2_000) + "-b";
        String form = part("x", "", "\r\n--not") + part("f", "a.bin", long1) + part("y", "", "") + part("g", "b", "")
                + part("h", "c", long2) + part("z", "", "last\r\n---b-\r\n") + "---b-b--\r\n" + "after".repeat(1_000);
        Request request = upload(head, form.getBytes(US_ASCII), piece, 1_000);
        assertThat(request.body()).hasSizeLessThan(2_000);
        assertThat(request.bodySize()).isEqualTo(form.length());
        List<FormData.Part> parts = FormData.of(request).orElseThrow().parts();
        assertThat(parts).extracting(FormData.Part::name).containsExactly("x", "f", "y", "g", "h", "z");
        assertThat(parts)
                .extracting(FormData.Part::size)
                .containsExactly(7L, (long) long1.length(), 0L, 0L, (long) long2.length(), 13L);
        assertThat(parts.get(0).text()).isEqualTo("\r\n--not");
        assertThat(parts.get(1).text()).isEqualTo(long1.substring(0, 1_000));
        assertThat(parts.get(4).text()).isEmpty();
        assertThat(parts.get(5).text()).isEqualTo("last\r\n---b-\r\n");
    }

    @Test
    void refusesAFormWithMoreThanThatBesidesFiles() {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        head.headers().set("Content-Type", "multipart/form-data; boundary=-b-b");
        byte[] form = part("x", "", "\r\n-".repeat(1_000)).getBytes(US_ASCII);
        assertThatThrownBy(() -> upload(head, form, 100, 1_000))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("1000 bytes besides the content of its files");
    }

    private static String part(String name, String file, String content) {
        return "---b-b\r\nContent-Disposition: form-data; name=\"" + name + "\""
                + (file.isEmpty() ? "" : "; filename=\"" + file + "\"") + "\r\n\r\n" + content + "\r\n";
    }

    private static Request upload(HttpRequest head, byte[] all, int piece, int most) {
        IncomingRequest upload = new IncomingRequest(head, HttpLimits.DEFAULT.withBody(1_000_000), most);
        for (int from = 0; from < all.length; from += piece) {
            byte[] part = Arrays.copyOfRange(all, from, Math.min(all.length, from + piece));
            upload.add(new DefaultHttpContent(Unpooled.wrappedBuffer(part)), BUDGET);
        }
        return upload.whole(new EmbeddedChannel());
    }

    /** Each takes 500 bytes for its head, too. */
    @Test
    void takesNoMoreBytesOfAllBodiesTogetherThanAllowed() throws IOException {
        HttpLimits limits = new HttpLimits(8192, 8192, 1_000, Duration.ofMinutes(1), 1 << 20, 1 << 20, 3_500);
        try (HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best(), limits)) {
            server.serve(
                    new Router().add(HttpMethod.POST, "/", request -> Response.empty(HttpResponseStatus.NO_CONTENT)),
                    () -> 0L);
            String whole = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
                    + "x".repeat(1_000);
            String half = whole.substring(0, whole.length() - 1);
            try (BareSocket one = new BareSocket(server).send(half);
                    BareSocket two = new BareSocket(server).send(half)) {
                String refused = BareSocket.exchange(server, whole);
                for (int i = 0; i < 1_000 && refused.startsWith("HTTP/1.1 204 "); i++) {
                    // The others are still on their way.
                    refused = BareSocket.exchange(server, whole);
                }
                assertThat(refused)
                        .startsWith("HTTP/1.1 503 ")
                        .contains("\r\nretry-after: 1\r\n", "\"code\":\"no_room\"", "3500 bytes");
                assertThat(one.send("x").readAll()).startsWith("HTTP/1.1 204 ");
                assertThat(BareSocket.exchange(server, whole)).startsWith("HTTP/1.1 204 ");
                assertThat(two.send("x").readAll()).startsWith("HTTP/1.1 204 ");
            }
        }
    }

    static List<Arguments> incomplete() {
        String get = "GET / HTTP/1.1\r\nHost: a\r\n";
        String post = get.replace("GET", "POST");
        String line = "A: " + "x".repeat(3_000) + "\r\n";
        return List.of(
                arguments("a long line", get + line, "\r\n"),
                arguments("twenty short lines", get + "A:b\r\n".repeat(20), "\r\n"),
                arguments("a long target", get.replace("/ ", "/?" + "x".repeat(3_000) + " "), "\r\n"),
                arguments("a trailer", post + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n" + line, "\r\n"),
                arguments("the head of a body", post + line + "Content-Length: 2\r\n\r\nx", "x"));
    }

    /** Each takes more than 3,000 bytes, and less than 5,000. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("incomplete")
    void keepsNoMoreOfHeadsAndTrailersThatAreNotCompleteThanAllowed(String what, String start, String rest)
            throws IOException {
        HttpLimits limits = HttpLimits.DEFAULT.withAllKept(10_000);
        try (HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best(), limits)) {
            Endpoint endpoint = request -> Response.empty(HttpResponseStatus.NO_CONTENT);
            server.serve(new Router().add(HttpMethod.GET, "/", endpoint).add(HttpMethod.POST, "/", endpoint), () -> 0L);
            int answered = 0;
            List<BareSocket> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(new BareSocket(server).send(start));
                // One loop reads all connections, so the start is read when another request is answered.
                assertThat(BareSocket.exchange(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
                        .as("a request that is complete at once")
                        .startsWith("HTTP/1.1 204 ");
            }
            for (BareSocket each : all) {
                answered += answer(each, rest).startsWith("HTTP/1.1 204 ") ? 1 : 0;
            }
            assertThat(answered).isBetween(2, 3);
            assertThat(answer(new BareSocket(server).send(start), rest))
                    .as("when the others are gone")
                    .startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void answersTheRequestBeforeOneForWhichThereIsNoRoom() throws IOException {
        HttpLimits limits = HttpLimits.DEFAULT.withAllKept(1_000);
        try (HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best(), limits)) {
            server.serve(
                    new Router().add(HttpMethod.GET, "/", request -> Response.empty(HttpResponseStatus.NO_CONTENT)),
                    () -> 0L);
            String complete = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            try (BareSocket socket = new BareSocket(server)) {
                assertThat(socket.send(complete + "GET /?" + "a".repeat(2_000)).readAll())
                        .startsWith("HTTP/1.1 204 ");
            }
        }
    }

    /** The response; empty if the connection was cut off. */
    private static String answer(BareSocket socket, String rest) {
        try (socket) {
            return socket.send(rest).end().readAll();
        } catch (IOException cutOff) {
            return "";
        }
    }

    private static void add(IncomingRequest request, String part) {
        request.add(new DefaultHttpContent(Unpooled.copiedBuffer(part, US_ASCII)), BUDGET);
    }

    private static byte[] body(IncomingRequest request) {
        return request.whole(new EmbeddedChannel()).body();
    }
}
