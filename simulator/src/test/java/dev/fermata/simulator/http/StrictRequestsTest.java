package dev.fermata.simulator.http;

import static dev.fermata.simulator.http.BareSocket.exchange;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What RFC 9112 lets nobody read in two ways. Behind each doubtful request stands another one, which must not be answered:
 * who sees where the first ends in another way would take it for a part of that.
 */
@Timeout(60)
class StrictRequestsTest {

    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String GET = "GET /echo HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST /echo HTTP/1.1\r\nHost: a\r\n";

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Router routes = new Router()
                .add(HttpMethod.GET, "/", this::answer)
                .add(HttpMethod.GET, "/next", this::answer)
                .add(HttpMethod.GET, "/echo", this::answer)
                .add(HttpMethod.POST, "/echo", this::answer);
        server = HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best());
        server.serve(routes, () -> 0L);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Transfer-Encoding: cow | 400",
                "Transfer-Encoding: xchunked | 400",
                "Transfer-Encoding: chunkedx | 400",
                "Transfer-Encoding: identity | 400",
                "Transfer-Encoding: gzip | 400",
                "Transfer-Encoding: chunked, gzip | 400",
                "Transfer-Encoding: chunked, chunked | 400",
                "Transfer-Encoding: gzip, chunked, chunked | 400",
                "Transfer-Encoding: chunked;q=1 | 400",
                "Transfer-Encoding: \"chunked\" | 400",
                "Transfer-Encoding: 'chunked' | 400",
                "Transfer-Encoding: chunked, | 400",
                "Transfer-Encoding: , chunked | 400",
                "Transfer-Encoding: | 400",
                "Transfer-Encoding: chunked identity | 400",
                "Transfer-Encoding: a b, chunked | 400",
                "Transfer-Encoding:~~chunked~~Transfer-Encoding: cow | 400",
                "Transfer-Encoding: cow~~Transfer-Encoding: chunked | 501",
                "Transfer-Encoding: chunked~~Transfer-Encoding: chunked | 400",
                "Transfer-Encoding : chunked | 400",
                "Transfer-Encoding:~ chunked | 400",
                "Transfer-Encoding: \u000Bchunked | 400",
                "Transfer-Encoding: \u00A0chunked | 400",
                "Transfer-Encoding: gzip, chunked | 501",
                "Transfer-Encoding: foo, bar, chunked | 501",
                "Transfer-Encoding: chunked~~Content-Length: 5 | 400",
                "Content-Length: 5~~Transfer-Encoding: chunked | 400",
                "Content-Length: 5~~Transfer-Encoding: xchunked | 400",
                "Content-Length: 0~~Transfer-Encoding: chunked | 400",
                "Content-Length: 5~~Content-Length: 5 | 400",
                "Content-Length: 5, 5 | 400",
                "Content-Length: +5 | 400",
                "Content-Length: 0x5 | 400",
                "Content-Length: 5_0 | 400",
                "Content-Length: \u00B2 | 400",
                "Content-Length: | 400",
                "Content-Length: 99999999999999999999 | 400",
                "Content-Length: 9999999999 | 413",
                "Sec-WebSocket-Key1: a~~Sec-WebSocket-Key2: b | 400"
            })
    void refusesALengthThatCanBeReadInTwoWays(String fields, int status) throws IOException {
        String request = POST + fields.replaceAll("~~|~(?= )", "\r\n") + "\r\n\r\n0\r\n\r\n" + NEXT;
        assertThat(refused(request, status).contains("Each header must be in one line."))
                .isEqualTo(fields.contains("~ "));
        refused(request.replace("POST", "GET"), status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: cow",
                "Content-Length: 5~Content-Length: 6",
                "Content-Length: 5, 6"
            })
    void refusesItInHttp10Too(String fields) throws IOException {
        refused("POST /echo HTTP/1.0\r\n" + fields.replace("~", "\r\n") + "\r\n\r\n0\r\n\r\n" + NEXT, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "CHUNKED", "Chunked"})
    void takesAChunkedBody(String coding) throws IOException {
        String body =
                "5\r\nabcde\r\n00003;a=b;c=\"d;\\\"e\" ; f\r\nfgh\r\nA ;x\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
        String answers = exchange(server, POST + "Transfer-Encoding: " + coding + "\r\n\r\n" + body + NEXT);
        assertThat(answers).contains("abcdefgh0123456789");
        assertThat(asked).containsExactly("POST /echo", "GET /next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5 5~abcde",
                "5 ~abcde",
                "5\t~abcde",
                " 5~abcde",
                "5 x~abcde",
                "5x~abcde",
                "5\0~abcde",
                "0x5~abcde",
                "+5~abcde",
                "-5~abcde",
                "5,~abcde",
                "5;a=\"b~abcde",
                "5;a=~abcde",
                "5;a b\u0001~abcde",
                "5;\r;~abcde",
                "~abcde",
                ";a~abcde",
                "5_0~abcde",
                "00000000000000005~abcde",
                "5~abcdefg",
                "5~abcdeX~0",
                "5~abcd~"
            })
    void refusesRubbishWhereAChunkBegins(String chunk) throws IOException {
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk.replace("~", "\r\n") + "\r\n0\r\n\r\n" + NEXT, 400);
    }

    @Test
    void refusesALineThatEndsWithoutACarriageReturn() throws IOException {
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n5\nabcde\r\n0\r\n\r\n" + NEXT, 400);
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n5;a\nabcde\r\n0\r\n\r\n" + NEXT, 400);
        refused("GET /echo HTTP/1.1\nHost: a\n\n" + NEXT, 400);
        refused("GET /echo HTTP/1.1\r\nHost: a\nX: b\r\n\r\n" + NEXT, 400);
        refused("GET /echo HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n" + NEXT, 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /echo http/1.1~Host: a | Its first line ends with the protocol, such as HTTP/1.1, in upper case.",
                "GET /echo~Host: a | Its first line ends with the protocol, such as HTTP/1.1, in upper case.",
                "GET /echo HTTP/1.0~Host: a~Transfer-Encoding: chunked~Content-Length: 1 | and not both.",
                "GET  /echo HTTP/1.1~Host: a | In its first line, there is one space between two words.",
                "GET /echo HTTP/1.0~Host: a~Content-Length: 0~Content-Length: 0 | It has at most one Content-Length.",
                "GET /echo HTTP/1.1~Host: a~Sec-WebSocket-Key1: a | Sec-WebSocket-Key1 is not allowed.",
                "GET /echo HTTP/1.1~Host: a~Content-Length: x | It has at most one Content-Length, a number,",
                "GET /echo HTTP/1.1~Host : a | headers such as 'Host: a'."
            })
    void saysWhatTheHeadOfARequestIsLike(String head, String rule) throws IOException {
        assertThat(refused(head.replace("~", "\r\n") + "\r\n\r\n", 400)).contains(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD /echo http/1.1", "HEAD  /echo HTTP/1.1", "HEAD /echo"})
    void refusesAHeadRequestWithoutABody(String line) throws IOException {
        assertThat(exchange(server, line + "\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("\r\n\r\n");
    }

    /** What comes after the mistake may come later, so it makes no difference. */
    @ParameterizedTest
    @ValueSource(strings = {"\t", "\f", "\r\f", "\u001c", "\0", " \r\n", "\r \n"})
    void refusesWhatIsWrongBeforeTheMethodInTheSameWayWhateverFollows(String start) throws IOException {
        assertThat(exchange(server, start + "HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n"))
                .isEqualTo(exchange(server, start))
                .startsWith("HTTP/1.1 400 ")
                .contains("malformed_request");
    }

    @Test
    void refusesAChunkThatIsLargerThanABodyMayBeBeforeItComes() throws IOException {
        for (String size : List.of("10001", "7fffffff", "80000000", "7fffffffffffffff", "ffffffffffffffff")) {
            refused(POST + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n", 413);
        }
    }

    @Test
    void boundsTheExtensionsOfAllChunksTogetherAndSaysSo() throws IOException {
        String start = POST + "Transfer-Encoding: chunked\r\n\r\n";
        String one = refused(start + "1;" + "x".repeat(20_000) + "\r\na\r\n0\r\n\r\n", 400);
        String many = refused(start + ("1;" + "x".repeat(999) + "\r\na\r\n").repeat(17) + "0\r\n\r\n", 400);
        String unfinished = refused(start + "1;" + "x".repeat(20_000), 400);
        assertThat(List.of(one, many, unfinished)).allMatch(answer -> answer.contains("chunk_extensions_too_long"));
        assertThat(exchange(server, start + ("1;" + "x".repeat(999) + "\r\na\r\n").repeat(16) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(refused(start + "0\r\nX: " + "x".repeat(20_000) + "\r\n\r\n", 431))
                .contains("headers_too_large");
    }

    /** Joining such lines would keep the event loop busy. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a\r\n b\r\n",
                "X: a\r\n\tb\r\nY: c\r\n",
                "X: a\r\n \r\n",
                "X:\r\n a\r\n",
                "X: a\n b\r\n",
                " X: a\r\n"
            })
    void refusesHeadersOfSeveralLines(String fields) throws IOException {
        // In one of them, another mistake comes first.
        assertThat(refused(GET + fields + "\r\n" + NEXT, 400).contains("Each header must be in one line."))
                .isEqualTo(!fields.contains("a\n"));
        refused("\r\n" + GET + fields + "\r\n" + NEXT, 400);
        refused(POST + "Content-Length: 0\r\n" + fields + "\r\n" + NEXT, 400);
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + fields + "\r\n" + NEXT, 400);
        assertThat(exchange(server, NEXT + GET + fields + "\r\n")).contains("HTTP/1.1 200 ", "HTTP/1.1 400 ");
        try (BareSocket slow = new BareSocket(server)) {
            for (byte each : (GET + fields + "\r\n").getBytes(UTF_8)) {
                slow.send(new byte[] {each}, 0, 1);
            }
            assertThat(slow.end().readAll()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void readsLinesOfABodyAsTheyAre() throws IOException {
        String body = "a\r\n b\r\n\tc";
        assertThat(exchange(server, POST + "Content-Length: 9\r\n\r\n" + body + NEXT))
                .contains("with " + body, "GET /next");
        assertThat(exchange(server, POST + "Transfer-Encoding: chunked\r\n\r\n9\r\n" + body + "\r\n0\r\n\r\n" + NEXT))
                .contains("with " + body, "GET /next");
    }

    /** However short they are: each takes memory of its own. */
    @Test
    void boundsTheNumberOfHeaders() throws IOException {
        String most = "a:\r\n".repeat(99);
        assertThat(exchange(server, GET + most + "\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(refused(GET + most + "a:\r\n\r\n" + NEXT, 431)).contains("more than 100 headers");
        String chunked = POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n";
        assertThat(refused(chunked + most + "\r\n" + NEXT, 431)).contains("more than 100 headers");
    }

    /** The head is refused before its end, or one that never ends would hold all of them. */
    @Test
    void refusesTooManyHeadersBeforeTheLastOne() throws IOException {
        assertThat(exchange(server, GET + "a:\r\n".repeat(100))).startsWith("HTTP/1.1 431 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a, b",
                "a,b",
                "a/b",
                "a?b",
                "a#b",
                "http://a",
                "me@a",
                "me:secret@a",
                "a@",
                ":",
                ":80",
                "a:b",
                "a:-1",
                "a:+80",
                "a:65536",
                "a:99999999999999999999",
                "a:80:80",
                "a:80 ",
                "[::1",
                "::1",
                "[]",
                "[::1]a",
                "[::1]:x",
                "[zz]",
                "[1:2:3]",
                "[::1::2]",
                "[127.0.0.1]",
                "[fe80::1%eth0]",
                "[[::1]]",
                "a%zz",
                "a\\b",
                "<a>",
                "\"a\"",
                "a\u00E4",
                "a^b",
                "a\tb"
            })
    void refusesAHostThatIsNone(String host) throws IOException {
        // Blanks at the end are no part of it.
        if (!host.endsWith(" ")) {
            refused("GET /echo HTTP/1.1\r\nHost: " + host + "\r\n\r\n" + NEXT, 400);
            refused("GET /echo HTTP/1.0\r\nHost: " + host + "\r\n\r\n" + NEXT, 400);
        }
    }

    @Test
    void wantsOneHost() throws IOException {
        refused("GET /echo HTTP/1.1\r\n\r\n" + NEXT, 400);
        refused("GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" + NEXT, 400);
        refused("GET /echo HTTP/1.0\r\nHost: a\r\nhost: a\r\n\r\n" + NEXT, 400);
        refused("GET http://a/echo HTTP/1.1\r\n\r\n" + NEXT, 400);
        assertThat(exchange(server, "GET /echo HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A.example.",
                "my_service:8000",
                "a:",
                "a:0080",
                "127.0.0.1:8000",
                "[::1]",
                "[::1]:8000",
                "[::ffff:127.0.0.1]:1",
                "[64:ff9b::1.2.3.4]",
                "a~b!c$d&e'f(g)h*i+j;k=l"
            })
    void takesAnyHostThatIsOne(String host) throws IOException {
        assertThat(exchange(server, "GET /echo HTTP/1.1\r\nHost: " + host + "\r\n\r\n" + NEXT))
                .contains("asked " + host);
        assertThat(asked).containsExactly("GET /echo", "GET /next");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://b/echo | /echo | b",
                "HTTP://b/echo | /echo | b",
                "hTTpS://b:80/echo | /echo | b:80",
                "http://b_c:8000/echo/ | /echo | b_c:8000",
                "http://b | / | b",
                "http://b? | / | b",
                "http://b?x=/echo | / | b",
                "http://b/?x=http://c/ | / | b",
                "http://[::1]:80/echo?x=1 | /echo | [::1]:80"
            })
    void asksTheHostOfAnAbsoluteTargetWhateverTheFieldSays(String target, String path, String host) throws IOException {
        assertThat(exchange(server, "GET " + target + " HTTP/1.1\r\nHost: other\r\n\r\n"))
                .endsWith("GET " + path + " asked " + host + " with ");
        assertThat(exchange(server, "GET " + target + " HTTP/1.1\r\nHost:\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/echo#top",
                "/echo?x#top",
                "http://a/echo#top",
                "http://a#top",
                "http:///echo",
                "http://",
                "http:/echo",
                "http://me@a/echo",
                "http://a:x/echo",
                "http://a b/echo",
                "ftp://a/echo",
                "echo",
                "*",
                "?x=1",
                "a:80",
                "/echo%",
                "/echo%2",
                "/echo%zz",
                "/echo\u00E4",
                "/echo\u0001",
                "/echo\u007F"
            })
    void refusesATargetThatIsNone(String target) throws IOException {
        refused("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n" + NEXT, 400);
    }

    @Test
    void tellsASlashThatBelongsToASegmentFromOneThatSeparates() throws IOException {
        assertThat(exchange(server, "GET /%65cho HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        for (String target : List.of("%2Fecho", "/echo%2F", "/%2Fecho", "/%2fecho")) {
            int status = target.startsWith("/") ? 404 : 400;
            assertThat(exchange(server, "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /echo HTTP/1.2 | 200",
                "GET /echo HTTP/1.9 | 200",
                "GET /echo HTTP/2.0 | 505",
                "GET /echo HTTP/0.9 | 505",
                "GET /echo HTTP/3.1 | 505",
                "GET /echo http/1.1 | 400",
                "GET /echo Http/1.1 | 400",
                "GET /echo HTTP/1.10 | 400",
                "GET /echo HTTP/1,1 | 400",
                "GET /echo HTTP/11 | 400",
                "GET /echo HTTP/1.x | 400",
                "GET /echo HTTPS/1.1 | 400",
                "GET /echo | 400",
                "GET  /echo HTTP/1.1 | 400",
                "GET /echo  HTTP/1.1 | 400",
                "GET\t/echo HTTP/1.1 | 400",
                "GET /echo /next HTTP/1.1 | 400",
                "G(T /echo HTTP/1.1 | 400",
                "get /echo HTTP/1.1 | 405"
            })
    void readsTheRequestLineToTheLetter(String line, int status) throws IOException {
        assertThat(exchange(server, line + "\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
        assertThat(exchange(server, " " + line + "\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /echo\rHTTP/1.1", "GET\r/echo HTTP/1.1", "GET /echo HTTP/1.1\u000B"})
    void takesNoOtherWhitespaceForABlank(String line) throws IOException {
        refused(line + "\r\nHost: a\r\n\r\n" + NEXT, 400);
    }

    @Test
    void treatsALaterMinorVersionAsHttp11() throws IOException {
        String chunked = "POST /echo HTTP/1.2\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n";
        assertThat(exchange(server, chunked + NEXT)).contains("abcde", "GET /next");
        refused("GET /echo HTTP/1.2\r\n\r\n", 400);
    }

    @Test
    void ignoresWhatHttp10CannotExpect() throws IOException {
        for (String expected : List.of("100-continue", "miracles")) {
            assertThat(exchange(
                            server, "POST /echo HTTP/1.0\r\nExpect: " + expected + "\r\nContent-Length: 2\r\n\r\nhi"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("with hi");
        }
        refused(POST + "Expect: 100-continue\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\nhi" + NEXT, 417);
        assertThat(exchange(server, GET + "Expect: 100-continue\r\n\r\n"))
                .as("there is no body to wait for")
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void endsTheConnectionAfterAnAnswerToHttp10() throws IOException {
        String answer = exchange(server, "GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + NEXT);
        assertThat(answer).contains("connection: close\r\n");
        assertThat(asked).containsExactly("GET /echo");
    }

    /** The answer, after which the connection ends: nothing behind the request is read as another one. */
    private String refused(String request, int status) throws IOException {
        asked.clear();
        String answers = exchange(server, request);
        assertThat(answers).startsWith("HTTP/1.1 " + status + " ").contains("\r\nconnection: close\r\n", "\"detail\"");
        assertThat(answers.split("HTTP/1.1 \\d{3} ", -1)).as(answers).hasSize(2);
        assertThat(asked).isEmpty();
        return answers;
    }

    private Response answer(Request request) {
        String line = request.head().method() + " " + request.path();
        asked.add(line);
        String text = line + " asked " + request.authority() + " with " + new String(request.body(), UTF_8);
        return Response.of(HttpResponseStatus.OK, "text/plain", text.getBytes(UTF_8));
    }
}
