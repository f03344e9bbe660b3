package dev.fermata.simulator;

import static dev.fermata.simulator.Requests.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.tls.Trusting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** TLS, beside HTTP. */
@Timeout(60)
class TlsTest {

    private static final String JOB = "{\"source_url\":\"https://e.example/x.mp4\",\"target_languages\":[\"es\"]}";

    private Simulator simulator = start(builder -> builder);

    private static Simulator start(UnaryOperator<SimulatorBuilder> settings) {
        return settings.apply(
                        Simulator.builder().port(0).tls(true).tlsPort(0).seed(1).clock(SimulatorClock.frozen()))
                .start();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private void restart(UnaryOperator<SimulatorBuilder> settings) {
        simulator.close();
        simulator = start(settings);
    }

    private URI tls() {
        return simulator.tlsUri().orElseThrow();
    }

    private Requests overTls() throws Exception {
        return overTls(tls());
    }

    private Requests overTls(URI uri) throws Exception {
        Path certificate = simulator.tlsCertificate().orElseThrow();
        return new Requests(
                uri,
                HttpClient.newBuilder().sslContext(Trusting.file(certificate)).build());
    }

    @Test
    void answersTheSameAtBothPorts() throws Exception {
        assertThat(tls().getScheme()).isEqualTo("https");
        assertThat(tls().getPort()).isNotEqualTo(simulator.port());
        String plain = new Requests(simulator.uri()).get("/status").body();
        assertThat(overTls().get("/status").body()).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]"})
    void hasACertificateForEachNameOfThisMachine(String host) throws Exception {
        URI uri = URI.create("https://" + host + ":" + tls().getPort());
        assertThat(overTls(uri).get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void isNotTrustedByThoseWhoDoNotKnowTheCertificateAndGoesOn() throws Exception {
        assertThatThrownBy(() -> new Requests(tls()).get("/status")).isInstanceOf(SSLException.class);
        assertThat(overTls().get("/status").statusCode()).isEqualTo(200);
    }

    @Test
    void saysToAClientWithoutTlsWhatIsWrong() throws Exception {
        HttpResponse<String> refused = new Requests(URI.create("http://127.0.0.1:" + tls().getPort())).get("/status");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("code").asString()).isEqualTo("tls_required");
        assertThat(json(refused).path("detail").asString()).contains("https://");
        HttpResponse<String> ofVendor =
                new Requests(URI.create("http://127.0.0.1:" + tls().getPort())).get("/heygen/v3/users/me");
        assertThat(json(ofVendor).at("/error/message").asString()).contains("https://");
    }

    @ParameterizedTest
    @CsvSource({"/v1/jobs, /jobs/0/result/video_url", "/fermata/v1/jobs, /jobs/0/result/video_url"})
    void makesLinksThatBeginAsTheRequestDid(String path, String link) throws Exception {
        String prefix = path.replace("/v1/jobs", "");
        new Requests(simulator.uri()).post("/v1/jobs", JOB);
        simulator.clock().advance(Duration.ofMinutes(10));
        String secure = json(overTls().get(path)).at(link).asString();
        assertThat(secure).startsWith(tls() + prefix + "/files/");
        String plain = json(new Requests(simulator.uri()).get(path)).at(link).asString();
        assertThat(plain).startsWith(simulator.uri() + prefix + "/files/");
        assertThat(overTls().get(URI.create(secure).getPath()).statusCode()).isEqualTo(200);
    }

    @Test
    void makesLinksOfVendorsThatBeginAsTheRequestDid() throws Exception {
        String fal =
                json(overTls().post("/fal/acme/dub", "{}")).path("status_url").asString();
        assertThat(fal).startsWith(tls() + "/fal/acme/dub/requests/");
        String replicate = json(overTls().post("/replicate/v1/predictions", "{\"version\":\"v\",\"input\":{}}"))
                .at("/urls/get")
                .asString();
        assertThat(replicate).startsWith(tls() + "/replicate/v1/predictions/");
        String azure = overTls()
                .send(
                        "PUT",
                        "/azure/videotranslation/translations/t-1?api-version=2026-03-01",
                        "{\"input\":{\"targetLocale\":\"es-ES\",\"voiceKind\":\"PlatformVoice\","
                                + "\"videoFileUrl\":\"https://e.example/x.mp4\"}}",
                        "Operation-Id",
                        "creation-1")
                .headers()
                .firstValue("operation-location")
                .orElseThrow();
        assertThat(azure).startsWith(tls() + "/azure/videotranslation/operations/");
    }

    /** Else a certificate for one name would be no use to clients that follow links. */
    @Test
    void makesLinksWithTheNameThatTheClientUses() throws Exception {
        URI named = URI.create("https://localhost:" + tls().getPort());
        String link = json(overTls(named).post("/fal/acme/dub", "{}"))
                .path("status_url")
                .asString();
        assertThat(link).startsWith(named + "/fal/acme/dub/requests/");
    }

    @Test
    void makesLinksInEventsThatBeginAsTheRequestDid() throws Exception {
        HttpResponse<String> submitted = overTls().post("/v1/jobs", JOB);
        String id = json(submitted).at("/jobs/0/id").asString();
        simulator.job(id).finish();
        assertThat(overTls().get("/fermata/v1/jobs/" + id + "/events").body())
                .contains("\"" + tls() + "/fermata/files/" + id + ".mp4\"");
    }

    @Test
    void keepsThePublicUrlAtBothPorts() throws Exception {
        restart(builder -> builder.publicUrl(URI.create("https://dub.example/x")));
        JsonNode created = json(overTls().post("/fal/acme/dub", "{}"));
        assertThat(created.path("status_url").asString()).startsWith("https://dub.example/x/fal/acme/dub/");
    }

    @Test
    void cutsOffTheBodyUnderneath() throws Exception {
        fault(Fault.truncatedBody(10));
        try (SSLSocket socket = connect()) {
            String answer = exchange(socket);
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).hasSize(10);
        }
    }

    @Test
    void resetsLikeACrashWithoutAGoodbye() throws Exception {
        fault(Fault.resetAfter(20));
        try (SSLSocket socket = connect()) {
            assertThatThrownBy(() -> exchange(socket))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Connection reset");
        }
        fault(Fault.resetBefore());
        try (SSLSocket socket = connect()) {
            assertThatThrownBy(() -> exchange(socket))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Connection reset");
        }
        assertThat(overTls().get("/status").statusCode()).isEqualTo(200);
    }

    @Test
    void dripsByTheClock() throws Exception {
        fault(Fault.drip(5, Duration.ofSeconds(1)));
        try (SSLSocket socket = connect()) {
            send(socket);
            assertThat(socket.getInputStream().readNBytes(5))
                    .asString(ISO_8859_1)
                    .isEqualTo("HTTP/");
            simulator.clock().advance(Duration.ofSeconds(1));
            assertThat(socket.getInputStream().readNBytes(5))
                    .asString(ISO_8859_1)
                    .isEqualTo("1.1 2");
            simulator.clock().advance(Duration.ofHours(1));
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .startsWith("00 OK\r\n")
                    .endsWith("}");
        }
    }

    @Test
    void endsEachConnectionProperly() throws Exception {
        try (SSLSocket socket = connect()) {
            socket.getOutputStream()
                    .write("GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            // Without the close_notify of TLS, this would throw.
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .endsWith("}");
        }
    }

    @Test
    void sendsBodiesThatAreLongerThanARecord() throws Exception {
        String id = json(overTls().post("/v1/jobs", JOB)).at("/jobs/0/id").asString();
        simulator.job(id).finish();
        HttpResponse<String> video = overTls().get("/files/" + id + ".mp4");
        assertThat(video.headers().firstValueAsLong("content-length")).hasValue(45_856);
    }

    @Test
    void removesTheCertificateThatItHasMadeWhenItIsClosed() {
        Path certificate = simulator.tlsCertificate().orElseThrow();
        assertThat(certificate).exists();
        simulator.close();
        assertThat(certificate).doesNotExist();
    }

    @Test
    void isOffByDefault() {
        try (Simulator plain = Simulator.builder().port(0).start()) {
            assertThat(plain.tlsUri()).isEmpty();
            assertThat(plain.tlsCertificate()).isEmpty();
        }
    }

    @Test
    void refusesToBeItsOwnReceiverAtEitherPort() throws Exception {
        String body = JOB.replace("{", "{\"callback_url\":\"https://127.0.0.1:" + tls().getPort() + "/x\",");
        assertThat(new Requests(simulator.uri()).post("/v1/jobs", body).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tls-port 0 | --tls-port is set, and the server takes no TLS; set --tls, or --tls-cert and --tls-key",
                "--tls-cert x | --tls-cert is set without the key; set --tls-key, too. For a certificate that the server"
                        + " makes itself, set only --tls",
                "--tls-key x | --tls-key is set without the certificate; set --tls-cert, too. For a certificate that the"
                        + " server makes itself, set only --tls"
            })
    void refusesSettingsThatAreNotWhole(String flag, String message) {
        List<String> both = List.of(flag.split(" "));
        SimulatorBuilder builder =
                Simulator.builder().settings(Map.of("--port", "0", both.get(0), both.get(1)), Map.of());
        assertThatThrownBy(builder::start).isInstanceOf(ScenarioException.class).hasMessage(message);
    }

    @Test
    void refusesAPortThatIsTaken() {
        assertThatThrownBy(() -> Simulator.builder()
                        .port(0)
                        .tls(true)
                        .tlsPort(simulator.port())
                        .start())
                .isInstanceOf(SimulatorStartException.class)
                .hasMessageStartingWith("port " + simulator.port() + " on localhost is taken");
    }

    private void fault(Fault fault) {
        simulator.addFault(FaultRule.of(fault).route("GET /status").first(1));
    }

    private SSLSocket connect() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), tls().getPort());
        socket.setSoTimeout(20_000);
        return (SSLSocket) Trusting.file(simulator.tlsCertificate().orElseThrow())
                .getSocketFactory()
                .createSocket(socket, "localhost", tls().getPort(), true);
    }

    private static void send(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET /status HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
    }

    private static String exchange(SSLSocket socket) throws IOException {
        send(socket);
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
}
