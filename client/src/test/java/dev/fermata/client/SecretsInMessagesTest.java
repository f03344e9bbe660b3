package dev.fermata.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.http.KeepAliveServer;
import dev.fermata.client.schedule.PollSchedule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No message shows a secret of the request, whoever writes it: the client, the JDK or the server. */
@Timeout(60)
class SecretsInMessagesTest {

    private static final String SECRET = "S3CR3T-VALUE";

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 503})
    void aServerThatQuotesTheUrlDisclosesNothing(int status) throws Exception {
        try (KeepAliveServer server = new KeepAliveServer((socket, head) -> {
            String url = head.split(" ")[1];
            String body = "{\"detail\":\"no route for " + url + " nor http://127.0.0.1" + url + "\"}";
            KeepAliveServer.says(status, body.getBytes(UTF_8)).respond(socket, head);
        })) {
            assertThat(shown(settings(server).notFoundGrace(ofMillis(1))))
                    .contains("no route for /jobs/1?key=***")
                    .doesNotContain("S3C");
        }
    }

    @Test
    void theExcerptOfAMalformedResponseDisclosesNothing() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer((socket, head) -> KeepAliveServer.says(
                        "<p>A page about quite something: /jobs/1?key=" + SECRET + "</p>")
                .respond(socket, head))) {
            assertThat(shown(settings(server)))
                    .contains("is not JSON", "/jobs/1?key=***")
                    .doesNotContain("S3C");
        }
    }

    @Test
    void whatIsNoHttpDisclosesNothing() throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(
                KeepAliveServer.thenCloses(KeepAliveServer.raw(("?key=" + SECRET + "\r\n\r\n").getBytes(UTF_8))))) {
            assertThat(shown(settings(server))).contains("broke off").doesNotContain("S3C");
        }
    }

    @Test
    void anSdkThatQuotesAUrlDisclosesNothing() {
        Backend backend = Backend.of(id -> {
            throw new IllegalStateException("GET https://api.example.com/1?key=" + SECRET + " failed");
        });
        assertThat(shown(Waiter.builder(backend))).contains("key=***").doesNotContain("S3C");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\nX-Other: 1", "\u0000"})
    void aBadHeaderOfASupplierIsNamedWithoutItsValue(String end) throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says("{}"))) {
            String shown = shown(settings(server).headers(() -> Map.of("Authorization", "Bearer " + SECRET + end)));
            assertThat(shown).contains("the value of the header Authorization").doesNotContain("S3C");
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void aSupplierThatReturnsNullEndsTheWaitWithASentence() throws Exception {
        Map<String, String> withNull = new HashMap<>();
        withNull.put("Authorization", null);
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says("{}"))) {
            assertThat(shown(settings(server).headers(() -> withNull)))
                    .contains("the value of the header Authorization is null");
            assertThat(shown(settings(server).headers(() -> null))).contains("the supplier of headers returned null");
        }
    }

    @Test
    void aBackendsOwnRequestIsRejectedWithoutItsSecrets() {
        List<Supplier<HttpRequest>> bad = List.of(
                () -> HttpRequest.newBuilder(URI.create("http://host/"))
                        .header("Authorization", "Bearer " + SECRET + "\n")
                        .build(),
                () -> HttpRequest.newBuilder(URI.create("http://host/a b?key=" + SECRET))
                        .build(),
                () -> HttpRequest.newBuilder(URI.create("http://host/?key= " + SECRET))
                        .build(),
                () -> HttpRequest.newBuilder(URI.create("http:///a?key=" + SECRET))
                        .build());
        for (Supplier<HttpRequest> request : bad) {
            assertThat(shown(Waiter.builder(own(request))))
                    .contains("IllegalArgumentException")
                    .doesNotContain("S3C");
        }
    }

    /** Everything that a caller may print or log of a wait. */
    private static String shown(WaiterBuilder settings) {
        PollSchedule quick = PollSchedule.fixed(ofMillis(20));
        StringBuilder events = new StringBuilder();
        StringWriter shown = new StringWriter();
        try (Waiter waiter = settings.schedule(quick)
                .errorBackoff(quick)
                .listener(WaitListener.onPolls(event -> events.append(event).append('\n')))
                .build()) {
            Throwable thrown = catchThrowable(() -> {
                Outcome outcome = waiter.await("1", ofMillis(1_500));
                shown.append(outcome.toString());
                outcome.orThrow();
            });
            assertThat(thrown).isNotNull();
            thrown.printStackTrace(new PrintWriter(shown, true));
        }
        return events + shown.toString();
    }

    private static WaiterBuilder settings(KeepAliveServer server) {
        Backend backend = Backend.json(server.uri().resolve("/jobs/") + "{id}?key=" + SECRET)
                .state("/state")
                .completed("done")
                .build();
        return Waiter.builder(backend);
    }

    private static Backend own(Supplier<HttpRequest> request) {
        return new Backend() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public HttpRequest statusRequest(String id) {
                return request.get();
            }

            @Override
            public Snapshot read(String id, HttpHeaders headers, byte[] body) {
                throw new AssertionError("no response is expected");
            }
        };
    }
}
