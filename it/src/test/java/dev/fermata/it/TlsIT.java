package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.vendor.FalBackend;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client and the command line, with the simulator's TLS. */
@Timeout(120)
class TlsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Map<String, String> NO_SETTINGS = Map.of();
    private static final Pattern LISTENING =
            Pattern.compile("\"tls_url\":\"(https://127.0.0.1:\\d+)\",\"tls_certificate\":\"([^\"]+)\"");

    @Test
    void falBackendWaitsOverTlsAndFollowsTheLinks() throws Exception {
        Scenario soon = Scenario.defaults().with("jobs.queue_time", "0.2s").with("jobs.running_time", "0.5s");
        try (Simulator simulator =
                Simulator.builder().port(0).tls(true).tlsPort(0).scenario(soon).start()) {
            HttpClient trusting = trusting(simulator.tlsCertificate().orElseThrow());
            URI tls = simulator.tlsUri().orElseThrow();
            FalBackend fal = FalBackend.of("key", "acme/dub/speed").withServer(tls.resolve("/fal"));
            try (Waiter waiter = Waiter.builder(fal)
                    .httpClient(trusting)
                    .schedule(PollSchedule.fixed(Duration.ofMillis(200)))
                    .build()) {
                Submission video = Submission.of(URI.create("https://example.com/talk.mp4"), "Spanish");
                Outcome outcome = waiter.await(waiter.submit(video, LONG).id(), LONG);
                String url = outcome.orThrow().result().get("video.url");
                assertThat(url).startsWith(tls + "/fal/files/");
                assertThat(get(trusting, URI.create(url))).isEqualTo(200);
            }
        }
    }

    @Test
    void serveSaysWhereTlsIsAndWhatToTrust() throws Exception {
        Path certificate;
        try (Program serve = Program.start(NO_SETTINGS, "serve", "--json", "--port", "0", "--tls", "--tls-port", "0")) {
            Matcher listening = LISTENING.matcher(serve.awaitLine("\"event\":\"listening\""));
            assertThat(listening.find()).isTrue();
            certificate = Path.of(listening.group(2));
            assertThat(get(trusting(certificate), URI.create(listening.group(1) + "/status")))
                    .isEqualTo(200);
            serve.awaitLine("listening on " + listening.group(1) + " with TLS; clients have to trust " + certificate);
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
        }
        assertThat(certificate.getParent()).doesNotExist();
    }

    @Test
    void commandsTrustTheCertificateThatTheyAreGiven() throws Exception {
        try (Simulator simulator = Simulator.builder()
                .port(0)
                .tls(true)
                .tlsPort(0)
                .totalDelay(Duration.ZERO)
                .errorChance(0)
                .start()) {
            String url = simulator.tlsUri().orElseThrow().toString();
            String ca = "--tls-ca=" + simulator.tlsCertificate().orElseThrow();
            try (Program trusting = Program.start(NO_SETTINGS, "wait", url, ca);
                    Program submitting = Program.start(
                            NO_SETTINGS, "submit", url, ca, "--source=https://v/1.mp4", "--language=es", "--key=1");
                    Program reporting = Program.start(NO_SETTINGS, "report", "--url", url, ca);
                    Program wary = Program.start(NO_SETTINGS, "wait", url);
                    Program waryOfReports = Program.start(NO_SETTINGS, "report", "--url", url)) {
                assertThat(trusting.exitCode()).as(trusting.err()).isZero();
                assertThat(submitting.exitCode()).as(submitting.err()).isZero();
                assertThat(reporting.exitCode()).as(reporting.err()).isZero();
                assertThat(wary.exitCode()).isEqualTo(5);
                assertThat(wary.err())
                        .contains("if you do, give --tls-ca a file with the certificate of its issuer")
                        .doesNotContain("SSLContext");
                assertThat(waryOfReports.exitCode()).isEqualTo(5);
                assertThat(waryOfReports.err()).contains("give --tls-ca the file that its log names");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tls-cert /nowhere.pem --tls-key /nowhere.pem | --tls-cert is '/nowhere.pem', which cannot be read; check the"
                        + " name and the permissions",
                "--tls-cert pom.xml --tls-key pom.xml | --tls-cert is 'pom.xml', which has no certificate; it must have a line"
                        + " '-----BEGIN CERTIFICATE-----'"
            })
    void serveSaysInOneLineWhatIsWrongWithACertificate(String flags, String message) throws Exception {
        try (Program serve = Program.start(NO_SETTINGS, ("serve --port 0 " + flags).split(" "))) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.err()).isEqualTo("fermata serve: " + message);
        }
    }

    private static int get(HttpClient client, URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpClient trusting(Path pem) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            trusted.setCertificateEntry(
                    "simulator", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }
}
