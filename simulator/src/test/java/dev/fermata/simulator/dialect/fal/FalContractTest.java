package dev.fermata.simulator.dialect.fal;

import static dev.fermata.simulator.dialect.fal.Fal.BODY;
import static dev.fermata.simulator.dialect.fal.Fal.SPEED;
import static dev.fermata.simulator.dialect.fal.Fal.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.dialect.fermata.Contract;
import dev.fermata.simulator.webhook.Receiver;
import dev.fermata.simulator.webhook.Receiver.Got;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The running server and {@code /openapi/fal.yaml}, side by side. */
@Timeout(60)
class FalContractTest {

    private static final String UNKNOWN = "00000000-0000-4000-a000-000000000000";

    private final Fal api =
            new Fal(builder -> builder.scenario(Scenario.defaults().with("jobs.queue_time", "5s")));
    private final Contract contract;

    FalContractTest() throws Exception {
        contract = new Contract(api.requests.get("/openapi/fal.yaml").body());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void saysAndDoesTheSame() throws Exception {
        for (String path : new String[] {"/a/b", "/a/b/c", "/a/b/c/d", SPEED, "/a/b/c/d/e/f"}) {
            done("POST", path, BODY, 200);
            done("POST", path + "?fal_webhook=x", BODY, 422);
        }
        done("POST", "/a/b", "{", 400);
        String id = api.submit();
        done("GET", job(id), null, 400);
        done("GET", job(id) + "/status?logs=1", null, 202);
        api.seconds(6);
        done("GET", job(id) + "/status?logs=1", null, 202);
        done("PUT", job(UNKNOWN) + "/cancel", null, 404);
        api.simulator.job(id).finish();
        done("GET", job(id) + "/status?logs=1", null, 200);
        done("GET", job(id) + "/status/stream", null, 200);
        done("GET", job(id), null, 200);
        done("PUT", job(id) + "/cancel", null, 400);
        done("GET", job(UNKNOWN), null, 404);
        done("GET", job(UNKNOWN) + "/status", null, 404);
        done("GET", job(UNKNOWN) + "/status/stream", null, 404);
        failed("file_download_error", 422);
        failed("internal_error", 500);
        String late = Fal.ok(api.post(SPEED, BODY, "X-Fal-Request-Timeout", "1"))
                .path("request_id")
                .asString();
        api.seconds(2);
        done("GET", job(late), null, 504);
        String canceled = api.submit();
        done("PUT", job(canceled) + "/cancel", null, 202);
        done("GET", job(canceled), null, 499);
        done("GET", job(canceled) + "/status", null, 200);
        done("GET", "/.well-known/jwks.json", null, 200);
        webhook(true);
        webhook(false);
        everyOperationRefuses();
        assertThat(contract.unseen()).isEmpty();
    }

    private void failed(String code, int status) throws Exception {
        String id = api.submit();
        api.simulator.job(id).fail(code, "It broke.");
        done("GET", job(id), null, status);
        done("GET", job(id) + "/status?logs=true", null, 200);
    }

    private void webhook(boolean completes) throws Exception {
        try (Receiver receiver = Receiver.start(api.clock::now)) {
            String id = Fal.ok(api.post(SPEED + "?fal_webhook=" + receiver.url(), BODY))
                    .path("request_id")
                    .asString();
            if (completes) {
                api.simulator.job(id).finish();
            } else {
                api.simulator.job(id).fail("x", "y");
            }
            Got got = receiver.got.get(0);
            contract.check(
                    "/webhooks/end/post/requestBody/content/application~1json/schema", new String(got.body(), UTF_8));
            for (JsonNode header : contract.document.at("/webhooks/end/post/parameters")) {
                String name = header.path("name").asString();
                assertThat(got.header(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)))
                        .matches(header.at("/schema/pattern").asString(".+"));
            }
        }
    }

    private void everyOperationRefuses() throws Exception {
        try (Fal locked = new Fal(builder -> builder.apiKey("right"))) {
            for (String operation : contract.operations()) {
                String[] both = operation.split(" ");
                String path = both[1].replaceAll("\\{[a-z]+}", "x");
                if (!path.startsWith("/.well-known")) {
                    HttpResponse<String> refused = locked.send(both[0], path, both[0].equals("GET") ? null : "{}");
                    assertThat(refused.statusCode()).as(operation).isEqualTo(401);
                    contract.check(both[0], path, refused);
                }
            }
        }
        Scenario one = Scenario.defaults().with("limits.requests", 1);
        try (Fal limited = new Fal(builder -> builder.scenario(one))) {
            limited.get("/.well-known/jwks.json");
            contract.check("GET", "/.well-known/jwks.json", limited.get("/.well-known/jwks.json"));
        }
    }

    @Test
    void isAboutEveryRouteThatThereIs() throws Exception {
        JsonNode dialects = Requests.json(api.requests.get("/")).path("dialects");
        Set<String> served = new TreeSet<>();
        dialects.valueStream()
                .filter(dialect -> dialect.path("name").asString().equals("fal"))
                .forEach(dialect -> dialect.path("routes").forEach(route -> served.add(route.asString())));
        assertThat(contract.operations()).containsExactlyInAnyOrderElementsOf(served);
    }

    private void done(String method, String path, @Nullable String json, int status) throws Exception {
        HttpResponse<String> response = api.send(method, path, json);
        assertThat(response.statusCode())
                .as(method + " " + path + ": " + response.body())
                .isEqualTo(status);
        contract.check(method, path, response);
    }
}
