package dev.fermata.simulator;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.dialect.acme.AcmeDialect;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A vendor is one package: {@link AcmeDialect} has all that the others have, and nothing else knows of it. */
@Timeout(60)
class DialectTest {

    private static final String DUB = "{\"video\":\"https://example.com/a.mp4\"}";

    private final SimulatorClock clock = SimulatorClock.frozen();
    private Simulator simulator = builder().start();
    private Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/acme"})
    void playsJobsAtItsOwnPathsAndUnderItsName(String prefix) throws Exception {
        HttpResponse<String> submitted = requests.post(prefix + "/dubs", DUB);
        assertThat(submitted.statusCode()).isEqualTo(201);
        String self = json(submitted).path("self").asString();
        assertThat(self).startsWith(prefix + "/dubs/");
        assertThat(json(requests.get(self)).path("state").asString()).isEqualTo("dubbing");
        clock.advance(Duration.ofHours(1));
        assertThat(json(requests.get(self)).path("state").asString()).isEqualTo("done");
        assertThat(json(requests.get(self)).path("self").asString()).isEqualTo(self);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /acme/nowhere, 404, not_found",
        "GET, /acme, 404, not_found",
        "GET, /dubs/a/b, 404, not_found",
        "GET, /dubs/a, 404, no_such_dub",
        "DELETE, /dubs/a, 405, method_not_allowed",
        "PUT, /acme/dubs, 405, method_not_allowed",
        "GET, /acme/files/a.mp4, 404, file_not_found",
        "GET, /acme/admin/clock, 404, not_found"
    })
    void saysInItsOwnFormatWhatIsWrong(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> refused = requests.send(method, path, null);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.body()).isEqualTo("{\"error\":\"" + code + "\"}");
        assertThat(refused.headers().allValues("content-type")).containsExactly("application/json");
        assertThat(refused.headers().firstValue("allow").isPresent()).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/fermata/dubs", "/status/nowhere", "/v1/jobs/a", "/fermata/v1/jobs/a"})
    void leavesTheFormatOfTheOthersAlone(String path) throws Exception {
        HttpResponse<String> refused = requests.get(path);
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @Test
    void saysInItsOwnFormatWhatABodyLacks() throws Exception {
        assertThat(requests.post("/dubs", "{").body()).isEqualTo("{\"error\":\"malformed_json\"}");
        assertThat(requests.post("/dubs", "{\"vidoe\":1}").body()).isEqualTo("{\"error\":\"unknown_field\"}");
    }

    @Test
    void saysInItsOwnFormatWhoIsNotLetIn() throws Exception {
        restart(builder().apiKey("right"));
        HttpResponse<String> refused = requests.get("/dubs/a");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("{\"error\":\"api_key_required\"}");
        assertThat(refused.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(requests.get("/acme/dubs/a", "X-API-Key", "right").body()).isEqualTo("{\"error\":\"no_such_dub\"}");
    }

    @Test
    void saysInItsOwnFormatThatThereAreTooManyRequests() throws Exception {
        restart(builder().scenario(Scenario.defaults().with("limits.requests", 1)));
        assertThat(requests.get("/dubs/a").headers().firstValue("ratelimit")).isPresent();
        HttpResponse<String> refused = requests.get("/acme/dubs/a");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("{\"error\":\"too_many_requests\"}");
        assertThat(refused.headers().map()).containsKeys("retry-after", "ratelimit", "ratelimit-policy");
    }

    @Test
    void goesWrongByTheSameRules() throws Exception {
        simulator.addFault(FaultRule.of(Fault.status(503)).first(1));
        assertThat(requests.get("/acme/dubs/a").body()).isEqualTo("{\"error\":\"planned_fault\"}");
        assertThat(requests.get("/dubs/a").statusCode())
                .as("counted as the same")
                .isEqualTo(404);
        assertThat(simulator.requests()).extracting(RecordedRequest::path).containsExactly("/acme/dubs/a", "/dubs/a");
        assertThat(simulator.requests()).extracting(RecordedRequest::status).containsExactly(503, 404);
    }

    @Test
    void tellsOfItsJobsInItsOwnWebhooks() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        String notify = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
        String id = json(requests.post(
                        "/dubs",
                        JsonMapper.shared()
                                .writeValueAsString(Map.of("video", "https://example.com/a.mp4", "notify", notify))))
                .path("dub")
                .asString();
        clock.advance(Duration.ofHours(1));
        receiver.stop(0);
        assertThat(told).hasSize(1);
        assertThat(JsonMapper.shared().readTree(told.get(0)))
                .isEqualTo(JsonMapper.shared().valueToTree(Map.of("dub", id, "state", "done", "self", "/dubs/" + id)));
    }

    @Test
    void sharesItsJobsWithTheOthers() throws Exception {
        String id = json(requests.post("/dubs", DUB)).path("dub").asString();
        assertThat(json(requests.get("/v1/jobs/" + id)).path("state").asString())
                .isEqualTo("queued");
        simulator.job(id).fail("x", "y");
        assertThat(json(requests.get("/dubs/" + id)).path("state").asString()).isEqualTo("done");
    }

    private void restart(SimulatorBuilder settings) {
        simulator.close();
        simulator = settings.start();
        requests = new Requests(simulator.uri());
    }

    private SimulatorBuilder builder() {
        return Simulator.builder().port(0).seed(1).clock(clock).dialect(services -> new AcmeDialect(services, "acme"));
    }
}
