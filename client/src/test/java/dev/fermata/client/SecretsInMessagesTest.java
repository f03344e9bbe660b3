package dev.fermata.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JsonBackendBuilder;
import dev.fermata.client.backend.Snapshot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No message and no line of the log shows a secret of the request: none of the client, of the JDK or of the server. */
class SecretsInMessagesTest {

    private static final String SECRET = "S3CR3T-VALUE";
    private static final String PASSWORD = "S3CR3T-WORD";
    private static final String USER_INFORMATION = "somebody:" + PASSWORD;
    private static final String BASE64 = Base64.getEncoder().encodeToString(USER_INFORMATION.getBytes(US_ASCII));
    /** What every way to show the secrets has: a whole one, the beginning of one, or what the header has. */
    private static final Pattern DISCLOSED = Pattern.compile("S3C|" + BASE64.substring(0, 20));

    private static final Logger LOG = Logger.getLogger("dev.fermata.client");
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

    static Map<String, World.Reply> failures() {
        Map<String, World.Reply> failures = new LinkedHashMap<>();
        String quoted = "http://" + USER_INFORMATION + "@server/jobs/1?key=" + SECRET + ", Basic " + BASE64 + ", "
                + PASSWORD + " and " + SECRET;
        for (int status : new int[] {400, 401, 404, 429, 503}) {
            World.Reply reply = World.Reply.status(status).with("Content-Type", "application/json");
            failures.put(status + "", reply.saying("{\"message\":\"not with " + quoted + "\"}"));
        }
        failures.put("a redirection", World.Reply.status(302).with("Location", quoted.replaceFirst(",.*", "")));
        failures.put("a malformed response", World.Reply.ok("<p>" + quoted + "</p>"));
        failures.put("a job that failed", World.Reply.ok("{\"state\":\"failed\",\"message\":\"" + quoted + "\"}"));
        failures.put("a connection that is refused", World.Reply.refused());
        failures.put("a connection that breaks off", World.Reply.broken());
        failures.put("no response", World.Reply.ok("").after(ofSeconds(100)));
        return failures;
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPasswordInTheUrlIsShownByNoFailure(String name) {
        World.Reply reply = failures().get(name);
        World world = new World((request, now) -> {
            assertThat(request.headers().firstValue("Authorization")).hasValue("Basic " + BASE64);
            return reply;
        });
        String template = "http://" + USER_INFORMATION + "@server/jobs/{id}?key=" + SECRET;
        assertThat(shown(world, Waiter.builder(json(template).build())))
                .isNotBlank()
                .doesNotContainPattern(DISCLOSED);
    }

    static Set<String> names() {
        return failures().keySet();
    }

    @Test
    void theLogNamesAUrlThatIsIgnoredWithoutItsSecrets() {
        World world = new World((request, now) -> World.Reply.ok("{\"state\":\"going on\"}")
                .with("Location", "http://" + USER_INFORMATION + "@other.example/jobs/1?key=" + SECRET));
        String template = "http://" + USER_INFORMATION + "@server/jobs/{id}?key=" + SECRET;
        Backend backend = json(template).nextPoll("header:Location").build();
        assertThat(shown(world, Waiter.builder(backend)))
                .contains("WARNING: an answer names 'http://other.example/jobs/1?key=***' for the next poll")
                .doesNotContainPattern(DISCLOSED);
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

    /** Everything that a caller may print or log of a wait, and what the client logs of it. */
    private static String shown(World world, WaiterBuilder settings) {
        StringWriter log = new StringWriter();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                log.append(line.getLevel() + ": " + line.getMessage() + "\n");
                if (line.getThrown() != null) {
                    line.getThrown().printStackTrace(new PrintWriter(log, true));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOG.addHandler(handler);
        LOG.setLevel(Level.ALL);
        try {
            return told(world, settings) + log;
        } finally {
            LOG.setLevel(null);
            LOG.removeHandler(handler);
        }
    }

    private static String told(World world, WaiterBuilder settings) {
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
        return Waiter.builder(json("http://server/jobs/{id}?key=" + SECRET).build());
    }

    private static JsonBackendBuilder json(String template) {
        return Backend.json(template)
                .state("/state")
                .completed("done")
                .failed("failed")
                .errorMessage("/message");
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
