package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.dialect.fermata.Contract;
import dev.fermata.simulator.dialect.heygen.HeyGenReceiver.Delivery;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running server and {@code /openapi/heygen.yaml}, side by side. */
@Timeout(60)
class HeyGenContractTest {

    private static final String REQUEST = HeyGen.with("\"title\":\"T\",\"callback_id\":\"c\",\"mode\":\"precision\"");
    private static final String ENDPOINTS = "/v3/webhooks/endpoints";

    private final HeyGen api = new HeyGen();
    private final Contract contract;

    HeyGenContractTest() throws Exception {
        contract = new Contract(api.get("/openapi/heygen.yaml").body());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void saysAndDoesTheSame() throws Exception {
        contract.check("/components/schemas/TranslationRequest", REQUEST);
        translations();
        batches();
        proofreads();
        webhooks();
        assets();
        ok("GET", "/v3/users/me", null);
        refused("GET", "/v3/video-translations/nope", null, 404);
        everyOperationRefuses();
        assertThat(contract.unseen()).isEmpty();
    }

    private void translations() throws Exception {
        String id =
                ok("POST", JOBS, REQUEST).at("/data/video_translation_ids/0").asString();
        refused("POST", JOBS, "{}", 400);
        refused("POST", JOBS, "{", 400);
        ok("GET", JOBS + "/" + id, null);
        api.simulator.job(id).finish();
        ok("GET", JOBS + "/" + id, null);
        String failed = api.create();
        api.simulator.job(failed).fail("x", "y");
        ok("GET", JOBS + "/" + failed, null);
        ok("GET", JOBS, null);
        ok("GET", JOBS + "?limit=1", null);
        refused("GET", JOBS + "?limit=0", null, 400);
        ok("GET", JOBS + "/languages", null);
        ok("GET", JOBS + "/statuses?video_translation_ids=nope," + id + "," + failed, null);
        refused("GET", JOBS + "/statuses", null, 400);
        ok("PATCH", JOBS + "/" + id, "{\"title\":\"U\"}");
        refused("PATCH", JOBS + "/" + id, "{}", 400);
        ok("DELETE", JOBS + "/" + id, null);
        refused("DELETE", JOBS + "/" + id, null, 404);
    }

    private void batches() throws Exception {
        String path = JOBS + "/batches";
        String body = "{\"video_translations\":[" + REQUEST + "]}";
        String id = ok("POST", path, body).at("/data/batch_id").asString();
        refused("POST", path, "{}", 400);
        ok("GET", path + "/" + id, null);
        ok("GET", JOBS + "/statuses?batch_ids=nope," + id, null);
        api.hours(1);
        ok("GET", path + "/" + id, null);
        refused("GET", path + "/nope", null, 404);
    }

    private void proofreads() throws Exception {
        String path = JOBS + "/proofreads";
        String id = ok("POST", path, REQUEST).at("/data/proofread_ids/0").asString();
        refused("POST", path, "{}", 400);
        String one = path + "/" + id;
        refused("GET", one + "/srt", null, 409);
        refused("POST", one + "/generate", "{}", 409);
        ok("GET", one, null);
        api.hours(1);
        ok("GET", one, null);
        ok("GET", path, null);
        ok("GET", one + "/srt", null);
        ok("PUT", one + "/srt", "{\"srt\":{\"type\":\"url\",\"url\":\"https://e.example/a.srt\"}}");
        ok("GET", one + "/srt", null);
        ok("POST", one + "/generate", "{}");
        ok("DELETE", one, null);
        refused("GET", one, null, 404);
    }

    private void webhooks() throws Exception {
        try (HeyGenReceiver receiver = new HeyGenReceiver()) {
            JsonNode added = ok("POST", ENDPOINTS, "{\"url\":\"" + receiver.url("/x") + "\"}");
            String one = ENDPOINTS + "/" + added.at("/data/endpoint_id").asString();
            ok("GET", ENDPOINTS, null);
            ok("PATCH", one, "{\"events\":[\"video_translate.success\",\"batch.finished\"]}");
            api.simulator.job(api.create()).finish();
            for (Delivery delivery : receiver.got) {
                String json = new String(delivery.body());
                contract.check("/webhooks/event/post/requestBody/content/application~1json/schema", json);
                for (JsonNode header : contract.document.at("/webhooks/event/post/parameters")) {
                    assertThat(delivery.header(header.path("name").asString())).isNotNull();
                }
            }
            assertThat(receiver.got).hasSize(1);
            ok("GET", "/v3/webhooks/events", null);
            ok("GET", "/v3/webhooks/event-types", null);
            ok("POST", one + "/rotate-secret", null);
            ok("DELETE", one, null);
        }
    }

    private void assets() throws Exception {
        JsonNode announced = ok(
                "POST",
                "/v3/assets/direct-uploads",
                "{\"filename\":\"v.mp4\",\"content_type\":\"video/mp4\",\"size_bytes\":3}");
        String id = announced.at("/data/asset_id").asString();
        refused("POST", "/v3/assets/" + id + "/complete", "{}", 400);
        String upload = "/v3/assets/uploads/" + id;
        contract.check("PUT", upload, send("PUT", upload, "video/mp4", "abc"));
        contract.check("GET", upload, api.get(upload));
        ok("POST", "/v3/assets/" + id + "/complete", "{}");
        String form =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"v.mp4\"\r\n\r\nabc\r\n--b--\r\n";
        HttpResponse<String> uploaded = send("POST", "/v3/assets", "multipart/form-data; boundary=b", form);
        assertThat(uploaded.statusCode()).isEqualTo(200);
        contract.check("POST", "/v3/assets", uploaded);
        ok("GET", "/v3/assets?username=sim", null);
        ok("GET", "/v3/assets/" + id, null);
        ok("DELETE", "/v3/assets/" + id, null);
    }

    /** Also those that are refused only without a key. */
    private void everyOperationRefuses() throws Exception {
        try (HeyGen locked = new HeyGen("", builder -> builder.apiKey("right"))) {
            for (String operation : contract.operations()) {
                String[] both = operation.split(" ");
                String path = both[1].replace("{id}", "x");
                HttpResponse<String> refused = locked.send(both[0], path, both[0].equals("GET") ? null : "{}");
                boolean open = path.startsWith("/v3/assets/uploads/");
                assertThat(refused.statusCode()).as(operation).isEqualTo(open ? 404 : 401);
                contract.check(both[0], path, refused);
            }
        }
    }

    @Test
    void isAboutEveryRouteThatThereIs() throws Exception {
        JsonNode dialects = Requests.json(api.get("/")).path("dialects");
        Set<String> served = new TreeSet<>();
        dialects.valueStream()
                .filter(dialect -> dialect.path("name").asString().equals("heygen"))
                .forEach(dialect -> dialect.path("routes").forEach(route -> served.add(route.asString())));
        assertThat(contract.operations()).containsExactlyInAnyOrderElementsOf(served);
    }

    private JsonNode ok(String method, String path, @Nullable String json) throws Exception {
        HttpResponse<String> response = api.send(method, path, json);
        assertThat(response.statusCode())
                .as(method + " " + path + ": " + response.body())
                .isBetween(200, 202);
        contract.check(method, path, response);
        return JsonMapper.shared().readTree(response.body());
    }

    private void refused(String method, String path, @Nullable String json, int status) throws Exception {
        HttpResponse<String> response = api.send(method, path, json);
        assertThat(response.statusCode()).as(method + " " + path).isEqualTo(status);
        contract.check(method, path, response);
    }

    private HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
        URI uri = api.simulator.uri().resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", type)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
