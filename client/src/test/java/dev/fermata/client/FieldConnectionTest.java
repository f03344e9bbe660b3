package dev.fermata.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.internal.http.KeepAliveServer;
import dev.fermata.client.internal.http.TestCertificate;
import dev.fermata.client.schedule.PollSchedule;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers as they are met in the field, through a waiter. */
@Timeout(60)
class FieldConnectionTest {

    /** For both kinds of servers. */
    private static final String DONE = "{\"state\":\"done\",\"result\":\"completed\"}";

    private static final int MEBIBYTE = 1_048_576;
    private static final Duration LONG = ofSeconds(30);

    @Test
    void understandsAServerThatCompresses() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(DONE.getBytes(UTF_8));
        }
        try (KeepAliveServer server =
                        new KeepAliveServer(KeepAliveServer.says(200, packed.toByteArray(), "Content-Encoding: gzip"));
                Waiter waiter = settings(server.uri().toString()).build()) {
            assertThat(waiter.await("1", LONG)).isInstanceOf(Outcome.Completed.class);
            assertThat(server.lastHead().toLowerCase(Locale.ROOT)).contains("accept-encoding: gzip");
        }
    }

    @Test
    void leavesTheCallersAcceptEncodingAlone() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says(DONE));
                Waiter waiter = settings(server.uri().toString())
                        .headers(() -> Map.of("Accept-Encoding", "identity"))
                        .build()) {
            waiter.await("1", LONG);
            assertThat(server.lastHead().toLowerCase(Locale.ROOT))
                    .contains("accept-encoding: identity")
                    .doesNotContain("gzip");
        }
    }

    @Test
    void reachesLocalhostWithADotAtItsEnd() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says(DONE));
                Waiter waiter = settings(server.uri("LocalHost.").toString()).build()) {
            assertThat(waiter.await("1", LONG).lastProblem()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void reachesLocalhostOnEitherLoopbackAddress(String address) throws Exception {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName(address));
        try (KeepAliveServer server = new KeepAliveServer(listener, "http", KeepAliveServer.says(DONE));
                Waiter waiter = settings(server.uri("localhost").toString()).build();
                StatusClient client = StatusClient.create(server.uri("localhost"))) {
            Outcome outcome = waiter.await("1", LONG);
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            assertThat(outcome.lastProblem()).isEmpty();
            StatusClient.StatusResult result = client.getStatus(LONG);
            assertThat(result.status()).isEqualTo(StatusClient.Status.COMPLETED);
            assertThat(result.lastProblem()).isEmpty();
        }
    }

    @Test
    void anUnknownHostEndsTheWaitAfterAFewTries() {
        assertGivesUp("http://no-such-host.invalid/jobs/{id}", 3, "no-such-host.invalid is unknown");
    }

    @Test
    void plainHttpToAServerOfTlsEndsTheWaitAfterAFewTries() throws Exception {
        try (HostileServer server =
                new HostileServer(HostileServer.raw("\u0015\u0003\u0003\u0000\u0002\u0002\u0028"))) {
            assertGivesUp(server.uri() + "/jobs/{id}", 2, "use https:// instead of http://");
        }
    }

    @Test
    void aBadCertificateEndsTheWaitAfterAFewTriesAndTheUsersClientMayTrustIt(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "-ext", "san=ip:127.0.0.1");
        try (KeepAliveServer server = certificate.server(KeepAliveServer.says(DONE))) {
            assertGivesUp(server.uri() + "?id={id}", 4, "does not trust the certificate");
            HttpClient own =
                    HttpClient.newBuilder().sslContext(certificate.context()).build();
            try (Waiter waiter =
                    settings(server.uri().toString()).httpClient(own).build()) {
                assertThat(waiter.await("1", LONG)).isInstanceOf(Outcome.Completed.class);
            }
        }
    }

    @Test
    void aResponseThatIsTooLongEndsTheWaitAfterAFewTriesAndNamesTheSetting() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(
                        KeepAliveServer.says(200, DONE.concat(" ".repeat(2_000)).getBytes(UTF_8)));
                Waiter waiter = settings(server.uri().toString())
                        .maxAnswerBytes(1_000)
                        .permanentFailureTries(3)
                        .build()) {
            assertThatThrownBy(() -> waiter.await("1", LONG))
                    .isInstanceOfSatisfying(
                            WaitException.RequestRejectedException.class,
                            given -> assertThat(given.polls()).isEqualTo(3))
                    .hasMessageContaining("maxAnswerBytes");
            assertThat(server.requests()).isEqualTo(3);
            try (Waiter ample = waiter.toBuilder().maxAnswerBytes(10_000).build()) {
                assertThat(ample.await("1", LONG)).isInstanceOf(Outcome.Completed.class);
            }
        }
    }

    @Test
    void aResponseOfAMebibyteIsReadByDefault() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says(200, done(MEBIBYTE)));
                Waiter waiter = settings(server.uri().toString()).build();
                StatusClient client = StatusClient.create(server.uri())) {
            assertThat(waiter.await("1", LONG)).isInstanceOf(Outcome.Completed.class);
            assertThat(client.getStatus(LONG).status()).isEqualTo(StatusClient.Status.COMPLETED);
        }
    }

    @Test
    void aResponseOfMoreThanAMebibyteEndsTheWaitByDefault() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says(200, done(MEBIBYTE + 1)));
                Waiter waiter = settings(server.uri().toString()).build();
                StatusClient client = StatusClient.builder(server.uri())
                        .errorBackoff(PollSchedule.fixed(ofMillis(5)))
                        .build()) {
            List<ThrowingCallable> waits = List.of(() -> waiter.await("1", LONG), () -> client.getStatus(LONG));
            for (ThrowingCallable wait : waits) {
                assertThatThrownBy(wait)
                        .isInstanceOfSatisfying(
                                WaitException.RequestRejectedException.class,
                                rejected -> assertThat(rejected.polls()).isEqualTo(4))
                        .hasMessageContaining("longer than maxAnswerBytes, which is " + MEBIBYTE)
                        .hasMessageContaining("raise maxAnswerBytes");
            }
            assertThat(server.requests()).isEqualTo(8);
        }
    }

    private static byte[] done(int length) {
        return (DONE + " ".repeat(length - DONE.length())).getBytes(UTF_8);
    }

    @Test
    void aProblemThatPassesIsForgiven() throws Exception {
        String tooLong = DONE.concat(" ".repeat(2_000));
        int[] requests = {0};
        KeepAliveServer.Handler handler = (socket, head) -> {
            boolean bad = requests[0]++ % 3 != 2;
            String body = requests[0] > 8 ? DONE : bad ? tooLong : "{\"state\":\"running\"}";
            KeepAliveServer.says(body).respond(socket, head);
        };
        try (KeepAliveServer server = new KeepAliveServer(handler);
                Waiter waiter = settings(server.uri().toString())
                        .maxAnswerBytes(1_000)
                        .permanentFailureTries(3)
                        .build()) {
            assertThat(waiter.await("1", LONG)).isInstanceOf(Outcome.Completed.class);
        }
    }

    private static void assertGivesUp(String template, int tries, String sentence) {
        try (Waiter waiter = settings(template).permanentFailureTries(tries).build()) {
            assertThatThrownBy(() -> waiter.await("1", LONG))
                    .isInstanceOfSatisfying(WaitException.RequestRejectedException.class, given -> {
                        assertThat(given.polls()).isEqualTo(tries);
                        assertThat(given.statusCode()).isZero();
                    })
                    .hasMessageContaining(sentence);
        }
    }

    private static WaiterBuilder settings(String template) {
        PollSchedule quick = PollSchedule.fixed(ofMillis(5));
        String withId = template.contains("{id}") ? template : template + "?id={id}";
        return Waiter.builder(Backend.json(withId)
                        .state("/state")
                        .running("running")
                        .completed("done")
                        .failed("failed")
                        .build())
                .schedule(quick)
                .errorBackoff(quick);
    }
}
