package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code /v3/assets}. */
@Timeout(60)
class HeyGenAssetsTest {

    private final HeyGen api = new HeyGen("/heygen", builder -> builder);

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 70_000, 5_000_000})
    void takesAFileInAFormAndMakesATranslationOfIt(int size) throws Exception {
        HttpResponse<String> response = form("file", "v.mp4", "application/octet-stream", new byte[size]);
        JsonNode asset = api.data(response);
        assertThat(asset.path("size_bytes").asLong()).isEqualTo(size);
        assertThat(asset.path("mime_type").asString()).isEqualTo("video/mp4");
        assertThat(asset.path("url").asString()).startsWith(api.simulator.uri() + "/heygen/v3/assets/");
        String id = asset.path("asset_id").asString();
        assertThat(api.post(JOBS, with(id)).statusCode()).isEqualTo(200);
        JsonNode shown = api.data("/v3/assets/" + id);
        assertThat(shown.path("name").asString()).isEqualTo("v.mp4");
        assertThat(shown.path("uploaded_at").asLong()).isEqualTo(HeyGen.START.getEpochSecond());
        assertThat(json(api.get("/v3/assets?username=sim")).at("/data/0/id").asString())
                .isEqualTo(id);
        assertThat(api.get("/v3/assets").statusCode()).isEqualTo(400);
        assertThat(api.data(api.send("DELETE", "/v3/assets/" + id, null))
                        .path("id")
                        .asString())
                .isEqualTo(id);
        HttpResponse<String> refused = api.post(JOBS, with(id));
        assertThat(json(refused).at("/error/param").asString()).isEqualTo("video.asset_id");
    }

    @Test
    void refusesWhatIsNoFileOfAKnownType() throws Exception {
        assertThat(form("video", "v.mp4", "video/mp4", new byte[3]).statusCode())
                .isEqualTo(400);
        assertThat(form("file", "v.exe", "application/octet-stream", new byte[3])
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> refused = api.post("/v3/assets", "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/param").asString()).isEqualTo("file");
        HttpResponse<String> tooLarge = form("file", "v.mp4", "video/mp4", new byte[(32 << 20) + 70_000]);
        assertThat(tooLarge.statusCode()).isEqualTo(413);
    }

    @Test
    void takesALargeFileAtAnUrl() throws Exception {
        JsonNode announced = api.data(api.post(
                "/v3/assets/direct-uploads",
                "{\"filename\":\"v.webm\",\"content_type\":\"video/webm\",\"size_bytes\":3000000}"));
        String id = announced.path("asset_id").asString();
        assertThat(announced.path("status").asString()).isEqualTo("pending_upload");
        assertThat(json(api.post(JOBS, with(id))).at("/error/code").asString()).isEqualTo("asset_not_available");
        String complete = "/v3/assets/" + id + "/complete";
        assertThat(api.send("POST", complete, null).statusCode()).isEqualTo(400);
        HttpRequest upload = HttpRequest.newBuilder(
                        URI.create(announced.path("upload_url").asString()))
                .PUT(BodyPublishers.ofByteArray(new byte[3_000_000]))
                .header(
                        "Content-Type",
                        announced.at("/upload_headers/Content-Type").asString())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(upload, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        for (int i = 0; i < 2; i++) {
            JsonNode completed = api.data(api.post(complete, "{\"checksum_sha256\":\"x\"}"));
            assertThat(completed.path("status").asString()).isEqualTo("processing");
            assertThat(completed.path("size_bytes").asInt()).isEqualTo(3_000_000);
        }
        assertThat(api.post(JOBS, with(id)).statusCode()).isEqualTo(200);
        assertThat(api.post("/v3/assets/direct-uploads", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void needsNoKeyForTheUploadItself() throws Exception {
        try (HeyGen locked = new HeyGen("", builder -> builder.apiKey("k"))) {
            String body = "{\"filename\":\"v.mp4\",\"content_type\":\"video/mp4\",\"size_bytes\":3}";
            assertThat(locked.post("/v3/assets/direct-uploads", body).statusCode())
                    .isEqualTo(401);
            HttpResponse<String> announced = locked.post("/v3/assets/direct-uploads", body, "X-Api-Key", "k");
            URI url = URI.create(locked.data(announced).path("upload_url").asString());
            assertThat(locked.send("PUT", url.getPath(), "abc").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void givesBackAFile() throws Exception {
        JsonNode asset = api.data(form("file", "a.srt", "", "1\n".getBytes(UTF_8)));
        HttpRequest get =
                HttpRequest.newBuilder(URI.create(asset.path("url").asString())).build();
        assertThat(HttpClient.newHttpClient().send(get, BodyHandlers.ofString()).body())
                .isEqualTo("1\n");
    }

    private static String with(String asset) {
        return "{\"output_languages\":[\"es\"],\"video\":{\"asset_id\":\"" + asset + "\",\"type\":\"asset_id\"}}";
    }

    private HttpResponse<String> form(String field, String name, String type, byte[] file) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--b0undary\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b0undary\r\n"
                        + "Content-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name + "\"\r\n"
                        + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + "\r\n")
                .getBytes(UTF_8));
        body.write(file);
        body.write("\r\n--b0undary--\r\n".getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(api.simulator.uri().resolve("/heygen/v3/assets"))
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .header("Content-Type", "multipart/form-data; boundary=b0undary")
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
