package dev.fermata.simulator.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is refused before a route is found, in the format of the vendor whose prefix the path has. */
@Timeout(60)
class UnreadableRequestsTest {

    /** By the first segment of the path: where an error of the vendor has its text. */
    private static final Map<String, String> MESSAGES = Map.of(
            "heygen",
            "/error/message",
            "elevenlabs",
            "/detail/message",
            "replicate",
            "/detail",
            "azure",
            "/error/message",
            "fal",
            "/detail",
            "runway",
            "/error",
            "v3",
            "/error/message");

    private static final String HOST = " HTTP/1.1\r\nHost: x\r\n";

    /** A {@code ~} is the beginning of the path. */
    private static final Map<String, Integer> REQUESTS = Map.ofEntries(
            Map.entry("GET ~/a%zz" + HOST + "\r\n", 400),
            Map.entry("GET http://x~/a%zz" + HOST + "\r\n", 400),
            Map.entry("GET ~/a b" + HOST + "\r\n", 400),
            Map.entry("GET  ~/a" + HOST + "\r\n", 400),
            Map.entry("GET ~/a?b#c" + HOST + "\r\n", 400),
            Map.entry("GET ~/" + "a".repeat(30_000) + HOST + "\r\n", 414),
            Map.entry("\r\nGET ~/" + "a".repeat(30_000) + HOST + "\r\n", 414),
            Map.entry("GET ~/a" + HOST + "a: " + "a".repeat(70_000) + "\r\n\r\n", 431),
            Map.entry("GET ~/a" + HOST + "a: b\r\n".repeat(2_000) + "\r\n", 431),
            Map.entry("GET ~/a" + HOST + "a: b\r\n c\r\n\r\n", 400),
            Map.entry("GET ~/a" + HOST + "a\r\n\r\n", 400),
            Map.entry("GET ~/a HTTP/1.1\r\n\r\n", 400),
            Map.entry("GET ~/a HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
            Map.entry("GET ~/a HTTP/3.0\r\nHost: x\r\n\r\n", 505),
            Map.entry("POST ~/a" + HOST + "Content-Length: 99999999\r\n\r\n", 413),
            Map.entry("POST ~/a" + HOST + "Content-Length: 5\r\n\r\n{", 400),
            Map.entry("POST ~/a" + HOST + "Expect: tea\r\n\r\n", 417),
            Map.entry("POST ~/a" + HOST + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
            Map.entry("POST ~/a" + HOST + "Transfer-Encoding: chunked\r\n\r\nx", 400));

    private final Simulator simulator = Simulator.builder().port(0).start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    static Stream<Arguments> cases() {
        return MESSAGES.keySet().stream()
                .flatMap(segment -> REQUESTS.keySet().stream().map(request -> Arguments.of(segment, request)));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("cases")
    void areAnsweredAsTheVendorDoes(String segment, String request) throws Exception {
        check(segment, request, exchange(List.of(request.replace("~", "/" + segment))));
    }

    @Test
    void areAnsweredSoIfTheyComeInPieces() throws Exception {
        for (String request : REQUESTS.keySet()) {
            String whole = request.replace("~", "/runway");
            check("runway", request, exchange(List.of(whole.substring(0, 9), whole.substring(9))));
        }
    }

    @Test
    void belongToNoVendorWithoutAPath() throws Exception {
        assertThat(exchange(List.of("GET\r\n\r\n"))).contains("application/problem+json");
    }

    private static void check(String segment, String request, String response) {
        String vendorsRequest = request.substring(0, Math.min(60, request.length()));
        assertThat(response).as(vendorsRequest).startsWith("HTTP/1.1 " + REQUESTS.get(request) + " ");
        assertThat(response).as(vendorsRequest).contains("\r\ncontent-type: application/json\r\n");
        JsonNode body = JsonMapper.shared().readTree(response.substring(response.indexOf("\r\n\r\n") + 4));
        assertThat(body.at(MESSAGES.get(segment)).isString()).as(response).isTrue();
    }

    private String exchange(List<String> pieces) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            for (String piece : pieces) {
                socket.getOutputStream().write(piece.getBytes(ISO_8859_1));
            }
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
