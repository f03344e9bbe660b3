package dev.fermata.simulator.dialect.replicate;

import static dev.fermata.simulator.dialect.replicate.Replicate.BODY;
import static dev.fermata.simulator.dialect.replicate.Replicate.PREDICTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.dialect.fermata.Contract;
import dev.fermata.simulator.webhook.Receiver;
import dev.fermata.simulator.webhook.Receiver.Got;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The running server and {@code /openapi/replicate.yaml}, side by side. */
@Timeout(60)
class ReplicateContractTest {

    private final Replicate api =
            new Replicate("", builder -> builder.scenario(Scenario.defaults().with("jobs.queue_time", "5s")));
    private final Contract contract;

    ReplicateContractTest() throws Exception {
        contract = new Contract(api.get("/openapi/replicate.yaml").body());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void saysAndDoesTheSame() throws Exception {
        contract.check("/components/schemas/PredictionOfVersion", BODY);
        String id = ok("POST", PREDICTIONS, BODY).path("id").asString();
        String one = PREDICTIONS + "/" + id;
        ok("GET", one, null);
        api.seconds(6);
        ok("GET", one, null);
        ok("POST", "/v1/models/acme/dub/predictions", "{\"input\":{}}");
        ok("POST", "/v1/deployments/acme/dub/predictions", "{\"input\":{}}");
        api.simulator.job(id).finish();
        ok("GET", one, null);
        String failed = api.create();
        api.simulator.job(failed).fail("x", "y");
        ok("GET", PREDICTIONS + "/" + failed, null);
        ok("POST", PREDICTIONS + "/" + api.create() + "/cancel", null);
        for (int i = 0; i < 100; i++) {
            api.create();
        }
        JsonNode page = ok("GET", PREDICTIONS, null);
        String next = page.path("next").asString();
        ok("GET", PREDICTIONS + next.substring(next.indexOf('?')), null);
        ok("GET", "/v1/webhooks/default/secret", null);
        api.hours(2);
        ok("GET", one, null);
        refused("POST", PREDICTIONS, "{}", 422);
        refused("POST", PREDICTIONS, "{", 400);
        refused("GET", PREDICTIONS + "?cursor=x", null, 422);
        refused("GET", PREDICTIONS + "/nope", null, 404);
        webhook();
        everyOperationRefuses();
        assertThat(contract.unseen()).isEmpty();
    }

    private void webhook() throws Exception {
        try (Receiver receiver = Receiver.start(api.clock::now)) {
            String body =
                    Replicate.with("\"webhook\":\"" + receiver.url() + "\",\"webhook_events_filter\":[\"start\"]");
            ok("POST", PREDICTIONS, body);
            api.seconds(6);
            assertThat(receiver.got).hasSize(1);
            Got got = receiver.got.get(0);
            contract.check(
                    "/webhooks/event/post/requestBody/content/application~1json/schema",
                    new String(got.body(), StandardCharsets.UTF_8));
            for (JsonNode header : contract.document.at("/webhooks/event/post/parameters")) {
                String name = header.path("name").asString();
                assertThat(got.header(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)))
                        .isNotEmpty();
            }
        }
    }

    private void everyOperationRefuses() throws Exception {
        try (Replicate locked = new Replicate("", builder -> builder.apiKey("right"))) {
            for (String operation : operations()) {
                String[] both = operation.split(" ");
                String path = both[1].replaceAll("\\{[a-z]+}", "x");
                HttpResponse<String> refused = locked.send(both[0], path, both[0].equals("GET") ? null : "{}");
                assertThat(refused.statusCode()).as(operation).isEqualTo(401);
                contract.check(both[0], path, refused);
            }
        }
        try (Replicate limited = new Replicate(
                "", builder -> builder.scenario(Scenario.defaults().with("limits.requests", 1)))) {
            limited.get(PREDICTIONS);
            contract.check("GET", PREDICTIONS, limited.get(PREDICTIONS));
        }
    }

    @Test
    void isAboutEveryRouteThatThereIs() throws Exception {
        JsonNode dialects = Requests.json(api.get("/")).path("dialects");
        Set<String> served = new TreeSet<>();
        dialects.valueStream()
                .filter(dialect -> dialect.path("name").asString().equals("replicate"))
                .forEach(dialect -> dialect.path("routes").forEach(route -> served.add(route.asString())));
        assertThat(operations()).containsExactlyInAnyOrderElementsOf(served);
    }

    private List<String> operations() {
        List<String> operations = new ArrayList<>();
        contract.document
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> method.getValue().has("responses"))
                        .forEach(method ->
                                operations.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    private JsonNode ok(String method, String path, @Nullable String json) throws Exception {
        HttpResponse<String> response = api.send(method, path, json);
        JsonNode body = Replicate.ok(response);
        contract.check(method, path, response);
        return body;
    }

    private void refused(String method, String path, @Nullable String json, int status) throws Exception {
        HttpResponse<String> response = api.send(method, path, json);
        assertThat(response.statusCode()).as(method + " " + path).isEqualTo(status);
        contract.check(method, path, response);
    }
}
