package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.http.decode.HttpLimits;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The last answer of a connection reaches a client that is still sending (RFC 9112, section 9.6). */
@Timeout(120)
class LastAnswerTest {

    private static final int UPLOADS = 200;
    private static final byte[] LARGE = new byte[4 << 20];

    private final List<HttpServer> started = new ArrayList<>();

    private HttpServer start(Transport transport, HttpLimits limits) throws IOException {
        Router routes = new Router()
                .add(HttpMethod.POST, "/jobs", request -> text("done"))
                .add(HttpMethod.GET, "/hello", request -> text("hello"));
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
    void reachesAClientThatUploadsALargeBody(Transport transport) throws Exception {
        HttpServer server = start(transport, HttpLimits.DEFAULT);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int upload = 0; upload < UPLOADS; upload++) {
            HttpRequest.BodyPublisher body = upload % 2 == 0
                    ? BodyPublishers.ofByteArray(LARGE)
                    : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(LARGE));
            HttpRequest request = HttpRequest.newBuilder(uri(server)).POST(body).build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("upload %s", upload).isEqualTo(413);
            assertThat(answer.body()).contains("body_too_large");
        }
    }

    @ParameterizedTest
    @EnumSource
    void reachesAClientThatReadsOnlyWhenAllIsSent(Transport transport) throws Exception {
        HttpServer server = start(transport, HttpLimits.DEFAULT);
        for (String request : new String[] {
            "POST /jobs HTTP/1.1\r\nHost: a\r\nContent-Length: " + LARGE.length + "\r\n\r\n",
            "POST /jobs HTTP/1.1\r\nContent-Length: " + LARGE.length + "\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET /hello HTTP/1.0\r\n\r\n",
            "nonsense\r\n\r\n"
        }) {
            try (BareSocket connection = new BareSocket(server)) {
                connection.send(request);
                for (int from = 0; from < LARGE.length; from += 64 * 1024) {
                    connection.send(LARGE, from, from + 64 * 1024);
                }
                assertThat(connection.end().readAll()).startsWith("HTTP/1.1 ").contains("connection: close\r\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isFollowedByTheEndThoughTheClientKeepsItsSideOpen(Transport transport) throws Exception {
        HttpServer server = start(transport, HttpLimits.DEFAULT);
        try (BareSocket connection = new BareSocket(server)) {
            connection.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(connection.readAll()).endsWith("hello");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNotWaitedForWithoutEnd(Transport transport) throws Exception {
        HttpServer server = start(transport, new HttpLimits(8192, 8192, 8192, Duration.ofMillis(120), 1 << 20));
        try (BareSocket connection = new BareSocket(server)) {
            connection.send("nonsense\r\n\r\n");
            assertThat(connection.readAll()).startsWith("HTTP/1.1 400 ");
            assertThatThrownBy(() -> sendForEver(connection)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotHaveMoreThanAFewHundredMegabytesRead(Transport transport) throws Exception {
        HttpLimits limits = new HttpLimits(8192, 8192, 64, Duration.ofMinutes(60), 1 << 20);
        HttpServer server = start(transport, limits);
        try (BareSocket connection = new BareSocket(server)) {
            connection.send("nonsense\r\n\r\n");
            assertThat(connection.readAll()).startsWith("HTTP/1.1 400 ");
            assertThat(limits.discarded()).isEqualTo(64 * 4096);
            assertThatThrownBy(() -> sendForEver(connection)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotKeepAServerFromClosing(Transport transport) throws Exception {
        HttpServer server = start(transport, HttpLimits.DEFAULT);
        try (BareSocket connection = new BareSocket(server)) {
            connection.send("nonsense\r\n\r\n");
            assertThat(connection.readAll()).startsWith("HTTP/1.1 400 ");
            CompletableFuture.runAsync(server::close).get();
            assertThatThrownBy(() -> sendForEver(connection)).isInstanceOf(IOException.class);
        }
    }

    /** Until the server has closed the connection. */
    private static void sendForEver(BareSocket connection) throws IOException {
        while (true) {
            connection.send(LARGE, 0, 1024);
        }
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + "/jobs");
    }

    private static Response text(String text) {
        return Response.of(HttpResponseStatus.OK, "text/plain", text.getBytes(US_ASCII));
    }
}
