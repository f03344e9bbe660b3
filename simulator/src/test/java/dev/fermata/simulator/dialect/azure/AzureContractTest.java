package dev.fermata.simulator.dialect.azure;

import static dev.fermata.simulator.dialect.azure.Azure.ROOT;
import static dev.fermata.simulator.dialect.azure.Azure.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.dialect.fermata.Contract;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The running server and {@code /openapi/azure.yaml}, side by side. */
@Timeout(60)
class AzureContractTest {

    private static final String HUB = "/configurations/event-hub";
    private static final String HUB_BODY = "{\"isEnabled\":true,\"eventHubNamespaceHostName\":\"h.example\","
            + "\"eventHubName\":\"n\",\"enabledEvents\":[\"Ping\",\"IterationCompletion\"]}";

    private final Azure api = new Azure();
    private final Contract contract;

    AzureContractTest() throws Exception {
        contract = new Contract(api.requests.get("/openapi/azure.yaml").body());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void saysAndDoesTheSame() throws Exception {
        contract.check("/components/schemas/TranslationCreation", Azure.auto());
        contract.check("/components/schemas/IterationCreation", Azure.SUBTITLES);
        translations();
        iterations();
        eventHub();
        everyOperationRefuses();
        assertThat(contract.unseen()).isEmpty();
    }

    private void translations() throws Exception {
        seen("PUT", "/translations/t-1", Azure.auto(), 201);
        seen("PUT", "/translations/t-1", Azure.auto(), 201);
        seen("PUT", "/translations/t-1", Azure.body(""), 400);
        seen("PUT", "/translations/t-2", "{}", 400);
        seen("PUT", "/translations/t-2", "{", 400);
        seen("GET", "/translations/t-1", null, 200);
        seen("GET", "/operations/t-1", null, 200);
        api.simulator.job("t-1").finish();
        seen("PUT", "/translations/failed", Azure.auto(), 201);
        api.simulator.job("failed").fail("x", "y");
        for (String path :
                new String[] {"/translations/t-1", "/translations/failed", "/translations", "/operations/t-1"}) {
            seen("GET", path, null, 200);
        }
        seen("GET", "/translations/nope", null, 404);
        seen("DELETE", "/translations/failed", null, 204);
    }

    private void iterations() throws Exception {
        String all = "/translations/t-1/iterations";
        seen("GET", all, null, 200);
        seen("GET", all + "/Initial", null, 200);
        seen("PUT", all + "/second", Azure.SUBTITLES, 201);
        seen("PUT", all + "/third", "{}", 400);
        seen("GET", all + "/second", null, 200);
        seen("GET", all + "/nope", null, 404);
    }

    private void eventHub() throws Exception {
        seen("GET", HUB, null, 404);
        seen("PUT", HUB, "{}", 400);
        seen("PUT", HUB, HUB_BODY, 200);
        seen("GET", HUB, null, 200);
        seen("POST", HUB + ":ping", null, 200);
        seen("DELETE", HUB, null, 204);
        seen("POST", HUB + ":ping", null, 404);
    }

    /** Also those that are refused only without a key. */
    private void everyOperationRefuses() throws Exception {
        try (Azure locked = new Azure("", builder -> builder.apiKey("right"))) {
            for (String operation : contract.operations()) {
                String[] both = operation.split(" ");
                String path = both[1].replaceAll("[{][a-z]+}", "xyz");
                HttpResponse<String> refused =
                        locked.send(both[0], path + VERSION, both[0].equals("GET") ? null : "{}");
                assertThat(refused.statusCode()).as(operation).isEqualTo(401);
                contract.check(both[0], path, refused);
            }
        }
    }

    @Test
    void isAboutEveryRouteThatThereIs() throws Exception {
        JsonNode dialects = Requests.json(api.requests.get("/")).path("dialects");
        Set<String> served = new TreeSet<>();
        dialects.valueStream()
                .filter(dialect -> dialect.path("name").asString().equals("azure"))
                .forEach(dialect -> dialect.path("routes").forEach(route -> served.add(route.asString())));
        assertThat(contract.operations()).containsExactlyInAnyOrderElementsOf(served);
    }

    private void seen(String method, String path, @Nullable String json, int status) throws Exception {
        String[] headers =
                method.equals("PUT") ? new String[] {"Operation-Id", path.replaceAll(".*/", "")} : new String[0];
        HttpResponse<String> response = api.send(method, ROOT + path + VERSION, json, headers);
        assertThat(response.statusCode())
                .as(method + " " + path + ": " + response.body())
                .isEqualTo(status);
        contract.check(method, ROOT + path, response);
    }
}
