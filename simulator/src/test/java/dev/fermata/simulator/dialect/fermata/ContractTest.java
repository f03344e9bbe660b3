package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The running server and {@code openapi.yaml}, side by side. */
@Timeout(60)
class ContractTest {

    private static final String FULL = """
            {"source_url": "https://example.com/a.mp4", "source_language": "en", "target_languages": ["es", "pt-BR"],
             "title": "A \\"title\\"", "callback_url": "http://127.0.0.1:9/hook", "metadata": {"order": "7", "ü": "\\u0000"},
             "scenario": {"duration": 5, "outcome": "failed"}}""";

    private final Api api = new Api(builder -> builder.maxJobs(4)
            .signedUrls(Duration.ofMinutes(10))
            .scenario(Api.PLAIN.with("limits.requests", 1_000_000)));
    private final Contract contract;

    ContractTest() throws Exception {
        contract = new Contract(api.get("/openapi.yaml").body());
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void saysAndDoesTheSame() throws Exception {
        contract.check("/components/schemas/Submission", FULL);
        statuses();
        submissions();
        String failed = Api.json(api.get("/v1/jobs")).at("/jobs/0/id").stringValue();
        api.advance(60);
        ok("GET", "/v1/jobs/" + failed, 200);
        String completed = api.submit();
        oneJob(completed);
        events(completed);
        results(completed);
        ok("GET", "/v1/jobs/" + completed, 404);
        ok("DELETE", "/v1/jobs/" + completed, 404);
        byHand();
        parametersThatDoNotExist();
        keys();
        limits();
        assertThat(contract.unseen()).isEmpty();
    }

    @Test
    void isAboutEveryRouteThatThereIs() throws Exception {
        String routes = Api.json(api.get("/nowhere")).get("detail").stringValue();
        List<String> served = Pattern.compile("/([^ ,]*[^ ,.])?")
                .matcher(routes.substring(routes.indexOf("There is: ")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(contract.document.get("paths").propertyNames()).containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void saysWhatReceiversOfWebhooksAreSent() throws Exception {
        BlockingQueue<HttpExchange> sent = new LinkedBlockingQueue<>();
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            sent.add(exchange);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        String at = "/webhooks/jobEnded/post";
        try {
            String callback = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/done";
            for (String outcome : List.of("completed", "failed")) {
                post(
                        FULL.replace("http://127.0.0.1:9/hook", callback)
                                .replace("\"outcome\": \"failed\"", "\"outcome\": \"" + outcome + "\"")
                                .replace(", \"pt-BR\"", ""),
                        202);
                api.advance(10);
                String body = bodies.take();
                contract.check(at + "/requestBody/content/application~1json/schema", body);
                assertThat(Api.json(body).get("type").stringValue()).isEqualTo("job." + outcome);
                HttpExchange exchange = sent.take();
                for (JsonNode header : contract.document.at(at + "/parameters")) {
                    String value = exchange.getRequestHeaders()
                            .getFirst(header.get("name").stringValue());
                    JsonNode pattern = header.at("/schema/pattern");
                    assertThat(value).containsPattern(pattern.isMissingNode() ? "^[0-9]+$" : pattern.stringValue());
                }
            }
        } finally {
            receiver.stop(0);
        }
    }

    private void statuses() throws Exception {
        ok("GET", "/status", 200);
        ok("GET", "/status?wait=x", 400);
        ok("GET", "/status?wait=1&until=x", 400);
        ok("GET", "/", 200);
        ok("GET", "/healthz", 200);
        ok("GET", "/openapi.yaml", 200);
        ok("GET", "/v1/languages", 200);
    }

    private void submissions() throws Exception {
        ok("GET", "/v1/jobs", 200);
        post(FULL, 202);
        post(Api.ONE, 202, "Idempotency-Key", "1");
        post(FULL, 422, "Idempotency-Key", "1");
        post("{}", 400);
        post(" ".repeat(70_000), 413);
        check("POST", "/v1/jobs", api.send("POST", "/v1/jobs", "{}"), 415);
        post(FULL, 503);
        ok("GET", "/v1/jobs?limit=1", 200);
        ok("GET", "/v1/jobs?ids=a,b", 200);
        ok("GET", "/v1/jobs?limit=0", 400);
        String etag = api.get("/v1/jobs?ids=a").headers().firstValue("etag").orElseThrow();
        ok("GET", "/v1/jobs?ids=a", 304, "If-None-Match", etag);
    }

    private void oneJob(String id) throws Exception {
        String path = "/v1/jobs/" + id;
        ok("GET", path, 200);
        ok("GET", path + "?wait=x", 400);
        ok(
                "GET",
                path,
                304,
                "If-None-Match",
                api.get(path).headers().firstValue("etag").orElseThrow());
        ok("GET", "/files/" + id + ".mp4?expires=1&signature=x", 403);
        api.advance(20);
        ok("GET", path, 200);
        api.advance(40);
        ok("GET", path, 200, "Prefer", "wait=5");
        ok("GET", path, 200, "Prefer", "wait=5, until=terminal");
        ok("GET", "/v1/jobs?ids=" + id, 200, "Prefer", "wait=5, until=terminal, return=minimal");
        ok("GET", "/v1/jobs?ids=" + id, 200, "Prefer", "return=minimal");
        ok("POST", path + "/cancel", 409);
        String other = api.submit();
        ok("POST", "/v1/jobs/" + other + "/cancel", 200);
        ok("GET", "/v1/jobs/" + other, 200);
        ok("POST", "/v1/jobs/none/cancel", 404);
    }

    private void byHand() throws Exception {
        for (String verb : List.of("finish", "fail", "cancel", "hold", "release")) {
            String queued = api.submit();
            assertThat(api.post("/admin/jobs/" + queued + "/" + verb, "{}").statusCode())
                    .isEqualTo(200);
            ok("GET", "/v1/jobs/" + queued, 200);
            ok("DELETE", "/v1/jobs/" + queued, 204);
        }
    }

    private void events(String id) throws Exception {
        ok("GET", "/v1/jobs/" + id + "/events", 200);
        String events = api.get("/v1/jobs/" + id + "/events").body();
        String last = events.substring(events.lastIndexOf("id: ") + 4)
                .lines()
                .findFirst()
                .orElseThrow();
        ok("GET", "/v1/jobs/" + id + "/events", 204, "Last-Event-ID", last);
        ok("GET", "/v1/jobs/none/events", 404);
        // A stream without end: its head is all that there is to check.
        HttpRequest head = HttpRequest.newBuilder(api.uri("/v1/events"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        check("GET", "/v1/events", HttpClient.newHttpClient().send(head, BodyHandlers.ofString()), 200);
    }

    private void parametersThatDoNotExist() throws Exception {
        ok("GET", "/v1/languages?wait=1", 400);
        ok("GET", "/v1/events?wait=1", 400);
        ok("GET", "/v1/jobs/x/events?wait=1", 400);
        ok("POST", "/v1/jobs/x/cancel?wait=1", 400);
        ok("DELETE", "/v1/jobs/x?wait=1", 400);
    }

    private void keys() throws Exception {
        try (Api locked = new Api(builder -> builder.apiKey("right"))) {
            for (String operation : contract.operations(401)) {
                check(operation, locked, 401);
                check(operation, locked, 403, "X-API-Key", "wrong");
            }
            for (String operation : contract.operations(200)) {
                if (!contract.operations(401).contains(operation)) {
                    assertThat(ask(operation, locked).statusCode())
                            .as(operation)
                            .isNotEqualTo(401);
                }
            }
        }
    }

    private void limits() throws Exception {
        try (Api busy = new Api(builder -> builder.scenario(Api.PLAIN.with("limits.requests", 1)))) {
            busy.get("/status");
            for (String operation : contract.operations(429)) {
                check(operation, busy, 429);
            }
            assertThat(busy.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(busy.get("/openapi.yaml").statusCode()).isEqualTo(200);
        }
        try (Api busy = new Api(builder -> builder.scenario(Api.PLAIN.with("limits.jobs", 1)))) {
            busy.submit();
            check("POST", "/v1/jobs", busy.post("/v1/jobs", Api.ONE), 429);
        }
    }

    private void check(String operation, Api api, int status, String... headers) throws Exception {
        String[] parts = operation.split(" ");
        check(parts[0], parts[1].replace("{id}", "x"), ask(operation, api, headers), status);
    }

    private static HttpResponse<String> ask(String operation, Api api, String... headers) throws Exception {
        String[] parts = operation.split(" ");
        return api.send(parts[0], parts[1].replace("{id}", "x"), "", headers);
    }

    private void results(String id) throws Exception {
        String completed = api.get("/v1/jobs/" + id).body();
        List<String> paths = new ArrayList<>();
        for (String kind : List.of("video", "srt", "vtt")) {
            String url = Api.json(completed).at("/result/" + kind + "_url").stringValue();
            paths.add(url.substring(url.indexOf("/files/")));
        }
        // Only vendors' jobs show the sound.
        String sound = "/files/" + id + ".wav";
        try (Api open = new Api(builder -> builder)) {
            String other = open.submit();
            open.advance(60);
            for (String range : List.of("", "bytes=0-9", "bytes=99999999-")) {
                String path = "/files/" + other + ".wav";
                var answer = range.isEmpty() ? open.get(path) : open.get(path, "Range", range);
                contract.check("GET", path, answer);
            }
            contract.check("GET", sound, open.get("/files/" + other + ".wav", "If-None-Match", "*"));
            contract.check("GET", sound, open.get("/files/none.wav"));
        }
        ok("GET", sound, 403);
        for (String path : paths) {
            ok("GET", path, 200);
            ok("GET", path, 206, "Range", "bytes=0-9");
            ok("GET", path, 416, "Range", "bytes=99999999-");
            ok("GET", path, 304, "If-None-Match", "*");
            ok("GET", path.replace("signature=", "signature=0"), 403);
        }
        // The signature is right, and there is no such job any more.
        ok("DELETE", "/v1/jobs/" + id, 204);
        for (String path : paths) {
            ok("GET", path, 404);
        }
    }

    private void post(String body, int status, String... headers) throws Exception {
        check("POST", "/v1/jobs", api.post("/v1/jobs", body, headers), status);
    }

    private void ok(String method, String path, int status, String... headers) throws Exception {
        check(method, path, api.send(method, path, "", headers), status);
    }

    private void check(String method, String path, HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.headers().map())
                .isEqualTo(status);
        contract.check(method, path, answer);
    }
}
