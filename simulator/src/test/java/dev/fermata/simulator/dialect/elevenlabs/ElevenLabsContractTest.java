package dev.fermata.simulator.dialect.elevenlabs;

import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.DUBS;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.PROJECTS;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.URL;
import static dev.fermata.simulator.dialect.elevenlabs.ElevenLabs.WEBHOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.dialect.fermata.Contract;
import dev.fermata.simulator.webhook.Receiver;
import dev.fermata.simulator.webhook.Receiver.Got;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running server and {@code /openapi/elevenlabs.yaml}, side by side. */
@Timeout(60)
class ElevenLabsContractTest {

    private final ElevenLabs api = new ElevenLabs();
    private final Contract contract;

    ElevenLabsContractTest() throws Exception {
        contract = new Contract(api.get("/openapi/elevenlabs.yaml").body());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void saysAndDoesTheSame() throws Exception {
        dubs();
        String webhook = webhooks();
        projects(webhook);
        everyOperationRefuses();
        assertThat(contract.unseen()).isEmpty();
    }

    private void dubs() throws Exception {
        JsonNode created = form(DUBS, List.of(URL, "target_lang=es"), 200);
        form(DUBS, List.of(URL), 400);
        form(DUBS, List.of(), 422);
        String id = created.path("dubbing_id").asString();
        String dub = DUBS + "/" + id;
        seen("GET", dub, null, 200);
        seen("GET", dub + "/audio/es", null, 425);
        api.finish(id);
        String failed = api.dub();
        api.simulator.job(failed).fail("x", "y");
        for (String path : new String[] {dub, DUBS + "/" + failed, DUBS, DUBS + "?page_size=1", dub + "/audio/es"}) {
            seen("GET", path, null, 200);
        }
        HttpResponse<String> part = api.send("GET", dub + "/audio/es", null, "Range", "bytes=0-3");
        assertThat(part.statusCode()).isEqualTo(206);
        contract.check("GET", dub + "/audio/es", part);
        for (String format : new String[] {"srt", "webvtt", "json"}) {
            seen("GET", dub + "/transcripts/es/format/" + format, null, 200);
            seen("GET", dub + "/transcript/source?format_type=" + format, null, 200);
        }
        seen("GET", dub + "/transcripts/fr/format/srt", null, 404);
        seen("GET", dub + "/transcript/fr", null, 404);
        seen("DELETE", dub, null, 200);
        seen("GET", dub, null, 404);
    }

    private String webhooks() throws Exception {
        String settings =
                "{\"settings\":{\"auth_type\":\"hmac\",\"name\":\"n\",\"webhook_url\":\"http://127.0.0.1:1/x\"}}";
        String id = seen("POST", WEBHOOKS, settings, 200).path("webhook_id").asString();
        seen("POST", WEBHOOKS, "{}", 422);
        seen("GET", WEBHOOKS, null, 200);
        seen("GET", WEBHOOKS + "?include_usages=true", null, 200);
        seen("PATCH", WEBHOOKS + "/" + id, "{\"name\":\"m\",\"is_disabled\":true}", 200);
        seen("DELETE", WEBHOOKS + "/" + id, null, 200);
        seen("DELETE", WEBHOOKS + "/" + id, null, 404);
        return seen("POST", WEBHOOKS, settings, 200).path("webhook_id").asString();
    }

    private void projects(String webhook) throws Exception {
        JsonNode created =
                form(PROJECTS, List.of("file=@a.mp4:abc", "target_language=es", "webhook_ids=" + webhook), 201);
        form(PROJECTS, List.of(), 422);
        String project = PROJECTS + "/" + created.path("project_id").asString();
        JsonNode added = seen("POST", project + "/language", "{\"target_language\":\"fr\"}", 201);
        seen("POST", project + "/language", "{}", 422);
        String language = project + "/language/" + added.path("language_id").asString();
        seen("GET", language + "/transcript", null, 409);
        seen("GET", project, null, 200);
        api.finish(project);
        api.finish(language);
        api.simulator.job(created.at("/language_ids/0").asString()).fail("x", "y");
        String text = "{\"text\":\"Hello.\"}";
        seen("GET", project + "/transcript", null, 200);
        seen("PATCH", project + "/transcript/segment/seg_0", text, 200);
        seen("PATCH", project + "/transcript/segment/seg_9", text, 404);
        String segment = "{\"text\":\"Hi.\",\"speaker_id\":\"guest\",\"start_s\":0,\"end_s\":1}";
        seen("POST", project + "/transcript/segment", segment, 201);
        seen("POST", project + "/transcript/segment", segment, 422);
        seen("DELETE", project + "/transcript/segment/seg_2", null, 200);
        seen("GET", language + "/transcript", null, 200);
        seen("PATCH", language + "/transcript/segment/seg_1", "{\"translation\":null}", 200);
        for (String path : new String[] {PROJECTS, project, project + "/language", language}) {
            seen("GET", path, null, 200);
        }
        seen("POST", language + "/transcript/regenerate", null, 202);
        seen("POST", language + "/transcript/regenerate", null, 409);
        seen("GET", language, null, 200);
        seen("DELETE", language, null, 204);
        seen("DELETE", project, null, 204);
    }

    @Test
    void sendsTheWebhooksThatItDescribes() throws Exception {
        try (Receiver receiver = Receiver.start(() -> api.clock.now())) {
            String settings =
                    "{\"settings\":{\"auth_type\":\"hmac\",\"name\":\"n\",\"webhook_url\":\"" + receiver.url() + "\"}}";
            String webhook =
                    seen("POST", WEBHOOKS, settings, 200).path("webhook_id").asString();
            api.project("webhook_ids=" + webhook, "target_language=es");
            api.hours(1);
            JsonNode failing = api.project("webhook_ids=" + webhook, "target_language=es");
            api.simulator.job(failing.path("project_id").asString()).fail("x", "y");
            assertThat(receiver.got).hasSize(4);
            for (Got got : receiver.got) {
                String body = new String(got.body(), StandardCharsets.UTF_8);
                contract.check("/webhooks/event/post/requestBody/content/application~1json/schema", body);
                String signature = JsonMapper.shared().writeValueAsString(got.header("Elevenlabs-signature"));
                contract.check("/webhooks/event/post/parameters/0/schema", signature);
            }
        }
    }

    /** Also those that are refused only without a key. */
    private void everyOperationRefuses() throws Exception {
        try (ElevenLabs locked = new ElevenLabs("", builder -> builder.apiKey("right"))) {
            for (String operation : contract.operations()) {
                String[] both = operation.split(" ");
                String path = both[1].replaceAll("[{][a-z]+}", "xyz");
                HttpResponse<String> refused = locked.send(both[0], path, both[0].equals("GET") ? null : "{}");
                assertThat(refused.statusCode()).as(operation).isEqualTo(401);
                contract.check(both[0], path, refused);
            }
        }
    }

    @Test
    void isAboutEveryRouteThatThereIs() throws Exception {
        Set<String> served = new TreeSet<>();
        api.json("/")
                .path("dialects")
                .valueStream()
                .filter(dialect -> dialect.path("name").asString().equals("elevenlabs"))
                .forEach(dialect -> dialect.path("routes").forEach(route -> served.add(route.asString())));
        assertThat(contract.operations()).containsExactlyInAnyOrderElementsOf(served);
    }

    private JsonNode form(String path, List<String> fields, int status) throws Exception {
        return checked("POST", path, api.post(path, fields), status);
    }

    private JsonNode seen(String method, String path, @Nullable String json, int status) throws Exception {
        return checked(method, path, api.send(method, path, json), status);
    }

    private JsonNode checked(String method, String path, HttpResponse<String> response, int status) {
        assertThat(response.statusCode())
                .as(method + " " + path + ": " + response.body())
                .isEqualTo(status);
        contract.check(method, path, response);
        String type = response.headers().firstValue("content-type").orElse("");
        return type.equals("application/json")
                ? Requests.json(response)
                : JsonMapper.shared().createObjectNode();
    }
}
