package dev.fermata.simulator.admin;

import static dev.fermata.simulator.Requests.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use the admin routes: this machine, and those who have the token, but no page from elsewhere. */
@Timeout(60)
class AdminAccessTest {

    private Simulator simulator = Simulator.builder().port(0).start();
    private Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST:80", "[::1]:8000", "10.1.2.3"})
    void opensToAddressesAndToLocalhost(String host) throws IOException {
        assertThat(raw("GET /admin/clock HTTP/1.1\r\nHost: " + host + "\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000"})
    void refusesNamesThatSomebodyBentToThisMachine(String host) throws IOException {
        assertThat(raw("GET /admin/clock HTTP/1.1\r\nHost: " + host + "\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("host_not_allowed");
    }

    @Test
    void goesByTheHostOfAnAbsoluteTarget() throws IOException {
        assertThat(raw("GET http://evil.example/admin/clock HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("host_not_allowed", "evil.example");
        assertThat(raw("GET HTTP://LocalHost:8000/admin/clock HTTP/1.1\r\nHost: evil.example\r\n"))
                .startsWith("HTTP/1.1 200 ");
        String page = "GET http://127.0.0.1:8000/admin/clock HTTP/1.1\r\nHost: a\r\nOrigin: http://";
        assertThat(raw(page + "a\r\n")).startsWith("HTTP/1.1 403 ").contains("origin_not_allowed");
        assertThat(raw(page + "127.0.0.1:8000\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesPagesFromElsewhere() throws IOException {
        String get = "GET /admin/clock HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nOrigin: ";
        assertThat(raw(get + "http://evil.example\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("origin_not_allowed");
        assertThat(raw(get + "null\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(raw(get + "http://127.0.0.1:9000\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(raw(get + "http://127.0.0.1:8000\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("access-control");
    }

    @Test
    void takesNothingThatAPageCouldSendUnasked() throws IOException {
        for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}) {
            assertThat(raw(
                            "POST /admin/clock/freeze HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type
                                    + "\r\nContent-Length: 2\r\n",
                            "{}"))
                    .startsWith("HTTP/1.1 415 ");
        }
        assertThat(raw("POST /admin/clock/freeze HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
                .startsWith("HTTP/1.1 415 ");
        assertThat(raw("OPTIONS /admin/clock/freeze HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
                .startsWith("HTTP/1.1 405 ");
    }

    @Test
    void opensToWhoHasTheTokenAndToNobodyElse() throws Exception {
        restart(Simulator.builder().adminToken("sesame-open"));
        HttpResponse<String> without = requests.get("/admin/clock");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("www-authenticate")).contains("Bearer realm=\"admin\"");
        assertThat(requests.get("/admin/clock", "Authorization", "Bearer sesame-close")
                        .statusCode())
                .isEqualTo(401);
        assertThat(requests.get("/admin/clock", "Authorization", "Bearer sesame-open")
                        .statusCode())
                .isEqualTo(200);
        assertThat(raw("GET /admin/clock HTTP/1.1\r\nHost: simulator\r\nAuthorization: Bearer sesame-open\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void staysClosedToOtherMachinesWithoutAToken() throws Exception {
        Optional<InetAddress> outward = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .filter(address -> address.getAddress().length == 4)
                .findAny();
        Assumptions.assumeTrue(outward.isPresent(), "this machine has only the loopback");
        restart(Simulator.builder().host("0.0.0.0"));
        Requests outside =
                new Requests(URI.create("http://" + outward.get().getHostAddress() + ":" + simulator.port()));
        assertThat(outside.get("/status").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = outside.get("/admin/clock");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").asString()).isEqualTo("admin_token_needed");
        assertThat(requests.get("/admin/clock").statusCode()).isEqualTo(200);
    }

    private void restart(SimulatorBuilder builder) {
        simulator.close();
        simulator = builder.port(0).start();
        requests = new Requests(simulator.uri());
    }

    private String raw(String head) throws IOException {
        return raw(head, "");
    }

    /** What no client library would send. */
    private String raw(String head, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n" + body).getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
