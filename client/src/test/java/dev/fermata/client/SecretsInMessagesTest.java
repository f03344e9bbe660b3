package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No message shows a secret of the request: none of the client, of the JDK or of the server. */
class SecretsInMessagesTest {

    private static final String SECRET = "S3CR3T-VALUE";
    private static final World NO_SERVER = new World((request, now) -> null);

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 503})
    void aServerThatQuotesTheUrlDisclosesNothing(int status) {
        World world = new World((request, now) -> new World.Reply(
                status,
                Map.of("Content-Type", "application/json"),
                "{\"detail\":\"no route for " + request.uri().getRawPath() + "?"
                        + request.uri().getRawQuery() + " nor " + request.uri() + "\"}",
                ofMillis(10)));
        assertThat(shown(world, settings()))
                .contains("no route for /jobs/1?key=***")
                .doesNotContain("S3C");
    }

    @Test
    void theExcerptOfAMalformedResponseDisclosesNothing() {
        World world = new World(
                (request, now) -> World.Reply.ok("<p>A page about quite something: /jobs/1?key=" + SECRET + "</p>"));
        assertThat(shown(world, settings()))
                .contains("is not JSON", "/jobs/1?key=***")
                .doesNotContain("S3C");
    }

    @Test
    void anSdkThatQuotesAUrlDisclosesNothing() {
        Backend backend = Backend.of(id -> {
            throw new IllegalStateException("GET https://api.example.com/1?key=" + SECRET + " failed");
        });
        assertThat(shown(NO_SERVER, Waiter.builder(backend)))
                .contains("key=***")
                .doesNotContain("S3C");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\nX-Other: 1", "\u0000"})
    void aBadHeaderOfASupplierIsNamedWithoutItsValue(String end) {
        World world = new World((request, now) -> World.Reply.ok("{}"));
        assertThat(shown(world, settings().headers(() -> Map.of("Authorization", "Bearer " + SECRET + end))))
                .contains("the value of the header Authorization")
                .doesNotContain("S3C");
        assertThat(world.sent()).isEmpty();
    }

    @Test
    void aSupplierThatReturnsNullEndsTheWaitWithASentence() {
        Map<String, String> withNull = new HashMap<>();
        withNull.put("Authorization", null);
        assertThat(shown(NO_SERVER, settings().headers(() -> withNull)))
                .contains("the value of the header Authorization is null");
        assertThat(shown(NO_SERVER, settings().headers(() -> null))).contains("the supplier of headers returned null");
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
            assertThat(shown(NO_SERVER, Waiter.builder(own(request))))
                    .contains("IllegalArgumentException")
                    .doesNotContain("S3C");
        }
    }

    /** Everything that a caller may print or log of a wait. */
    private static String shown(World world, WaiterBuilder settings) {
        StringBuilder events = new StringBuilder();
        Waiter waiter = world.waiter(settings.listener(
                WaitListener.onPolls(event -> events.append(event).append('\n'))));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("1", ofSeconds(30));
        world.pass(ofSeconds(31));
        StringWriter shown = new StringWriter();
        Throwable thrown = catchThrowable(() -> {
            shown.append(outcome.join().toString());
            outcome.join().orThrow();
        });
        assertThat(thrown).isNotNull();
        thrown.printStackTrace(new PrintWriter(shown, true));
        return events + shown.toString();
    }

    private static WaiterBuilder settings() {
        Backend backend = Backend.json("http://server/jobs/{id}?key=" + SECRET)
                .state("/state")
                .completed("done")
                .failed("failed")
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
